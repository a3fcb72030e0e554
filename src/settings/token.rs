//! Tokens: fetched from where they are kept, never printed.
//!
//! [`TokenSource::resolve`] is the one function of the settings that does I/O. No error holds a
//! token, the output of a command or its arguments: a person pastes secrets anywhere.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use secrecy::{ExposeSecret, SecretString};

use super::TokenSource;
use super::token_command::{CommandLimits, from_command};
use crate::files::read_limited;

/// Plex hands out 20 characters; signed tokens have a few hundred.
pub(super) const LONGEST_TOKEN_BYTES: u64 = 8 * 1024;

/// A Plex token. It cannot be displayed, and its debug form is redacted.
#[derive(Debug, Clone)]
pub struct Token(SecretString);

impl Token {
    /// The token itself, for the header of a request and nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The token as a secret of its own, for the client that puts it into headers.
    #[must_use]
    pub fn into_secret(self) -> SecretString {
        self.0
    }

    /// Checks what was found: one line of visible ASCII, spaces around it dropped.
    pub(super) fn from_bytes(bytes: Vec<u8>) -> Result<Self, Unusable> {
        let text = String::from_utf8(bytes).map_err(|_| Unusable::Characters)?;
        // Wraps the whole text at once, so that it is wiped from memory when dropped.
        let text = SecretString::from(text);
        let trimmed = text.expose_secret().trim();
        if trimmed.is_empty() {
            Err(Unusable::Empty)
        } else if trimmed.contains(['\n', '\r']) {
            Err(Unusable::SeveralLines)
        } else if !trimmed.bytes().all(|byte| byte.is_ascii_graphic()) {
            Err(Unusable::Characters)
        } else {
            Ok(Self(SecretString::from(trimmed)))
        }
    }
}

/// Why a token could not be had.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The environment variable is not set.
    #[error("the environment variable `{variable}` is not set")]
    Unset {
        /// Its name.
        variable: String,
    },
    /// The file cannot be read.
    #[error("the token file `{}` cannot be read", path.display())]
    File {
        /// The file, as the settings name it.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The program cannot be started, or its output not read.
    #[error("the token command `{program}` cannot be run")]
    Start {
        /// The program without its arguments.
        program: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The program ended with a failure.
    #[error("the token command `{program}` failed: {status}")]
    Failed {
        /// The program without its arguments.
        program: String,
        /// Its exit status or signal.
        status: ExitStatus,
    },
    /// The program did not end in time and was stopped.
    #[error("the token command `{program}` did not finish within {seconds} seconds")]
    TimedOut {
        /// The program without its arguments.
        program: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// Something was found, but no token.
    #[error("{origin} {reason}")]
    Unusable {
        /// What was read, as in ``the environment variable `PLEX_TOKEN` ``.
        origin: String,
        /// Why it is not a token.
        reason: Unusable,
    },
}

/// Why a text is not a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Nothing, or spaces only.
    #[error("is empty")]
    Empty,
    /// A token is one line.
    #[error("contains several lines instead of one token")]
    SeveralLines,
    /// Spaces inside, control characters, or anything but ASCII.
    #[error("contains invalid characters")]
    Characters,
    /// More than any token has.
    #[error("is too long for a token")]
    TooLong,
}

impl TokenError {
    /// What a person can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Unset { variable } => {
                format!("set `{variable}` to the account's token before running plexmgr")
            }
            Self::File { .. } => {
                "put the token into that file, readable by you alone, or correct the settings"
                    .to_owned()
            }
            Self::Start { .. } => {
                "check that the program is installed and that the settings spell it right"
                    .to_owned()
            }
            Self::Failed { .. } | Self::TimedOut { .. } => {
                "run the command by hand; it must print the token without asking questions"
                    .to_owned()
            }
            Self::Unusable { .. } => {
                "it must hold the account's Plex token on one line and nothing else".to_owned()
            }
        }
    }
}

impl TokenSource {
    /// Fetches the token; relative paths and commands start in `household`.
    ///
    /// # Errors
    /// Why there is none, without anything that was read.
    pub fn resolve(&self, household: &Path) -> Result<Token, TokenError> {
        self.resolve_within(household, &CommandLimits::default())
    }

    /// The same, where a command has these limits.
    ///
    /// # Errors
    /// As [`TokenSource::resolve`].
    pub fn resolve_within(
        &self,
        household: &Path,
        limits: &CommandLimits,
    ) -> Result<Token, TokenError> {
        match self {
            Self::Env(variable) => from_variable(variable),
            Self::File(path) => from_file(path, household),
            Self::Command(words) => from_command(words, household, limits),
        }
    }
}

fn from_variable(variable: &str) -> Result<Token, TokenError> {
    let Some(value) = std::env::var_os(variable) else {
        return Err(TokenError::Unset {
            variable: variable.to_owned(),
        });
    };
    Token::from_bytes(value.into_encoded_bytes()).map_err(|reason| TokenError::Unusable {
        origin: format!("the environment variable `{variable}`"),
        reason,
    })
}

fn from_file(path: &Path, household: &Path) -> Result<Token, TokenError> {
    let full = household.join(path);
    let unusable = |reason| TokenError::Unusable {
        origin: format!("the token file `{}`", path.display()),
        reason,
    };
    let bytes = read_limited(&full, LONGEST_TOKEN_BYTES).map_err(|source| match source.kind() {
        ErrorKind::FileTooLarge => unusable(Unusable::TooLong),
        _ => TokenError::File {
            path: path.to_owned(),
            source,
        },
    })?;
    warn_if_open_to_all(&full, path);
    Token::from_bytes(bytes).map_err(unusable)
}

/// Secrets mounted into containers are often readable by all users, so this is not an error.
#[cfg(unix)]
fn warn_if_open_to_all(full: &Path, path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let open = |metadata: std::fs::Metadata| metadata.permissions().mode() & 0o004 != 0;
    if full.metadata().is_ok_and(open) {
        tracing::warn!(
            "the token file `{}` can be read by every user of this machine",
            path.display()
        );
    }
}

#[cfg(not(unix))]
fn warn_if_open_to_all(_full: &Path, _path: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(bytes: &[u8]) -> Result<String, Unusable> {
        Token::from_bytes(bytes.to_vec()).map(|token| token.expose().to_owned())
    }

    #[test]
    fn one_line_of_visible_ascii_is_a_token() {
        assert_eq!(reason(b" abc-123_XYZ\r\n"), Ok("abc-123_XYZ".into()));
        assert_eq!(reason(b" \n"), Err(Unusable::Empty));
        assert_eq!(reason(b"abc\ndef"), Err(Unusable::SeveralLines));
        assert_eq!(reason(b"abc def"), Err(Unusable::Characters));
        assert_eq!(reason("zoë".as_bytes()), Err(Unusable::Characters));
        assert_eq!(reason(b"abc\0def"), Err(Unusable::Characters));
        assert_eq!(reason(b"\xff\xfe"), Err(Unusable::Characters));
    }

    #[test]
    fn a_token_does_not_print_itself() {
        let token = Token::from_bytes(b"very-secret".to_vec()).expect("a token");
        assert!(!format!("{token:?} {:#?}", Some(&token)).contains("secret"));
    }
}
