//! `plexmgr adopt`: a spreadsheet of people is taken over into the records.
//!
//! [`columns`] finds what each column holds, [`dates`] and [`rows`] read the values, [`pairing`] finds the user of each
//! row, [`merge`] says what changes in a record, and [`create`] makes new ones. A row with anything wrong in it is left
//! as a whole, and all other rows go on.

mod columns;
mod create;
mod dates;
mod merge;
mod pairing;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::{Input, Refusal};
use crate::change::{Change, UserKey};
use crate::problem::listed;
use crate::tables::Table;
use crate::vocabulary::{Class, Handle, counted, folded, shown};
use columns::Columns;
use create::Creation;
use dates::DateFormat;
use merge::{Merge, Merged};
use pairing::{Index, Paired};
use rows::SheetRow;

/// How many rows that match no user are compared with all users for a similar name.
const MOST_SIMILAR: usize = 200;

/// What is taken over, and how.
pub struct Adopt<'a> {
    /// The spreadsheet.
    pub table: &'a Table,
    /// Columns and their keys, as in `Paid to=end`.
    pub maps: &'a [String],
    /// What dates look like that can be read in two ways.
    pub date_format: Option<&'a str>,
    /// Rows of which an admin says whose they are; `None` leaves a row out.
    pub rows: &'a BTreeMap<u32, Option<Handle>>,
    /// Whether the file replaces values of admins.
    pub prefers_file: bool,
    /// Whether rows that match no user become records.
    pub creates: bool,
    /// The class that imported users get.
    pub import_class: Class,
    /// Where the record of a new user goes.
    pub file_of_new: &'a dyn Fn(&Handle) -> Arc<str>,
}

/// The changes, and everything there is to say about the rows.
#[derive(Debug, Default)]
pub struct Adopted {
    /// In the order of the rows.
    pub changes: Vec<Change>,
    /// What was read, left as it is or decided, for information.
    pub notes: Vec<Remark>,
    /// Why rows are left, in their order.
    pub left: Vec<Remark>,
}

/// Something to say about a row, or about the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The row; 0 for the file as a whole.
    pub row: u32,
    /// The column, by its name in the file.
    pub column: Option<String>,
    /// What there is to say.
    pub message: String,
}

impl fmt::Display for Remark {
    /// `31: Paid until: …`, to stand behind the name of the file.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            row,
            column,
            message,
        } = self;
        if *row > 0 {
            write!(formatter, "{row}: ")?;
        }
        if let Some(column) = column {
            write!(formatter, "{}: ", shown(column))?;
        }
        formatter.write_str(message)
    }
}

/// Takes the spreadsheet over.
///
/// # Errors
/// Everything that is wrong with the columns and with what was typed; then no row is looked at.
pub fn adopt(input: &Input<'_>, adopt: &Adopt<'_>) -> Result<Adopted, Vec<Refusal>> {
    let format = adopt.date_format.map(DateFormat::parse).transpose();
    let columns = Columns::find(adopt.table, adopt.maps);
    let (columns, format) = match (columns, format) {
        (Ok(columns), Ok(format)) => (columns, format),
        (columns, format) => {
            let mut refused = columns.err().unwrap_or_default();
            refused.extend(format.err());
            return Err(refused);
        }
    };
    let unknown = unknown_rows(&columns, adopt.rows);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let mut adopted = Adopted::default();
    adopted.about_file(adopt.table, &columns);
    let rows = rows::read(&columns, &input.household.records, format);
    let sorted = Sorted::of(input, adopt, rows, &mut adopted);
    adopted.merge(input, adopt, &columns, &sorted.paired);
    adopted.create(input, adopt, &columns, sorted.new);
    adopted.left.sort();
    adopted.notes.sort();
    Ok(adopted)
}

