//! Values between brackets.

use plexmgr::yaml::PathStep;

use super::{Wanted, Writer};
use crate::yaml::datum::Datum;

impl Writer<'_> {
    pub(super) fn flow_value(
        &mut self,
        prefix: &str,
        indent: usize,
        depth: usize,
        wanted: Wanted,
    ) -> Datum {
        let several_lines = self.random.chance(40);
        let (text, datum) = self.flow(indent, depth, several_lines, wanted);
        let space = if prefix.is_empty() { "" } else { " " };
        let trailing = self.trailing();
        for line in format!("{prefix}{space}{text}{trailing}").split('\n') {
            self.line(line.to_owned());
        }
        datum
    }

    pub(super) fn flow(
        &mut self,
        indent: usize,
        depth: usize,
        lines: bool,
        wanted: Wanted,
    ) -> (String, Datum) {
        self.flows.push(self.path.clone());
        let is_list = match wanted {
            Wanted::Names | Wanted::Shares | Wanted::Payments => true,
            Wanted::Anything | Wanted::Scalar => self.random.chance(50),
            _ => false,
        };
        let count = self.random.below(4);
        let mut text = (if is_list { "[" } else { "{" }).to_owned();
        let (mut items, mut entries) = (Vec::new(), Vec::new());
        text += &self.flow_space(indent, lines);
        for number in 0..count {
            if is_list {
                self.path.push(PathStep::Index(number));
                let (written, datum) = self.flow_item(indent, depth, lines, wanted);
                items.push(datum);
                text += &written;
            } else {
                let key = ["id", "x", "12345", "a b"][number];
                self.path.push(PathStep::Key(key.to_owned()));
                let (written, datum) = self.flow_entry(key, indent, depth, lines);
                entries.push((key.to_owned(), datum));
                text += &written;
            }
            self.path.pop();
            if self.random.chance(10) {
                text += &self.flow_space(indent, lines);
            }
            if number + 1 < count || self.random.chance(10) {
                text.push(',');
                let glued = self.random.chance(10)
                    && !text.ends_with(|letter: char| letter.is_alphanumeric());
                let space = self.flow_space(indent, lines);
                text += if space.is_empty() && !glued {
                    " "
                } else {
                    &space
                };
            }
        }
        if count > 0 && self.random.chance(30) {
            text += &self.flow_space(indent, lines);
        }
        text.push(if is_list { ']' } else { '}' });
        (
            text,
            if is_list {
                Datum::List(items)
            } else {
                Datum::Map(entries)
            },
        )
    }

    pub(super) fn flow_item(
        &mut self,
        indent: usize,
        depth: usize,
        lines: bool,
        wanted: Wanted,
    ) -> (String, Datum) {
        if depth > 0 && wanted != Wanted::Names && self.random.chance(30) {
            return self.flow(indent, depth - 1, lines, Wanted::Anything);
        }
        if wanted == Wanted::Anything && self.random.chance(6) {
            self.has_pairs = true;
            let (text, datum) = self.scalar(true);
            return (
                format!("p: {text}"),
                Datum::Map(vec![("p".to_owned(), datum)]),
            );
        }
        self.scalar(true)
    }

    pub(super) fn flow_entry(
        &mut self,
        key: &str,
        indent: usize,
        depth: usize,
        lines: bool,
    ) -> (String, Datum) {
        let written = self.key(key, true);
        let quoted = written.starts_with(['"', '\'']);
        match self.random.below(14) {
            0 => return (written, Datum::Null),
            1 => return (format!("{written}: "), Datum::Null),
            _ => {}
        }
        let (value, datum) = if depth > 0 && self.random.chance(30) {
            self.flow(indent, depth - 1, lines, Wanted::Anything)
        } else {
            self.scalar(true)
        };
        let text = match self.random.below(12) {
            0 => format!("? {written} : {value}"),
            1 if quoted => format!("{written}:{value}"),
            2 => {
                let space = self.flow_space(indent, lines);
                let space = if space.is_empty() {
                    " ".to_owned()
                } else {
                    space
                };
                format!("{written}:{space}{value}")
            }
            _ => format!("{written}: {value}"),
        };
        (text, datum)
    }

    /// Space between brackets: perhaps a line break, perhaps a comment in front of it.
    pub(super) fn flow_space(&mut self, indent: usize, lines: bool) -> String {
        if !lines || self.random.chance(50) {
            return (*self.random.pick(&["", "", "", " "])).to_owned();
        }
        let mut text = String::new();
        if self.random.chance(self.style.comment_percent) {
            text = format!(" {}", self.comment());
        }
        let column = indent + 1 + self.random.below(4);
        if self.random.chance(self.style.comment_percent / 3) {
            let comment = self.comment();
            text += &format!("\n{:column$}{comment}", "");
        }
        text + &format!("\n{:column$}", "")
    }
}
