//! E-mail addresses, kept as they came and compared folded.

use std::fmt;
use std::str::FromStr;

/// An e-mail address an admin wrote: one `@`, a dotted domain, no display name, no quoting.
///
/// Equality is byte by byte; use [`Email::key`] to ask whether two addresses are the same mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

/// Why a text is not an [`Email`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an e-mail address looks like `name@example.com`")]
pub struct EmailError;

/// The form in which addresses and names are compared: trimmed and case-folded, nothing else.
///
/// Dots and plus-tags stay: they are part of the address at most providers.
#[must_use]
pub fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The form in which payer ids and bank accounts are compared: folded, without blanks.
#[must_use]
pub fn identity(text: &str) -> String {
    folded(text).split_whitespace().collect()
}

impl Email {
    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form to compare by, see [`folded`].
    #[must_use]
    pub fn key(&self) -> String {
        folded(&self.0)
    }
}

impl FromStr for Email {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let (local, domain) = text.rsplit_once('@').ok_or(EmailError)?;
        let plain = !local.contains(['"', '@', '<', '>', '(', ')', ' ', '\t']);
        let dotted = domain.contains('.') && !domain.starts_with('[');
        if plain && dotted && email_address::EmailAddress::is_valid(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(EmailError)
        }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_quoting_and_bare_hosts_are_refused() {
        for text in [
            "",
            "a",
            "a@b",
            "Foo <a@b.c>",
            "\"a b\"@example.com",
            "a@b@example.com",
            "a@[127.0.0.1]",
            " a@example.com",
            "a@example.com\n",
            "a@.com",
            "a@example..com",
        ] {
            assert_eq!(text.parse::<Email>(), Err(EmailError), "{text:?}");
        }
        for text in [
            "a@example.com",
            "mailing+tag@example.com",
            "Owner.B@Example.ORG",
            "zoë@example.net",
        ] {
            assert!(text.parse::<Email>().is_ok(), "{text:?}");
        }
    }

    #[test]
    fn capitals_and_spaces_do_not_make_another_mailbox() {
        assert_eq!(folded(" Late@Example.com "), folded("late@example.COM"));
        assert_ne!(folded("a.b@example.com"), folded("ab@example.com"));
    }
}
