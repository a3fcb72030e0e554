//! Takes values out of TOML tables and notes what is wrong with them.
//!
//! Knows TOML and nothing of plexmgr. A value that may be a secret is never repeated: messages about
//! a wrong type name the key and the type only.

use std::collections::HashSet;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::{
    Collector, MARKER, Problem, ProblemCode, Problems, RESOLVE, choices, conflict_markers,
};
use crate::vocabulary::{Place, shown};

/// A value with its byte span.
pub(super) type SpannedValue<'t> = Spanned<DeValue<'t>>;

/// A table, its title for messages and where it begins.
#[derive(Clone, Copy)]
pub(super) struct SettingsTable<'a, 't> {
    pub(super) table: &'a DeTable<'t>,
    /// As in `[import]`; empty for the top of the file.
    pub(super) title: &'static str,
    /// A byte of the text that stands for the whole table.
    pub(super) start: usize,
}

/// A text of the file as a message may repeat it: the first line only, since an unclosed quote takes
/// in whatever follows it, a pasted token included.
pub(super) fn repeated(text: &str) -> String {
    match text.split_once(['\n', '\r']) {
        None => shown(text),
        Some((first, _)) => format!("{}…", shown(first)),
    }
}

/// How many bytes lie between two places of a text whose characters are counted.
const BLOCK: usize = 256;

/// Collects the problems of one text.
pub(super) struct ProblemReport<'t> {
    file: Arc<str>,
    text: &'t str,
    /// The byte each line begins with.
    line_starts: Vec<usize>,
    /// How many characters begin before each block of [`BLOCK`] bytes, so that a long line is not counted
    /// from its beginning for every value.
    blocks: Vec<usize>,
    problems: Collector,
    /// Lines that are not TOML; what else seems wrong with them is a consequence.
    torn_lines: HashSet<u32>,
}

