//! Tables for people: aligned by display width, and made to fit a narrow page.
//!
//! A table says what its columns are; [`Table::text`] lets go of columns that are empty and, where there is
//! no room, of those that matter least. What is still too wide is broken inside its cells, or cut where a column
//! allows it ([`Room::Cut`]). Without a width nothing is broken or cut.

use super::cell::{cut, wrapped};
use super::paint::Page;
use super::paint::{Paint, Role};
use super::width::columns_of;

/// What stands between two columns.
const GAP: &str = "  ";

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Column {
    pub(in crate::render) heading: &'static str,
    pub(in crate::render) side: Align,
    pub(in crate::render) need: Need,
    pub(in crate::render) room: Room,
}

/// What happens to cells that are wider than their column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Room {
    /// They are broken into lines.
    Broken,
    /// They keep their width as long as other columns can give way.
    Whole,
    /// They are cut, down to the width of the heading.
    Cut,
}

/// On which side of its column a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Align {
    Left,
    /// For numbers.
    Right,
}

/// How much a column matters where there is no room for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Need {
    /// It stays, broken where it must be.
    Always,
    /// It goes before any column of a higher rank does.
    Rank(u8),
}

/// One cell of a row.
#[derive(Debug, Clone)]
pub(in crate::render) struct Cell {
    /// Fit to be shown: escaped where it came from a stranger.
    pub(in crate::render) text: String,
    pub(in crate::render) role: Option<Role>,
}

/// Rows under headings; each row has one cell per column.
#[derive(Debug)]
pub(in crate::render) struct Table {
    pub(in crate::render) columns: Vec<Column>,
    pub(in crate::render) rows: Vec<Vec<Cell>>,
}

/// How wide a column is at most and at least, and where it stands.
#[derive(Debug, Clone, Copy)]
struct Measure {
    index: usize,
    natural: usize,
    /// The narrowest at which it still reads well.
    least: usize,
    need: Need,
}

impl Column {
    pub(in crate::render) const fn left(heading: &'static str, need: Need) -> Self {
        let side = Align::Left;
        let room = Room::Broken;
        Self {
            heading,
            side,
            need,
            room,
        }
    }

    pub(in crate::render) const fn right(heading: &'static str, need: Need) -> Self {
        let side = Align::Right;
        let room = Room::Broken;
        Self {
            heading,
            side,
            need,
            room,
        }
    }
}

impl Column {
    /// The same, with cells that stay on one line.
    pub(in crate::render) const fn whole(self) -> Self {
        let room = Room::Whole;
        Self { room, ..self }
    }

    /// The same, with cells that are cut.
    pub(in crate::render) const fn cut(self) -> Self {
        let room = Room::Cut;
        Self { room, ..self }
    }
}

impl Cell {
    pub(in crate::render) fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { text, role: None }
    }

    pub(in crate::render) fn painted(role: Role, text: impl Into<String>) -> Self {
        let text = text.into();
        let role = Some(role);
        Self { text, role }
    }

    /// A number; nothing is shown as a quiet zero.
    pub(in crate::render) fn count(count: usize) -> Self {
        match count {
            0 => Self::painted(Role::Quiet, "0"),
            count => Self::plain(count.to_string()),
        }
    }

    fn says_nothing(&self) -> bool {
        matches!(self.text.as_str(), "" | "0")
    }
}

impl Table {
    /// The headings and the rows, as wide as the page allows.
    pub(in crate::render) fn text(&self, page: Page) -> String {
        let shown = self.fitted(page.columns);
        let mut text = String::new();
        let headings = self.columns.iter();
        let headings: Vec<Cell> = headings
            .map(|column| Cell::painted(Role::Heading, column.heading))
            .collect();
        self.push_row(&mut text, &headings, &shown, page.paint);
        for row in &self.rows {
            self.push_row(&mut text, row, &shown, page.paint);
        }
        text
    }