/// Rows that were typed and are not in the file.
fn unknown_rows(columns: &Columns<'_>, rows: &BTreeMap<u32, Option<Handle>>) -> Vec<Refusal> {
    let numbers: BTreeSet<u32> = columns.rows.iter().map(|row| row.number).collect();
    let unknown = rows.keys().filter(|number| !numbers.contains(number));
    let refusal = |number: &u32| {
        let message = "the file has no such row below the names of the columns";
        Refusal::new(format!("--row {number}"), message)
    };
    unknown.map(refusal).collect()
}

/// The rows by what becomes of them.
struct Sorted {
    /// One row for each user.
    paired: Vec<(Handle, SheetRow)>,
    /// Rows of people who are not recorded, one for each.
    new: Vec<SheetRow>,
}

impl Sorted {
    fn of(
        input: &Input<'_>,
        adopt: &Adopt<'_>,
        rows: Vec<SheetRow>,
        adopted: &mut Adopted,
    ) -> Self {
        let index = Index::of(&input.household.records);
        let mut by_user: BTreeMap<Handle, Vec<SheetRow>> = BTreeMap::new();
        let (mut new, mut unknown) = (Vec::new(), 0);
        for row in rows {
            let paired = match adopt.rows.get(&row.number) {
                Some(None) => continue,
                Some(Some(user)) => Paired::User(user.clone()),
                None if !row.who.is_usable() && row.refused.is_empty() => {
                    let message =
                        "names no user: it has no e-mail address, user name, handle or Plex id";
                    adopted.leave(row.number, message);
                    continue;
                }
                None => index.pair(&row.who),
            };
            match paired {
                Paired::User(user) => by_user.entry(user).or_default().push(row),
                Paired::Unclear(why) => adopted.leave(row.number, format!("ambiguous: {why}")),
                Paired::Unknown if !row.refused.is_empty() => {
                    adopted.left.extend(row.refused);
                }
                Paired::Unknown if adopt.creates => new.push(row),
                Paired::Unknown => {
                    unknown += 1;
                    let similar = (unknown <= MOST_SIMILAR).then(|| index.similar(&row.who));
                    adopted.leave(row.number, no_user(&row, similar.flatten()));
                }
            }
        }
        let mut paired = Vec::new();
        for (user, rows) in by_user {
            if let Some(row) = adopted.only(user.as_str(), rows) {
                paired.push((user, row));
            }
        }
        paired.sort_by_key(|(_, row)| row.number);
        let mut new = adopted.distinct(new);
        adopted.refuse_shared_ids(&mut paired, &mut new);
        Self { paired, new }
    }
}

fn no_user(row: &SheetRow, similar: Option<&Handle>) -> String {
    let name = row.who.shown();
    match similar {
        Some(user) => format!(
            "no user is `{name}`; did you mean `{user}`? then add `--row {}={user}`",
            row.number
        ),
        None => format!("no user is `{name}`"),
    }
}

impl Adopted {
    fn note(&mut self, row: u32, message: impl Into<String>) {
        self.notes.push(Remark {
            row,
            column: None,
            message: message.into(),
        });
    }

    fn leave(&mut self, row: u32, message: impl Into<String>) {
        self.left.push(Remark {
            row,
            column: None,
            message: message.into(),
        });
    }

    fn about_file(&mut self, table: &Table, columns: &Columns<'_>) {
        for note in &table.notes {
            self.note(0, note);
        }
        let unused = columns.unused();
        if !unused.is_empty() {
            let message = format!("columns not used: {}", listed(unused));
            self.note(0, message);
        }
    }

    /// The one row of a user; equal ones count once.
    fn only(&mut self, user: &str, rows: Vec<SheetRow>) -> Option<SheetRow> {
        let mut rows = rows.into_iter();
        let first = rows.next()?;
        let others: Vec<SheetRow> = rows.collect();
        let is_same = |row: &SheetRow| {
            row.values == first.values && row.refused.is_empty() && first.refused.is_empty()
        };
        if others.iter().all(is_same) {
            for row in &others {
                let message = format!("says the same of `{user}` as row {}", first.number);
                self.note(row.number, message);
            }
            return Some(first);
        }
        let numbers = || [&first].into_iter().chain(&others).map(|row| row.number);
        for row in [&first].into_iter().chain(&others) {
            let more = numbers().filter(|number| *number != row.number);
            let more: Vec<String> = more.map(|number| number.to_string()).collect();
            let message = format!(
                "twice in the file: `{user}` is also in row {}, with other values; leave one out, as in `--row {}=`",
                more.join(", "),
                row.number
            );
            self.leave(row.number, message);
        }
        None
    }

