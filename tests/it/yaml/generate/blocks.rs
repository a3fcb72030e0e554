//! Block collections, and the lines their children begin on.

use plexmgr::yaml::PathStep;

use super::{Wanted, Writer};
use crate::yaml::datum::Datum;

const KEYS: &[&str] = &[
    "class",
    "plex",
    "id",
    "shares",
    "server",
    "libraries",
    "payments",
    "notes",
    "tv-shows",
    "x",
    "12345",
    "a b",
    "größe",
    "名前",
    "paypal_email",
    "title",
    "name",
    "007",
    "k: v",
    "it's",
    "no",
];

impl Writer<'_> {
    pub(super) fn map(
        &mut self,
        prefix: Option<&str>,
        indent: usize,
        depth: usize,
        wanted: Wanted,
    ) -> Datum {
        let fields = fields(wanted);
        let mut chosen: Vec<_> = fields
            .iter()
            .copied()
            .filter(|_| self.random.chance(80))
            .collect();
        if fields.is_empty() || chosen.is_empty() {
            let count = 1 + self.random.below(4);
            let mut keys: Vec<&str> = Vec::new();
            while keys.len() < count {
                let key = *self.random.pick(KEYS);
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            chosen = keys
                .into_iter()
                .map(|key| (key, Wanted::Anything))
                .collect();
        }
        self.entries(prefix, indent, depth, chosen)
    }

    pub(super) fn entries(
        &mut self,
        prefix: Option<&str>,
        indent: usize,
        depth: usize,
        keys: Vec<(&str, Wanted)>,
    ) -> Datum {
        let mut entries = Vec::new();
        for (number, (key, wanted)) in keys.into_iter().enumerate() {
            let start = self.start(prefix.filter(|_| number == 0), indent);
            self.path.push(PathStep::Key(key.to_owned()));
            let first = self.out.len();
            let written = self.key(key, false);
            let explicit = self.random.chance(6);
            let value = if explicit {
                let trailing = self.trailing();
                self.line(format!("{start}? {written}{trailing}"));
                if self.random.chance(85) {
                    self.gap(indent);
                    self.value(&format!("{:indent$}:", ""), indent, depth, wanted, false)
                } else {
                    Datum::Null
                }
            } else {
                let space = if self.random.chance(3) { " " } else { "" };
                self.value(
                    &format!("{start}{written}{space}:"),
                    indent,
                    depth,
                    wanted,
                    false,
                )
            };
            self.record(first);
            self.path.pop();
            entries.push((key.to_owned(), value));
        }
        Datum::Map(entries)
    }

    pub(super) fn list(
        &mut self,
        prefix: Option<&str>,
        indent: usize,
        depth: usize,
        wanted: Wanted,
    ) -> Datum {
        let wanted = match wanted {
            Wanted::Shares => Wanted::Share,
            Wanted::Payments => Wanted::Payment,
            Wanted::Names => Wanted::Scalar,
            _ => Wanted::Anything,
        };
        let mut items = Vec::new();
        for number in 0..1 + self.random.below(4) {
            let start = self.start(prefix.filter(|_| number == 0), indent);
            self.path.push(PathStep::Index(number));
            let first = self.out.len();
            items.push(self.value(&format!("{start}-"), indent, depth, wanted, true));
            self.record(first);
            self.path.pop();
        }
        Datum::List(items)
    }

    /// What stands in front of an entry or item: indentation, or the indicator it begins behind.
    pub(super) fn start(&mut self, prefix: Option<&str>, indent: usize) -> String {
        match prefix {
            Some(prefix) => {
                let space = indent - prefix.chars().count();
                format!("{prefix}{:space$}", "")
            }
            None => {
                let blank_counts = self.limit.is_some_and(|(_, counts)| counts);
                if self.style.separated && self.path.len() <= 2 && !blank_counts {
                    self.out.push(String::new());
                }
                self.gap(indent);
                format!("{:indent$}", "")
            }
        }
    }
}

/// The entries of the mappings that the product keeps.
fn fields(wanted: Wanted) -> &'static [(&'static str, Wanted)] {
    match wanted {
        Wanted::User => &[
            ("class", Wanted::Scalar),
            ("plex", Wanted::Plex),
            ("notes", Wanted::Scalar),
            ("payments", Wanted::Payments),
        ],
        Wanted::Plex => &[
            ("id", Wanted::Scalar),
            ("email", Wanted::Scalar),
            ("former_emails", Wanted::Names),
            ("shares", Wanted::Shares),
        ],
        Wanted::Share => &[
            ("server", Wanted::Scalar),
            ("libraries", Wanted::Names),
            ("invited", Wanted::Scalar),
        ],
        Wanted::Payment => &[
            ("plan", Wanted::Scalar),
            ("start", Wanted::Scalar),
            ("end", Wanted::Scalar),
        ],
        Wanted::Server => &[
            ("account", Wanted::Scalar),
            ("name", Wanted::Scalar),
            ("libraries", Wanted::Libraries),
        ],
        Wanted::Libraries => &[
            ("movies", Wanted::Library),
            ("tv-shows", Wanted::Library),
            ("12345", Wanted::Library),
        ],
        Wanted::Library => &[("id", Wanted::Scalar), ("title", Wanted::Scalar)],
        _ => &[],
    }
}