    /// The columns that are shown, each with its width.
    fn fitted(&self, columns: Option<usize>) -> Vec<(usize, usize)> {
        let mut shown = self.measured();
        let Some(columns) = columns else {
            return shown
                .iter()
                .map(|column| (column.index, column.natural))
                .collect();
        };
        while total(shown.iter().map(|column| column.least)) > columns {
            let rank = |(_, column): &(usize, &Measure)| match column.need {
                Need::Always => None,
                Need::Rank(rank) => Some(rank),
            };
            let ranked = shown
                .iter()
                .enumerate()
                .filter(|column| rank(column).is_some());
            match ranked.min_by_key(rank).map(|(position, _)| position) {
                Some(position) => drop(shown.remove(position)),
                None => break,
            }
        }
        let too_narrow = total(shown.iter().map(|column| column.least)) > columns;
        let mut widths: Vec<usize> = shown.iter().map(|column| column.natural).collect();
        while total(widths.iter().copied()) > columns {
            let least = |position: usize| if too_narrow { 1 } else { shown[position].least };
            let givers = (0..widths.len()).filter(|position| widths[*position] > least(*position));
            match givers.max_by_key(|position| widths[*position]) {
                Some(widest) => widths[widest] -= 1,
                None => break,
            }
        }
        shown
            .iter()
            .map(|column| column.index)
            .zip(widths)
            .collect()
    }

    /// Every column in which something stands.
    fn measured(&self) -> Vec<Measure> {
        let measure = |(index, column): (usize, &Column)| {
            let cells = || self.rows.iter().filter_map(move |row| row.get(index));
            if cells().all(Cell::says_nothing) && column.need != Need::Always {
                return None;
            }
            let heading = columns_of(column.heading);
            let natural = cells()
                .map(|cell| columns_of(&cell.text))
                .max()
                .unwrap_or(0)
                .max(heading);
            let widest_word = cells()
                .flat_map(|cell| cell.text.split(' '))
                .map(columns_of)
                .max();
            let least = match (column.side, column.room) {
                (Align::Left, Room::Cut) => heading.min(natural),
                (Align::Left, Room::Broken) => widest_word
                    .unwrap_or(0)
                    .min(LONG_WORD)
                    .max(heading)
                    .min(natural),
                (Align::Right, _) | (_, Room::Whole) => natural,
            };
            let need = column.need;
            Some(Measure {
                index,
                natural,
                least,
                need,
            })
        };
        self.columns
            .iter()
            .enumerate()
            .filter_map(measure)
            .collect()
    }

    fn push_row(&self, text: &mut String, row: &[Cell], shown: &[(usize, usize)], paint: Paint) {
        let cells: Vec<Vec<String>> = shown
            .iter()
            .map(|(index, columns)| match self.columns[*index].room {
                Room::Cut => vec![cut(&row[*index].text, *columns)],
                Room::Broken | Room::Whole => wrapped(&row[*index].text, *columns),
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut pending = String::new();
            for (lines, (index, columns)) in cells.iter().zip(shown) {
                let piece = lines.get(line).map_or("", String::as_str);
                let padding = " ".repeat(columns.saturating_sub(columns_of(piece)));
                let painted = match row[*index].role {
                    Some(role) => paint.apply(role, piece),
                    None => piece.to_owned(),
                };
                let (before, after) = match self.columns[*index].side {
                    Align::Left => (String::new(), padding),
                    Align::Right => (padding, String::new()),
                };
                pending.push_str(&before);
                if !painted.is_empty() {
                    text.push_str(&pending);
                    text.push_str(&painted);
                    pending.clear();
                }
                pending.push_str(&after);
                pending.push_str(GAP);
            }
            text.push('\n');
        }
    }
}

/// A word that is longer may be broken.
const LONG_WORD: usize = 16;

/// The columns that columns of these widths take together.
fn total(widths: impl ExactSizeIterator<Item = usize>) -> usize {
    let gaps = widths.len().saturating_sub(1) * GAP.len();
    widths.sum::<usize>() + gaps
}
