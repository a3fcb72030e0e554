//! Takes mappings and lists apart.

use std::collections::HashMap;

use super::{Reader, ValueSubject};
use crate::problem::{ProblemCode, choices};
use crate::records::privacy::ValuePattern;
use crate::vocabulary::{Handle, MASK, Place, Placed, TransactionKey, shown};
use crate::yaml::{Node, NodeKind};

/// The entries of a mapping whose keys are given.
pub(super) struct Fields<'d> {
    /// Where the mapping begins.
    place: Place,
    /// Known keys with their values, each once.
    values: Vec<(&'d str, Node<'d>)>,
}

impl<'d> Fields<'d> {
    fn get(&self, key: &str) -> Option<Node<'d>> {
        let found = self.values.iter().find(|(name, _)| *name == key);
        found.map(|(_, value)| *value)
    }

    /// Whether a key is there, also without a value.
    pub(super) fn names(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether a key is there with a value.
    pub(super) fn has(&self, key: &str) -> bool {
        let value = self.get(key);
        value.is_some_and(|value| value.kind() != NodeKind::Null)
    }
}

/// An entry of a mapping whose keys are handles.
pub(super) struct HandleEntry<'d> {
    pub(super) handle: Handle,
    pub(super) place: Place,
    pub(super) value: Node<'d>,
    /// Whether the mapping has that handle already, in whatever case.
    pub(super) repeated: bool,
}

