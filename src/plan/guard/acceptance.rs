//! The accepted guards, each with the one number it may find.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::change::GuardName;
use crate::problem::choices;
use crate::vocabulary::shown;

/// The consent that one guard may pass although it found this many, as in `departures=7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acceptance {
    guard: GuardName,
    number: u64,
}

/// All accepted guards; at most one number per guard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted(BTreeMap<GuardName, u64>);

/// Why a text is not an [`Acceptance`], or several are not [`Accepted`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcceptanceError {
    /// There is no `=` in it.
    #[error("a guard and the number it found are written `GUARD=N`, as in `departures=7`")]
    Shape,
    /// No guard has that name.
    #[error(
        "unknown guard `{}`: {}",
        shown(.0),
        choices(.0, "allowed are", acceptable())
    )]
    Unknown(String),
    /// The text after `=` is not a number.
    #[error(
        "`{}` is not a number: `{word}` needs exactly the number it found, as in `{word}=7`",
        shown(text),
        word = guard.word()
    )]
    Number {
        /// The guard.
        guard: GuardName,
        /// What stands there.
        text: String,
    },
    /// The same guard with a second number.
    #[error("`{}` is accepted twice; one number is enough", .0.word())]
    Twice(GuardName),
}

/// The names of the guards that can be accepted.
fn acceptable() -> impl Iterator<Item = &'static str> + Clone {
    GuardName::ALL.into_iter().map(GuardName::word)
}

impl FromStr for Acceptance {
    type Err = AcceptanceError;

    fn from_str(text: &str) -> Result<Self, AcceptanceError> {
        let (name, number) = text.split_once('=').ok_or(AcceptanceError::Shape)?;
        let guard = GuardName::ALL
            .into_iter()
            .find(|guard| guard.word() == name)
            .ok_or_else(|| AcceptanceError::Unknown(name.to_owned()))?;
        let only_digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let parsed = number.parse().ok().filter(|_| only_digits);
        let number = parsed.ok_or_else(|| AcceptanceError::Number {
            guard,
            text: number.to_owned(),
        })?;
        Ok(Self { guard, number })
    }
}

impl Accepted {
    /// Puts together what was consented to.
    ///
    /// # Errors
    /// When a guard is named twice, even with the same number.
    pub fn of(acceptances: impl IntoIterator<Item = Acceptance>) -> Result<Self, AcceptanceError> {
        let mut accepted = BTreeMap::new();
        for Acceptance { guard, number } in acceptances {
            if accepted.insert(guard, number).is_some() {
                return Err(AcceptanceError::Twice(guard));
            }
        }
        Ok(Self(accepted))
    }

    /// The same, with numbers consented to earlier for guards that are not named now.
    #[must_use]
    pub fn or(self, earlier: BTreeMap<GuardName, u64>) -> Self {
        let mut accepted = earlier;
        accepted.extend(self.0);
        Self(accepted)
    }

    /// The number consented to for a guard.
    #[must_use]
    pub fn number(&self, guard: GuardName) -> Option<u64> {
        self.0.get(&guard).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        let parsed: Result<Acceptance, _> = text.parse();
        parsed.expect_err(text).to_string()
    }

    #[test]
    fn every_guard_can_be_accepted_for_any_number() {
        for word in acceptable() {
            for number in [0, 7, u64::MAX] {
                let parsed: Acceptance = format!("{word}={number}").parse().unwrap();
                assert_eq!((parsed.guard.word(), parsed.number), (word, number));
            }
        }
        assert!(error("complete=1").starts_with("unknown guard `complete`"));
    }

    #[test]
    fn what_makes_no_sense_is_explained() {
        assert!(error("departures").contains("`departures=7`"));
        assert!(error("").contains("`GUARD=N`"));
        assert!(error("departure=7").contains("did you mean `departures`?"));
        assert!(error("Clock=1").contains("did you mean `clock`?"));
        assert!(error("force=1").contains("allowed are `empty`, "));
        assert!(!error("force=1").contains("`complete`"));
        assert!(error("\u{1b}[31m=1").contains("`\\u{1b}[31m`"));
        let texts = ["", "+7", "-1", "7 ", "seven", "7=7", "18446744073709551616"];
        for text in texts {
            let message = error(&format!("departures={text}"));
            assert!(
                message.starts_with(&format!("`{text}` is not a number")),
                "{message}"
            );
        }
    }

    #[test]
    fn what_is_said_now_counts_more_than_what_was_said_earlier() {
        let now = Accepted::of(["departures=7".parse().unwrap()]).unwrap();
        let earlier = [(GuardName::Empty, 9), (GuardName::Departures, 8)];
        let both = now.or(earlier.into());
        assert_eq!(both.number(GuardName::Empty), Some(9));
        assert_eq!(both.number(GuardName::Departures), Some(7));
    }

    #[test]
    fn a_guard_is_accepted_once() {
        let both = ["departures=7", "departures=7"].map(|text| text.parse().unwrap());
        let refused = Accepted::of(both);
        assert_eq!(refused, Err(AcceptanceError::Twice(GuardName::Departures)));
    }
}