    /// The rows of new people, without those that are about the same one.
    fn distinct(&mut self, rows: Vec<SheetRow>) -> Vec<SheetRow> {
        let names = |row: &SheetRow| {
            let who = [&row.who.email, &row.who.username, &row.who.handle];
            who.into_iter()
                .flatten()
                .map(|name| folded(name))
                .collect::<BTreeSet<_>>()
        };
        let mut users: Vec<Vec<SheetRow>> = Vec::new();
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            let names = names(&row);
            let known = names.iter().find_map(|name| by_name.get(name).copied());
            let index = known.unwrap_or(users.len());
            by_name.extend(names.iter().map(|name| (name.clone(), index)));
            match users.get_mut(index) {
                Some(rows) => rows.push(row),
                None => users.push(vec![row]),
            }
        }
        let one = |rows: Vec<SheetRow>| {
            let name = rows.first()?.who.shown();
            self.only(&name, rows)
        };
        users.into_iter().filter_map(one).collect()
    }

    /// A Discord id belongs to one user, also in the file.
    fn refuse_shared_ids(&mut self, paired: &mut Vec<(Handle, SheetRow)>, new: &mut Vec<SheetRow>) {
        fn id(row: &SheetRow) -> Option<&str> {
            let mut fields = row.values.fields.iter();
            let id = fields.find(|(key, _)| *key == UserKey::DiscordId);
            id.map(|(_, id)| id.as_str())
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let rows = paired.iter().map(|(_, row)| row).chain(new.iter());
        for id in rows.filter_map(id) {
            *counts.entry(id.to_owned()).or_default() += 1;
        }
        let mut has_own = |row: &SheetRow| {
            let shared = id(row).filter(|id| counts.get(*id).is_some_and(|count| *count > 1));
            if let Some(id) = shared {
                let message = format!("Discord id `{}` is in rows of several users", shown(id));
                self.leave(row.number, message);
            }
            shared.is_none()
        };
        paired.retain(|(_, row)| has_own(row));
        new.retain(has_own);
    }

    fn merge(
        &mut self,
        input: &Input<'_>,
        adopt: &Adopt<'_>,
        columns: &Columns<'_>,
        rows: &[(Handle, SheetRow)],
    ) {
        let mut same = 0;
        for (handle, row) in rows {
            let Some(target) = input.target(handle) else {
                continue;
            };
            if !row.refused.is_empty() {
                self.left.extend(row.refused.iter().cloned());
                continue;
            }
            let merge = Merge {
                input,
                adopt,
                columns,
                target,
                row,
            };
            let payments = &merge.target.record.payments;
            let without_end = row.without_end(columns, payments);
            match merge.merged() {
                Ok(Merged { changes, mut kept }) => {
                    kept.extend(without_end);
                    same += usize::from(changes.is_empty() && kept.is_empty());
                    self.changes.extend(changes);
                    self.notes.extend(kept);
                }
                Err(remark) => self.left.push(remark),
            }
        }
        if same > 0 {
            let verb = if same == 1 { "adds" } else { "add" };
            let message = format!("{} {verb} nothing to the records", counted(same, "row"));
            self.note(0, message);
        }
    }

    fn create(
        &mut self,
        input: &Input<'_>,
        adopt: &Adopt<'_>,
        columns: &Columns<'_>,
        rows: Vec<SheetRow>,
    ) {
        let mut creation = Creation::new(input, adopt, columns);
        for row in rows {
            match creation.created(&row) {
                Ok(changes) => {
                    self.changes.extend(changes);
                    self.notes.extend(row.without_end(columns, &[]));
                }
                Err(remark) => self.left.push(remark),
            }
        }
    }
}