impl<'t> ProblemReport<'t> {
    pub(super) fn new(file: &str, text: &'t str) -> Self {
        let begins = |byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
        let blocks = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let here = *before;
            *before += block.iter().filter(|byte| begins(byte)).count();
            Some(here)
        });
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            file: Arc::from(file),
            text,
            line_starts: std::iter::once(0)
                .chain(breaks.map(|(offset, _)| offset + 1))
                .collect(),
            blocks: blocks.collect(),
            problems: Collector::default(),
            torn_lines: HashSet::new(),
        }
    }

    /// The value, if nothing at all was wrong.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Problems> {
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(self.problems.finish()),
        }
    }

    /// Notes every conflict marker of a text that is not TOML; whether there is one.
    pub(super) fn conflicts(&mut self) -> bool {
        let lines = conflict_markers(self.text.as_bytes());
        for line in &lines {
            let place = Place {
                file: Arc::clone(&self.file),
                line: u32::try_from(*line).unwrap_or(u32::MAX),
                column: 1,
            };
            let help = Some(RESOLVE.to_owned());
            self.push(ProblemCode::ConflictMarker, place, MARKER.to_owned(), help);
        }
        !lines.is_empty()
    }

    /// Notes that the text is not TOML at `span`.
    pub(super) fn syntax(&mut self, span: Option<Range<usize>>, message: &str) {
        let place = self.place(span.map_or(0, |span| span.start));
        let line = place.line;
        let code = match message.starts_with("duplicate key") {
            true => ProblemCode::DuplicateKey,
            false => ProblemCode::NotToml,
        };
        self.push(code, place, message.to_owned(), None);
        self.torn_lines.insert(line);
    }

    /// Notes what is wrong with the value that begins at byte `offset`.
    pub(super) fn wrong(&mut self, code: ProblemCode, offset: usize, message: impl Into<String>) {
        self.push(code, self.place(offset), message.into(), None);
    }

    /// The same with a way out.
    pub(super) fn wrong_with_help(
        &mut self,
        code: ProblemCode,
        offset: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(code, self.place(offset), message.into(), Some(help.into()));
    }

    /// Notes that `section` lacks `key`; an unparsable part may contain it.
    pub(super) fn missing(
        &mut self,
        section: SettingsTable<'_, '_>,
        key: &str,
        help: impl Into<String>,
    ) {
        if self.torn_lines.is_empty() {
            let of = match section.title {
                "" => String::new(),
                title => format!(" in {title}"),
            };
            let message = format!("`{key}` is missing{of}");
            self.wrong_with_help(ProblemCode::MissingKey, section.start, message, help);
        }
    }

    /// Notes every key that is not among the `allowed` ones.
    pub(super) fn unknown_keys(&mut self, table: &DeTable<'_>, allowed: &[&str]) {
        for key in table.keys() {
            let name = key.get_ref();
            if !allowed.contains(&name.as_ref()) {
                let help = choices(name, "allowed are", allowed.iter().copied());
                let message = format!("unknown key `{}`", repeated(name));
                let offset = key.span().start;
                self.wrong_with_help(ProblemCode::UnknownKey, offset, message, help);
            }
        }
    }

    /// Notes that a value is not `wanted`, as in `a text`, without repeating it.
    pub(super) fn wrong_type(&mut self, item: &SpannedValue<'_>, key: &str, wanted: &str) {
        let found = match item.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a point",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.wrong(
            ProblemCode::WrongType,
            item.span().start,
            format!("`{key}` must be {wanted}, not {found}"),
        );
    }

    /// The table under `key`, if there is one.
    pub(super) fn section<'a, 'i>(
        &mut self,
        parent: SettingsTable<'a, 'i>,
        key: &str,
        title: &'static str,
        allowed: &[&str],
    ) -> Option<SettingsTable<'a, 'i>> {
        let item = parent.table.get(key)?;
        let Some(table) = item.get_ref().as_table() else {
            self.wrong_type(item, key, "a table");
            return None;
        };
        self.unknown_keys(table, allowed);
        Some(SettingsTable {
            table,
            title,
            start: item.span().start,
        })
    }

    /// The text under `key` and where it begins.
    pub(super) fn text<'a>(
        &mut self,
        section: SettingsTable<'a, '_>,
        key: &str,
    ) -> Option<(&'a str, usize)> {
        let item = section.table.get(key)?;
        match item.get_ref().as_str() {
            Some(text) => Some((text, item.span().start)),
            None => {
                self.wrong_type(item, key, "a text");
                None
            }
        }
    }

    /// The list under `key`.
    pub(super) fn list<'a, 'i>(
        &mut self,
        section: SettingsTable<'a, 'i>,
        key: &str,
    ) -> Option<&'a [SpannedValue<'i>]> {
        let item = section.table.get(key)?;
        match item.get_ref() {
            DeValue::Array(items) => Some(items),
            _ => {
                self.wrong_type(item, key, "a list");
                None
            }
        }
    }

    /// The whole number under `key`, which must lie in `range`.
    pub(super) fn whole(
        &mut self,
        section: SettingsTable<'_, '_>,
        key: &str,
        range: RangeInclusive<u32>,
    ) -> Option<u32> {
        let item = section.table.get(key)?;
        let DeValue::Integer(integer) = item.get_ref() else {
            self.wrong_type(item, key, "a whole number");
            return None;
        };
        let value = u32::from_str_radix(integer.as_str(), integer.radix()).ok();
        let inside = value.filter(|value| range.contains(value));
        if inside.is_none() {
            let (least, most) = (range.start(), range.end());
            let message = format!("`{key}` must lie between {least} and {most}");
            self.wrong(ProblemCode::OutOfRange, item.span().start, message);
        }
        inside
    }

    /// What the word under `key` stands for, which must be one of `words`.
    pub(super) fn choice<T: Copy>(
        &mut self,
        section: SettingsTable<'_, '_>,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let (text, offset) = self.text(section, key)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let allowed = words.iter().map(|(word, _)| *word);
            let message = format!("`{key}` cannot be `{}`", repeated(text));
            let help = choices(text, "allowed are", allowed);
            self.wrong_with_help(ProblemCode::UnknownWord, offset, message, help);
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// The line of byte `offset`, counted from 1.
    pub(super) fn line(&self, offset: usize) -> u32 {
        self.place(offset).line
    }

    fn push(&mut self, code: ProblemCode, place: Place, message: String, help: Option<String>) {
        if !self.torn_lines.contains(&place.line) {
            let detail = message.clone();
            let problem = Problem {
                place,
                message,
                without_value: None,
                help,
                code,
            };
            self.problems.add(problem, &detail);
        }
    }

    /// How many characters of the text begin before byte `offset`.
    fn characters_before(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let block = (offset / BLOCK).min(self.blocks.len().saturating_sub(1));
        let known = self.blocks.get(block).copied().unwrap_or_default();
        let rest = self
            .text
            .as_bytes()
            .get(block * BLOCK..offset)
            .unwrap_or_default();
        known
            + rest
                .iter()
                .filter(|byte| **byte & 0b1100_0000 != 0b1000_0000)
                .count()
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts[line.saturating_sub(1)];
        let begin = if self.text.starts_with('\u{feff}') && line == 1 {
            start + '\u{feff}'.len_utf8()
        } else {
            start
        };
        let column = self
            .characters_before(offset)
            .saturating_sub(self.characters_before(begin))
            + 1;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Place {
            file: Arc::clone(&self.file),
            line: number(line),
            column: number(column),
        }
    }
}