impl Reader {
    /// The entries of `node`, which is `what`, as in `a payment`; only `allowed` keys may occur.
    pub(super) fn fields<'d>(
        &mut self,
        what: &str,
        node: Node<'d>,
        allowed: &[&str],
    ) -> Option<Fields<'d>> {
        if self.kind(node)? != NodeKind::Mapping {
            let help = format!("its keys are {}", crate::problem::listed(allowed.to_vec()));
            self.wrong_type(ValueSubject::What(what), node, "a mapping", help);
            return None;
        }
        let mut values: Vec<(&str, Node<'_>)> = Vec::new();
        let mut lines: Vec<(&str, u32)> = Vec::new();
        for entry in node.entries() {
            let Some(key) = self.key(entry.key) else {
                continue;
            };
            if !allowed.contains(&key) {
                let place = self.place(entry.key);
                // A key that is not a word may be a text that lost its place.
                let is_word = ValuePattern::Word.fits(key);
                let masked = (!is_word).then(|| format!("unknown key `{MASK}`"));
                self.wrong_about_value("", ProblemCode::UnknownKey, place, masked, || {
                    let help = choices(key, "allowed are", allowed.iter().copied());
                    (format!("unknown key `{}`", shown(key)), Some(help))
                });
                continue;
            }
            match lines.iter().find(|(name, _)| *name == key) {
                Some((_, first)) => self.duplicate_key(self.place(entry.key), key, *first),
                None => {
                    lines.push((key, entry.key.line()));
                    values.push((key, entry.value));
                }
            }
        }
        Some(Fields {
            place: self.place(node),
            values,
        })
    }

    /// The value under a key that must be there; `help` shows what it looks like.
    pub(super) fn required<'d, T>(
        &mut self,
        fields: &Fields<'d>,
        key: &str,
        help: &str,
        read: impl FnOnce(&mut Self, ValueSubject<'_>, Node<'d>) -> Option<T>,
    ) -> Option<T> {
        let Some(value) = fields.get(key) else {
            let place = fields.place.clone();
            self.wrong_about(key, ProblemCode::MissingKey, place, || {
                (format!("`{key}` is missing"), Some(help.to_owned()))
            });
            return None;
        };
        if self.kind(value)? == NodeKind::Null {
            let place = self.place(value);
            self.wrong_about(key, ProblemCode::MissingKey, place, || {
                (format!("`{key}` has no value"), Some(help.to_owned()))
            });
            return None;
        }
        read(self, ValueSubject::Key(key), value)
    }

    /// The value under a key that may be missing, or there without a value.
    pub(super) fn optional<'d, T>(
        &mut self,
        fields: &Fields<'d>,
        key: &str,
        read: impl FnOnce(&mut Self, ValueSubject<'_>, Node<'d>) -> Option<T>,
    ) -> Option<T> {
        let value = fields.get(key)?;
        if self.kind(value)? == NodeKind::Null {
            return None;
        }
        read(self, ValueSubject::Key(key), value)
    }

    /// The list under a key that may be missing; items that cannot be read are left out.
    pub(super) fn list<'d, T>(
        &mut self,
        fields: &Fields<'d>,
        key: &str,
        mut read: impl FnMut(&mut Self, ValueSubject<'_>, Node<'d>) -> Option<T>,
    ) -> Vec<T> {
        let items = self.optional(fields, key, |reader, subject, node| {
            if node.kind() == NodeKind::Sequence {
                return Some(node.items());
            }
            reader.wrong_type(subject, node, "a list", None);
            None
        });
        items
            .into_iter()
            .flatten()
            .filter_map(|item| read(self, ValueSubject::ItemOf(key), item))
            .collect()
    }

    /// The entries of `node`, which holds `what`, as in `plans`, by their handles.
    pub(super) fn handles<'d>(
        &mut self,
        what: &str,
        node: Node<'d>,
    ) -> Option<Vec<HandleEntry<'d>>> {
        if self.kind(node)? != NodeKind::Mapping {
            let wanted = "a mapping with a handle per entry";
            self.wrong_type(ValueSubject::What(what), node, wanted, None);
            return None;
        }
        let mut firsts: HashMap<String, (&str, u32)> = HashMap::new();
        let mut handles = Vec::new();
        for entry in node.entries() {
            let Some(key) = self.key(entry.key) else {
                continue;
            };
            let place = self.place(entry.key);
            let handle: Handle = match key.parse() {
                Ok(handle) => handle,
                Err(error) => {
                    let masked = Some(format!("`{MASK}` is not a handle"));
                    self.wrong_about_value("", ProblemCode::BadHandle, place, masked, || {
                        (
                            format!("`{}` is not a handle", shown(key)),
                            Some(error.to_string()),
                        )
                    });
                    continue;
                }
            };
            let first = firsts.get(&handle.key()).copied();
            match first {
                None => {
                    firsts.insert(handle.key(), (key, place.line));
                }
                Some((name, line)) if name == key => {
                    self.duplicate_key(self.place(entry.key), key, line);
                }
                Some((name, line)) => {
                    let message =
                        format!("handle `{key}` differs from `{name}` on line {line} only in case");
                    let help = "on many systems both are the same file name".to_owned();
                    self.wrong(ProblemCode::DuplicateHandle, place.clone(), message, help);
                }
            }
            handles.push(HandleEntry {
                handle,
                place,
                value: entry.value,
                repeated: first.is_some(),
            });
        }
        Some(handles)
    }

    /// The entries of `node`, which holds `what`, as in `decisions`, by their transactions, each once; none if the
    /// file is empty.
    pub(super) fn transactions<'d>(
        &mut self,
        what: &str,
        node: Option<Node<'d>>,
    ) -> Vec<(Placed<TransactionKey>, Node<'d>)> {
        let mut lines: HashMap<TransactionKey, u32> = HashMap::new();
        let mut entries = self.transactions_as_written(what, node);
        entries.retain(|(key, _)| match lines.get(&key.value) {
            Some(first) => {
                self.duplicate_key(key.place.clone(), &key.value.to_string(), *first);
                false
            }
            None => {
                lines.insert(key.value.clone(), key.place.line);
                true
            }
        });
        entries
    }

    /// The same, with each entry of a transaction that has several.
    pub(super) fn transactions_as_written<'d>(
        &mut self,
        what: &str,
        node: Option<Node<'d>>,
    ) -> Vec<(Placed<TransactionKey>, Node<'d>)> {
        let kind = node.and_then(|node| Some((node, self.kind(node)?)));
        let node = match kind {
            None | Some((_, NodeKind::Null)) => return Vec::new(),
            Some((node, NodeKind::Mapping)) => node,
            Some((node, _)) => {
                let wanted = "a mapping with a transaction per entry";
                let help = "as in `paypal/5TY05013RG002845M`".to_owned();
                self.wrong_type(ValueSubject::What(what), node, wanted, help);
                return Vec::new();
            }
        };
        let entries = node.entries().into_iter().filter_map(|entry| {
            let key = self.key(entry.key)?;
            let place = self.place(entry.key);
            match key.parse::<TransactionKey>() {
                Ok(transaction) => Some((Placed::new(transaction, place), entry.value)),
                Err(error) => {
                    let code = ProblemCode::BadTransaction;
                    let masked = Some(format!("`{MASK}` is not a transaction"));
                    self.wrong_about_value("", code, place, masked, || {
                        let message = format!("`{}` is not a transaction", shown(key));
                        (message, Some(error.to_string()))
                    });
                    None
                }
            }
        });
        entries.collect()
    }

    /// Where the value of a key that is there stands.
    pub(super) fn place_of(&self, fields: &Fields<'_>, key: &str) -> Place {
        let value = fields.get(key);
        value.map_or_else(|| fields.place.clone(), |node| self.place(node))
    }

    /// The text of a key, numbers and the like included.
    fn key<'d>(&mut self, key: Node<'d>) -> Option<&'d str> {
        self.kind(key)?;
        let text = key.text();
        if text.is_none() {
            self.wrong_type(ValueSubject::What("a key"), key, "a word", None);
        }
        text
    }

    fn duplicate_key(&mut self, place: Place, key: &str, first: u32) {
        self.wrong_about("", ProblemCode::DuplicateKey, place, || {
            let key = shown(key);
            (
                format!("duplicate key `{key}`, first on line {first}"),
                None,
            )
        });
    }
}
