//! Runs the command that prints a token, with the part of the environment that password tools need.

use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::token::{LONGEST_TOKEN_BYTES, Token, TokenError, Unusable};
use crate::process::{Call, Ended, search};

/// How long a command may take; a person may have to unlock a password store.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);

/// What every program may need: who and where the person is, their session, and the way to the network.
const COMMON: [&str; 35] = [
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "TERM",
    "TZ",
    "TMPDIR",
    "SYSTEMROOT",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "SSH_AUTH_SOCK",
    "GNUPGHOME",
    "GPG_TTY",
    "GPG_AGENT_INFO",
    "GNOME_KEYRING_CONTROL",
    "CREDENTIALS_DIRECTORY",
    "KRB5CCNAME",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "NIX_SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "WSL_INTEROP",
];

/// How the variables begin with which password and secret managers are set up.
const FAMILIES: [&str; 27] = [
    "LC_",
    "XDG_",
    "PASSWORD_STORE_",
    "GOPASS_",
    "RBW_",
    "PINENTRY_",
    "OP_",
    "BW_",
    "BWS_",
    "BITWARDENCLI_",
    "LPASS_",
    "KPCLI_",
    "KEEPASSXC_",
    "PROTON_PASS_",
    "DASHLANE_",
    "VAULT_",
    "BAO_",
    "AWS_",
    "AZURE_",
    "CLOUDSDK_",
    "GOOGLE_",
    "SOPS_",
    "AGE_",
    "DOPPLER_",
    "INFISICAL_",
    "CONJUR_",
    "AKEYLESS_",
];

/// What a token command may do and get.
#[derive(Debug, Clone)]
pub struct CommandLimits {
    /// How long it may run.
    pub time: Duration,
    /// Variables that it does not get, whatever they are called: those that hold other tokens.
    pub withheld: Vec<String>,
}

impl Default for CommandLimits {
    fn default() -> Self {
        Self {
            time: COMMAND_TIMEOUT,
            withheld: Vec::new(),
        }
    }
}

impl CommandLimits {
    /// At most this long, and no longer than commands may run anyway.
    #[must_use]
    pub fn within(self, time: Duration) -> Self {
        Self {
            time: self.time.min(time),
            ..self
        }
    }

    fn passes(&self, name: &OsStr) -> bool {
        let Some(name) = name.to_str() else {
            return false;
        };
        let is_known =
            COMMON.contains(&name) || FAMILIES.iter().any(|start| name.starts_with(start));
        is_known && !self.withheld.iter().any(|withheld| withheld == name)
    }
}

pub(super) fn from_command(
    words: &[String],
    household: &Path,
    limits: &CommandLimits,
) -> Result<Token, TokenError> {
    let (program, arguments) = words
        .split_first()
        .map_or(("", words), |(first, rest)| (first.as_str(), rest));
    let unusable = |reason| TokenError::Unusable {
        origin: format!("the output of the token command `{program}`"),
        reason,
    };
    let ended = run(program, arguments, household, limits).map_err(|source| TokenError::Start {
        program: program.to_owned(),
        source,
    })?;
    match ended {
        Ended::Exited { output, status } if status.success() => {
            Token::from_bytes(output).map_err(unusable)
        }
        Ended::Exited { status, .. } => Err(TokenError::Failed {
            program: program.to_owned(),
            status,
        }),
        Ended::TooLong => Err(unusable(Unusable::TooLong)),
        Ended::TimedOut => Err(TokenError::TimedOut {
            program: program.to_owned(),
            seconds: limits.time.as_secs(),
        }),
    }
}

fn run(
    program: &str,
    arguments: &[String],
    household: &Path,
    limits: &CommandLimits,
) -> io::Result<Ended> {
    let household = household.canonicalize()?;
    let path = std::env::var_os("PATH");
    let folders = search::folders(path.as_deref(), &[&household]);
    let passed_on = std::env::vars_os().filter(|(name, _)| limits.passes(name));
    let path = (OsString::from("PATH"), search::joined(&folders));
    let call = Call {
        program: found(program, &household, &folders)?,
        arguments: arguments.iter().map(OsString::from).collect(),
        folder: &household,
        environment: passed_on.chain([path]).collect(),
        time: limits.time,
        most_bytes: usize::try_from(LONGEST_TOKEN_BYTES).unwrap_or(usize::MAX),
    };
    call.run()
}

/// The program's file: a path is seen from the household, a name is looked for in `PATH`.
fn found(program: &str, household: &Path, folders: &[PathBuf]) -> io::Result<PathBuf> {
    if program.contains('/') {
        return Ok(household.join(program));
    }
    let found = search::program(OsStr::new(program), folders, &[household]);
    let missing = || io::Error::new(ErrorKind::NotFound, "no such program in PATH");
    found.ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn printed(script: &str, limits: &CommandLimits) -> Result<String, TokenError> {
        let words = ["sh", "-c", script].map(str::to_owned);
        let token = from_command(&words, &std::env::temp_dir(), limits)?;
        Ok(token.expose().to_owned())
    }

    #[test]
    fn a_command_that_hangs_is_stopped() {
        let started = Instant::now();
        let limits = CommandLimits::default().within(Duration::from_millis(50));
        let error = printed("sleep 60", &limits).expect_err("it sleeps longer");
        assert!(matches!(error, TokenError::TimedOut { .. }), "{error}");
        assert!(started.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_token_is_there_although_a_child_was_left_behind() {
        let limits = CommandLimits::default();
        let token = printed("sleep 60 & echo the-token", &limits).expect("it was printed");
        assert_eq!(token, "the-token");
    }

    #[test]
    fn password_tools_get_what_they_need_and_no_other_token() {
        let limits = CommandLimits {
            withheld: vec!["VAULT_PLEX".to_owned()],
            ..CommandLimits::default()
        };
        for name in [
            "HOME",
            "LC_ALL",
            "XDG_RUNTIME_DIR",
            "OP_SESSION_x",
            "VAULT_ADDR",
        ] {
            assert!(limits.passes(OsStr::new(name)), "{name}");
        }
        for name in [
            "GITHUB_TOKEN",
            "PLEX_TOKEN",
            "VAULT_PLEX",
            "SMTP_PASSWORD",
            "LD_PRELOAD",
        ] {
            assert!(!limits.passes(OsStr::new(name)), "{name}");
        }
    }
}
