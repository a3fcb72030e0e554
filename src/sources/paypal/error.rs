//! Why a listing could not be read, in words for people.

use super::pages::Disagreement;
use super::request::{LISTING_PATH, SCOPE, TOKEN_PATH};
use crate::http::Fault;
use crate::sources::SourceDoubt;
use crate::vocabulary::Timestamp;

/// Why PayPal could not be read, or not be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ReadError {
    #[error("`client_id` or `client_secret` is empty or contains invalid characters")]
    Secret,
    #[error(
        "`url` begins with `http://` and names another machine: the secret would be sent unencrypted"
    )]
    Exposed,
    /// No token came, or a token could not be asked for.
    #[error("{}", in_words(.0))]
    Token(Fault),
    #[error("the answer holds no `access_token`")]
    NoToken,
    #[error("the token lacks the scope {SCOPE}")]
    NoScope,
    #[error("{}", in_words(.0))]
    Listing(Fault),
    #[error("an HTML page instead of JSON")]
    Html,
    #[error("the answer is not complete JSON")]
    NotJson,
    #[error("the answer has another shape than documented")]
    Shape,
    #[error(transparent)]
    Disagreement(#[from] Disagreement),
    #[error("more transactions than PayPal lists at once began in one second, {0}")]
    TooDense(Timestamp),
    #[error("the time for reading is over")]
    TooLate,
}

impl ReadError {
    /// The doubt about the source.
    pub(super) fn doubt(&self) -> SourceDoubt {
        let (now, if_it_stays) = self.advice();
        let read = match self {
            Self::Secret | Self::Exposed | Self::Token(_) | Self::NoToken | Self::NoScope => {
                TOKEN_PATH
            }
            _ => LISTING_PATH,
        };
        SourceDoubt {
            read: read.to_owned(),
            reason: self.to_string(),
            now: now.to_owned(),
            if_it_stays: if_it_stays.to_owned(),
        }
    }

    /// What to do now, and what to do if it stays.
    fn advice(&self) -> (&'static str, &'static str) {
        match self {
            Self::Secret => CREDENTIALS,
            Self::Exposed => (
                "use `https://` in `url` of the source",
                "remove `url` from the source",
            ),
            Self::NoScope => SCOPE_MISSING,
            Self::Html => INTERCEPTED,
            Self::TooDense(_) => (
                "set `since` of the source to a later day",
                "import that day from a file, with a source of kind `paypal-csv`",
            ),
            Self::TooLate => (
                "run again later, or raise `deadline_seconds`",
                "set `since` of the source to a later day",
            ),
            Self::Token(fault) if is_refused_client(fault) => CREDENTIALS,
            Self::Token(fault) | Self::Listing(fault) => advice_on(fault),
            Self::NoToken | Self::NotJson | Self::Shape => (
                "run again later; nothing was concluded from this answer",
                "check `url` of the source, and whether a newer plexmgr reads the answer",
            ),
            Self::Disagreement(_) => (
                "run again later; nothing was concluded from this answer",
                "import the time from a file, with a source of kind `paypal-csv`",
            ),
        }
    }
}

const CREDENTIALS: (&str, &str) = (
    "check `client_id` and `client_secret` of the source, and that both belong to the service at `url`: the sandbox \
     has its own",
    "make a new secret in the settings of the app at developer.paypal.com",
);
const SCOPE_MISSING: (&str, &str) = (
    "switch on \"Transaction search\" in the settings of the app at developer.paypal.com (Apps & Credentials); it can \
     take up to nine hours until it works",
    "check that `client_id` is that of the app where \"Transaction search\" is switched on",
);
const INTERCEPTED: (&str, &str) = (
    "check `url` of the source, and whether a proxy or login page intercepts it",
    "run plexmgr where PayPal can be reached directly",
);

fn is_refused_client(fault: &Fault) -> bool {
    let name = fault.said().and_then(|said| said.name());
    fault.code() == 401 || name == Some("invalid_client")
}

fn advice_on(fault: &Fault) -> (&'static str, &'static str) {
    let is_named = fault.said().is_some_and(|said| said.name().is_some());
    match (fault, fault.code()) {
        (_, 401) => (
            "run again: a new token was refused as well",
            "check that `client_id` and `client_secret` of the source are still in use",
        ),
        (_, 403) if is_named => SCOPE_MISSING,
        (Fault::Label(_), _) | (_, 300..=399 | 403 | 404) => INTERCEPTED,
        _ if fault.is_limit() => (
            "run again later: PayPal limits how often it is asked",
            "run less often",
        ),
        (_, 400..=499) => (
            "run again later; nothing was concluded from this answer",
            "report it as a defect of plexmgr, with its debug id",
        ),
        (Fault::Setup(_), _) => (
            "check the system's certificates and proxy settings",
            "run plexmgr on a system that reaches PayPal",
        ),
        (Fault::Connect(_), _) => (
            "check the network, the proxy settings and `url` of the source",
            "run plexmgr where PayPal can be reached",
        ),
        (Fault::TimedOut(_), _) => (
            "run again later, or raise `plex.timeout_seconds`",
            "set `since` of the source to a later day",
        ),
        _ => (
            "run again later; nothing was concluded from this answer",
            "see www.paypal-status.com, and ask PayPal about the debug id",
        ),
    }
}

/// A fault, with what PayPal's support finds it by.
fn in_words(fault: &Fault) -> String {
    let said = fault.said().cloned().unwrap_or_default();
    let id = said.reference().map(|id| format!("debug id {id}"));
    let name = said.name().map(str::to_owned);
    let aside: Vec<String> = name.into_iter().chain(id).collect();
    match aside.as_slice() {
        [] => fault.to_string(),
        aside => format!("{fault} ({})", aside.join(", ")),
    }
}
