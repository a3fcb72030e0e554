//! Reads the sources of payments: files at once, PayPal on a thread of its own, so that Plex can be asked meanwhile.
//!
//! Nothing here ends a run: a source that cannot be read is unknown, and says why.

use std::io;

use super::context::Context;
use super::source_files::read_files;
use crate::settings::{
    CommandLimits, PaypalSettings, Settings, SourceKind, SourceSettings, TokenError, TokenSource,
};
use crate::sources::paypal::{Asking, PayPalAccess, PayPalOptions, Stretch, Wanted};
use crate::sources::{SourceDoubt, SourceOutcome, SourceReading};
use crate::vocabulary::{SourceName, Timestamp};

/// The most pages of one source that are asked for at once: more are a cause of being refused.
const CONCURRENCY: usize = 4;

/// Sources that are being read; given up if it is dropped.
pub(super) struct SourcesAsked {
    /// What is known already, by its place in the settings.
    known: Vec<(usize, SourceReading)>,
    /// What PayPal is asked for, by the places in the settings.
    asked: Vec<(usize, SourceName, SourceName)>,
    asking: Option<io::Result<Asking>>,
}

impl SourcesAsked {
    /// Reads the files and begins to ask PayPal. Secrets are fetched before that, one after another: a program may ask a person for them.
    pub(super) fn begin(
        context: &Context,
        settings: &Settings,
        asks: impl Fn(&SourceSettings) -> bool,
        from: impl Fn(&SourceName) -> Option<Timestamp>,
    ) -> Self {
        let mut known = Vec::new();
        let mut asked = Vec::new();
        let mut wanted = Vec::new();
        let sources = settings.sources.iter().enumerate();
        for (place, source) in sources.filter(|(_, source)| asks(source)) {
            let SourceKind::Paypal(paypal) = &source.kind else {
                let reading = read_files(context, settings, source);
                known.extend(reading.map(|reading| (place, reading)));
                continue;
            };
            match access(context, settings, source, paypal) {
                Ok(access) => {
                    asked.push((place, source.name.clone(), source.account.clone()));
                    let stretch = stretch(context, settings, source, from(&source.name));
                    wanted.push(Wanted { access, stretch });
                }
                Err(doubt) => known.push((place, unknown(&source.name, &source.account, doubt))),
            }
        }
        let begin = || Asking::begin(context.time_left(settings), wanted, options(settings));
        let asking = (!asked.is_empty()).then(begin);
        Self {
            known,
            asked,
            asking,
        }
    }

    /// What the sources say, in the order of the settings.
    pub(super) fn answered(self) -> Vec<SourceReading> {
        let mut readings = self.known;
        let answered = self
            .asking
            .map(|asking| asking.and_then(Asking::answered))
            .unwrap_or_else(|| Ok(Vec::new()));
        match answered {
            Ok(answered) => {
                let places = self.asked.iter().map(|(place, ..)| *place);
                readings.extend(places.zip(answered));
            }
            Err(error) => readings.extend(self.asked.into_iter().map(|(place, name, account)| {
                (place, unknown(&name, &account, no_connection(&error)))
            })),
        }
        readings.sort_by_key(|(place, _)| *place);
        readings.into_iter().map(|(_, reading)| reading).collect()
    }
}

fn unknown(source: &SourceName, account: &SourceName, doubt: SourceDoubt) -> SourceReading {
    SourceReading {
        source: source.clone(),
        account: account.clone(),
        outcome: SourceOutcome::Unknown(doubt),
    }
}

fn no_connection(error: &io::Error) -> SourceDoubt {
    SourceDoubt {
        read: "PayPal".to_owned(),
        reason: format!("the system refused what a network connection needs: {error}"),
        now: "run it again later".to_owned(),
        if_it_stays: "raise the limits of threads and open files of this user".to_owned(),
    }
}

/// Since when a source is read, until now.
fn stretch(
    context: &Context,
    settings: &Settings,
    source: &SourceSettings,
    from: Option<Timestamp>,
) -> Stretch {
    let to = Timestamp(context.now.timestamp());
    let since = || Some(source.since?.begin_in(settings.timezone));
    match from.or_else(since) {
        Some(from) => Stretch { from, to },
        None => Stretch::longest(to),
    }
}

fn options(settings: &Settings) -> PayPalOptions {
    PayPalOptions {
        concurrency: CONCURRENCY,
        timeout_seconds: settings.plex.timeout_seconds,
        retries: settings.plex.retries,
    }
}

/// How a source is reached, with its secrets.
fn access(
    context: &Context,
    settings: &Settings,
    source: &SourceSettings,
    paypal: &PaypalSettings,
) -> Result<PayPalAccess, SourceDoubt> {
    let secret = |key: &str, kept: &TokenSource| {
        let limits = CommandLimits {
            withheld: settings.token_variables(),
            ..CommandLimits::default()
        };
        let limits = limits.within(context.time_left(settings));
        let secret = kept.resolve_within(context.folder(), &limits);
        let secret = secret.map_err(|error| missing_secret(key, &error))?;
        Ok(secret.into_secret())
    };
    if context.clock.for_connections().is_err() {
        return Err(unusable_clock());
    }
    Ok(PayPalAccess {
        source: source.name.clone(),
        account: source.account.clone(),
        url: paypal.url.parse().map_err(|_| bad_url())?,
        client_id: secret("client_id", &paypal.client_id)?,
        client_secret: secret("client_secret", &paypal.client_secret)?,
    })
}

fn missing_secret(key: &str, error: &TokenError) -> SourceDoubt {
    let now = match error {
        TokenError::Unset { variable } => {
            format!("set `{variable}` to the `{key}` of the PayPal app before running plexmgr")
        }
        TokenError::File { .. } | TokenError::Unusable { .. } => {
            format!("put the `{key}` of the PayPal app there, on one line and nothing else")
        }
        TokenError::Start { .. } | TokenError::Failed { .. } | TokenError::TimedOut { .. } => {
            "run the command by hand; it must print the secret without asking questions".to_owned()
        }
    };
    SourceDoubt {
        read: format!("`{key}`"),
        reason: error.to_string(),
        now,
        if_it_stays: format!("correct `{key}` of the source in the settings"),
    }
}

fn bad_url() -> SourceDoubt {
    SourceDoubt {
        read: "`url`".to_owned(),
        reason: "it is not an address".to_owned(),
        now: "correct `url` of the source in the settings".to_owned(),
        if_it_stays: "remove `url` from the source".to_owned(),
    }
}

fn unusable_clock() -> SourceDoubt {
    SourceDoubt {
        read: "PayPal".to_owned(),
        reason: super::clock::unusable().to_string(),
        now: "set the clock; certificates of servers cannot be checked without it".to_owned(),
        if_it_stays: "run plexmgr on a machine whose clock is set".to_owned(),
    }
}
