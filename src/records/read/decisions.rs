//! `decisions/*.yaml`: transaction to what the admins decided.

use super::mapping::Fields;
use super::{Reader, ValueSubject};
use crate::problem::{ProblemCode, listed};
use crate::records::schema::{Assignment, DecidedTime, Decision, Split, SplitPart};
use crate::vocabulary::{Handle, Placed, TransactionKey};
use crate::yaml::{Document, Node, NodeKind};

const KEYS: [&str; 9] = [
    "user", "plan", "periods", "start", "end", "as", "once", "split", "ignore",
];
const DONATION: [(&str, ()); 1] = [("donation", ())];

/// Keys of a mapping of which each says something else than the others.
const EXCLUSIVE: [&[&str]; 3] = [&["user"], &["split"], &["ignore"]];

impl Reader {
    /// Reads a whole file, which may be empty; decisions that cannot be read are left out.
    pub(crate) fn decisions(&mut self, text: &str) -> Vec<(TransactionKey, Placed<Decision>)> {
        let document = self.document_or_nothing(text);
        let root = document.as_ref().and_then(Document::root);
        let entries = self.transactions("decisions", root);
        let read = entries.into_iter().filter_map(|(key, node)| {
            self.check_decided_once(&key);
            let decision = self.decision(node)?;
            Some((key.value, Placed::new(decision, key.place)))
        });
        read.collect()
    }

    fn decision(&mut self, node: Node<'_>) -> Option<Decision> {
        let what = "a decision";
        if self.kind(node)? != NodeKind::Mapping {
            let user = self.parsed(ValueSubject::What(what), node)?;
            self.check_user(&user);
            return Some(Decision::Give(Assignment {
                user,
                plan: None,
                time: DecidedTime::ByAmount,
                is_once: false,
            }));
        }
        let fields = self.fields(what, node, &KEYS)?;
        match self.only_one(&fields, &EXCLUSIVE, node)? {
            "split" => {
                self.refuse_beside(&fields, "split", &KEYS)?;
                self.required(&fields, "split", "", Self::split)
                    .map(Decision::Split)
            }
            "ignore" => {
                self.refuse_beside(&fields, "ignore", &KEYS)?;
                self.required(&fields, "ignore", "the reason", Self::id_text)
                    .map(Decision::Ignore)
            }
            _ => self.assignment(&fields).map(Decision::Give),
        }
    }

    /// Which one of several keys a mapping has; it must be one.
    pub(super) fn only_one<'k>(
        &mut self,
        fields: &Fields<'_>,
        keys: &[&[&'k str]],
        node: Node<'_>,
    ) -> Option<&'k str> {
        let there = keys.iter().filter_map(|keys| {
            let mut keys = keys.iter().copied();
            keys.find(|key| fields.names(key))
        });
        let there: Vec<&str> = there.collect();
        match there.as_slice() {
            [one] => Some(one),
            [] => {
                let all = keys.iter().map(|keys| format!("`{}`", keys[0]));
                let all: Vec<String> = all.collect();
                let message = format!("one of {} is missing", all.join(", "));
                let place = self.place(node);
                self.wrong(ProblemCode::MissingKey, place, message, None);
                None
            }
            several => {
                let message = format!("{} contradict each other", listed(several.iter().copied()));
                let help = "keep one of them".to_owned();
                self.wrong(ProblemCode::Contradiction, self.place(node), message, help);
                None
            }
        }
    }

    /// Refuses every other key beside `key`.
    pub(super) fn refuse_beside(
        &mut self,
        fields: &Fields<'_>,
        key: &str,
        keys: &[&str],
    ) -> Option<()> {
        let beside = keys
            .iter()
            .find(|other| **other != key && fields.names(other));
        let Some(other) = beside else {
            return Some(());
        };
        let place = self.place_of(fields, other);
        let message = format!("`{other}` has no meaning beside `{key}`");
        let help = format!("remove `{other}`, or `{key}`");
        self.wrong(ProblemCode::Contradiction, place, message, help);
        None
    }

    fn assignment(&mut self, fields: &Fields<'_>) -> Option<Assignment> {
        let user: Option<Placed<Handle>> = self.required(fields, "user", "a handle", Self::parsed);
        if let Some(user) = &user {
            self.check_user(user);
        }
        let plan = self.optional(fields, "plan", Self::parsed);
        if let Some(plan) = &plan {
            self.check_plan(plan);
        }
        let time = self.decided_time(fields);
        let is_once = self.optional(fields, "once", Self::truth);
        Some(Assignment {
            user: user?,
            plan,
            time: time?,
            is_once: is_once.unwrap_or(false),
        })
    }

    fn decided_time(&mut self, fields: &Fields<'_>) -> Option<DecidedTime> {
        if fields.names("as") {
            let others = ["as", "plan", "periods", "start", "end"];
            let is_alone = self.refuse_beside(fields, "as", &others);
            self.required(fields, "as", "`as: donation`", |reader, subject, node| {
                reader.choice(subject, node, &DONATION)
            })?;
            return is_alone.map(|()| DecidedTime::Donation);
        }
        if fields.names("periods") {
            let others = ["periods", "start", "end"];
            let is_alone = self.refuse_beside(fields, "periods", &others);
            let periods = self.required(fields, "periods", "as in `periods: 1`", Self::sequence)?;
            return is_alone.map(|()| DecidedTime::Periods(periods));
        }
        if !fields.names("start") && !fields.names("end") {
            return Some(DecidedTime::ByAmount);
        }
        let first = "the first day, as in `2026-11-22`";
        let start = self.required(fields, "start", first, Self::shaped);
        let last = "the last day, as in `2026-12-22`";
        let end = self.required(fields, "end", last, Self::shaped);
        let (start, end) = start.zip(end)?;
        self.check_period(&start, &end);
        Some(DecidedTime::Days { start, end })
    }

    /// Several users: a list for equal parts, or a mapping with the part of each.
    pub(super) fn split(&mut self, subject: ValueSubject<'_>, node: Node<'_>) -> Option<Split> {
        let split = match self.kind(node)? {
            NodeKind::Sequence => {
                let users = node.items();
                let users = users.map(|item| self.parsed(ValueSubject::ItemOf("split"), item));
                Split::Equally(users.collect::<Option<_>>()?)
            }
            NodeKind::Mapping => {
                let entries = self.handles("parts", node)?.into_iter();
                let parts = entries.map(|entry| {
                    let amount = self.shaped(ValueSubject::What("a part"), entry.value)?;
                    let user = Placed::new(entry.handle, entry.place);
                    Some(SplitPart { user, amount })
                });
                Split::Amounts(parts.collect::<Option<_>>()?)
            }
            _ => {
                let help = "as in `split: [badger, cub]`".to_owned();
                self.wrong_type(subject, node, "a list of users", help);
                return None;
            }
        };
        self.check_split(&split, node);
        Some(split)
    }

    fn check_split(&mut self, split: &Split, node: Node<'_>) {
        let users = split.users();
        for (index, user) in users.iter().enumerate() {
            self.check_user(user);
            if users[..index].iter().any(|other| other.value == user.value) {
                let message = format!("user `{}` is named twice", user.value);
                let place = user.place.clone();
                self.wrong(ProblemCode::Contradiction, place, message, None);
            }
        }
        let least = match split {
            Split::Equally(_) => 2,
            // What is left of a split when the other users are removed.
            Split::Amounts(_) => 1,
        };
        if users.len() < least {
            let message = "a split needs at least two users";
            let help = "name a single user with `user`".to_owned();
            self.wrong(ProblemCode::Contradiction, self.place(node), message, help);
        }
    }
}
