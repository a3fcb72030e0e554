//! Reads single values.

use std::fmt::Display;
use std::str::FromStr;

use super::{Reader, ValueSubject};
use crate::problem::{ProblemCode, choices};
use crate::vocabulary::{
    AccountName, Currency, Date, DiscordId, Email, Handle, LocalTime, MachineId, Money, Placed,
    PlanDuration, SignedMoney, SourceName, TextPattern, shown,
};
use crate::yaml::{Node, NodeKind};

/// What is written as a text and means more than that.
pub(super) trait TypedText: FromStr<Err: Display> {
    /// What is wrong with a text that means none of it.
    const CODE: ProblemCode;
}

macro_rules! typed_texts {
    ($($kind:ident: $code:ident,)*) => {
        $(impl TypedText for $kind {
            const CODE: ProblemCode = ProblemCode::$code;
        })*
    };
}

typed_texts! {
    AccountName: BadName,
    Currency: BadAmount,
    Date: BadDate,
    DiscordId: BadId,
    Email: BadEmail,
    Handle: BadHandle,
    LocalTime: BadDate,
    MachineId: BadId,
    Money: BadAmount,
    PlanDuration: BadDuration,
    SignedMoney: BadAmount,
    SourceName: BadName,
    TextPattern: BadPattern,
}

impl Reader {
    /// Any text.
    pub(super) fn text(
        &mut self,
        subject: ValueSubject<'_>,
        node: Node<'_>,
    ) -> Option<Placed<String>> {
        let text = self.borrowed_text(subject, node)?;
        Some(Placed::new(text.to_owned(), self.place(node)))
    }

    /// A text that is not empty.
    pub(super) fn id_text(
        &mut self,
        subject: ValueSubject<'_>,
        node: Node<'_>,
    ) -> Option<Placed<String>> {
        let text = self.text(subject, node)?;
        if text.trim().is_empty() {
            let message = format!("{subject} is empty");
            let help = "remove the key instead".to_owned();
            self.wrong(ProblemCode::BadId, text.place, message, help);
            return None;
        }
        Some(text)
    }

    /// A text that means something, such as a date or a handle.
    pub(super) fn parsed<T>(
        &mut self,
        subject: ValueSubject<'_>,
        node: Node<'_>,
    ) -> Option<Placed<T>>
    where
        T: TypedText,
    {
        let text = self.borrowed_text(subject, node)?;
        self.parsed_from(subject, node, text)
    }

    /// The same for what no number can mean: the help for a number says what is wanted instead.
    pub(super) fn shaped<T>(
        &mut self,
        subject: ValueSubject<'_>,
        node: Node<'_>,
    ) -> Option<Placed<T>>
    where
        T: TypedText,
    {
        match self.kind(node)? {
            NodeKind::Int(_) | NodeKind::Float(_) => {
                self.parsed_from(subject, node, node.text().unwrap_or_default())
            }
            _ => self.parsed(subject, node),
        }
    }

    /// An id of Plex: a whole number from 1 that is not quoted, wrapped by `wrap`.
    pub(super) fn number<T>(
        &mut self,
        subject: ValueSubject<'_>,
        node: Node<'_>,
        wrap: fn(u64) -> T,
    ) -> Option<Placed<T>> {
        let number = self.whole(subject, node, u64::MAX)?;
        Some(Placed::new(wrap(number), self.place(node)))
    }

    /// Which of several periods a payment is, counted from 1.
    pub(super) fn sequence(
        &mut self,
        subject: ValueSubject<'_>,
        node: Node<'_>,
    ) -> Option<Placed<u32>> {
        let number = self.whole(subject, node, u64::from(u32::MAX))?;
        let number = u32::try_from(number).expect("the most is the most a u32 holds");
        Some(Placed::new(number, self.place(node)))
    }

    fn whole(&mut self, subject: ValueSubject<'_>, node: Node<'_>, most: u64) -> Option<u64> {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let help = match self.kind(node)? {
            // `0301` is 193 to some parsers, and people would not recognise `0x12D` as an id.
            NodeKind::Int(number) if node.text() != Some(number.to_string().as_str()) => {
                let message = format!("{subject} is not written in the usual form");
                let help = format!("write it as plain digits: {number}");
                self.wrong(ProblemCode::BadId, self.place(node), message, help);
                return None;
            }
            NodeKind::Int(number) => {
                let inside = u64::try_from(number)
                    .ok()
                    .filter(|n| (1..=most).contains(n));
                if inside.is_none() {
                    let message = format!("{subject} cannot be `{number}`");
                    let help = format!("it must be a whole number from 1 to {most}");
                    self.wrong(ProblemCode::OutOfRange, self.place(node), message, help);
                }
                return inside;
            }
            NodeKind::Text(text) if digits(text) => {
                Some(format!("write it without quotes: {}", shown(text)))
            }
            _ => None,
        };
        self.wrong_type(subject, node, "a whole number", help);
        None
    }

    /// `true` or `false`.
    pub(super) fn truth(&mut self, subject: ValueSubject<'_>, node: Node<'_>) -> Option<bool> {
        match self.kind(node)? {
            NodeKind::Bool(value) => Some(value),
            _ => {
                self.wrong_type(subject, node, "`true` or `false`", None);
                None
            }
        }
    }

    /// What a word stands for, which must be one of `words`.
    pub(super) fn choice<T: Copy>(
        &mut self,
        subject: ValueSubject<'_>,
        node: Node<'_>,
        words: &[(&str, T)],
    ) -> Option<T> {
        let allowed = words.iter().map(|(word, _)| *word);
        if matches!(
            self.kind(node)?,
            NodeKind::Null | NodeKind::Sequence | NodeKind::Mapping
        ) {
            let help = choices("", "allowed are", allowed);
            self.wrong_type(subject, node, "a word", help);
            return None;
        }
        let text = node.text().unwrap_or_default();
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let message = format!("{subject} cannot be `{}`", shown(text));
            let help = choices(text, "allowed are", allowed);
            self.wrong(ProblemCode::UnknownWord, self.place(node), message, help);
        }
        found.map(|(_, meaning)| *meaning)
    }

    fn borrowed_text<'d>(&mut self, subject: ValueSubject<'_>, node: Node<'d>) -> Option<&'d str> {
        let help = match self.kind(node)? {
            NodeKind::Text(text) => return Some(text),
            NodeKind::Bool(_) | NodeKind::Int(_) | NodeKind::Float(_) => {
                let text = shown(node.text().unwrap_or_default());
                Some(match subject.is_private(&self.file) {
                    true => "put it in quotes".to_owned(),
                    false => format!("put it in quotes: \"{text}\""),
                })
            }
            NodeKind::Null | NodeKind::Sequence | NodeKind::Mapping => None,
        };
        self.wrong_type(subject, node, "a text", help);
        None
    }

    fn parsed_from<T>(
        &mut self,
        subject: ValueSubject<'_>,
        node: Node<'_>,
        text: &str,
    ) -> Option<Placed<T>>
    where
        T: TypedText,
    {
        match text.parse() {
            Ok(value) => Some(Placed::new(value, self.place(node))),
            Err(error) => {
                let message = |value: &str| format!("{subject} cannot be `{value}`");
                self.wrong_value(T::CODE, (subject, node), message, format!("{error}"));
                None
            }
        }
    }
}
