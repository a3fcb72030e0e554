//! Asks plex.tv on a thread of its own, while the records of the users are still read.
//!
//! What is asked at first depends on the servers alone. Whom the records name is needed only once the first
//! answers are there, and is given later, by [`Asking::answered`]. An [`Asking`] that is dropped instead gives
//! up at once, however slow plex.tv is. Start at [`Asking::begin`].

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::io;
use std::panic::resume_unwind;
use std::pin::pin;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::watch;

use super::client::ClientOptions;
use super::read::ReadProgress;
use super::read::{AccountAccess, Answered, Scope, read_within};
use crate::http::blocking;
use crate::vocabulary::{AccountName, PlexId};

/// Whom the records name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// As [`Scope::known_people`].
    pub known_people: BTreeSet<PlexId>,
    /// As [`AccountAccess::sharing`], by account.
    pub sharing: BTreeMap<AccountName, BTreeSet<PlexId>>,
}

/// Hears whom the records name, as soon as they were read.
pub(super) type Later = watch::Receiver<Option<Recorded>>;

/// A reading that is under way.
#[derive(Debug)]
pub struct Asking {
    /// `None` once it gave up.
    recorded: Option<watch::Sender<Option<Recorded>>>,
    thread: Option<JoinHandle<io::Result<Option<Answered>>>>,
}

impl Asking {
    /// Begins to read every account, as [`read_blocking_within`](super::read_blocking_within) does. Whom the
    /// records name is not looked for in `accounts` and `scope`.
    ///
    /// # Errors
    /// When the system grants no thread.
    pub fn begin(
        time: Duration,
        accounts: Vec<AccountAccess>,
        scope: Scope,
        options: ClientOptions,
        progress: Box<dyn ReadProgress + Send>,
    ) -> io::Result<Self> {
        let (sender, receiver) = watch::channel(None);
        let read = async move |later: Later| {
            let given_up = given_up(later.clone());
            let later = Some(later);
            let reading = read_within(Some(time), accounts, &scope, later, &options, &*progress);
            match select(pin!(reading), pin!(given_up)).await {
                Either::Left((answered, _)) => Some(answered),
                Either::Right(_) => None,
            }
        };
        let thread = thread::Builder::new().spawn(move || blocking(read(receiver)))?;
        Ok(Self {
            recorded: Some(sender),
            thread: Some(thread),
        })
    }

    /// What plex.tv answered, now that it is known whom the records name.
    ///
    /// # Errors
    /// When the system grants no runtime.
    pub fn answered(mut self, recorded: Recorded) -> io::Result<Answered> {
        if let Some(sender) = &self.recorded {
            sender.send_replace(Some(recorded));
        }
        let answered = self.joined().transpose()?.flatten();
        Ok(answered.expect("it was not given up"))
    }

    /// What came of the thread, whose end is waited for.
    fn joined(&mut self) -> Option<io::Result<Option<Answered>>> {
        let thread = self.thread.take()?;
        Some(thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.recorded = None;
        if !thread::panicking() {
            let _given_up = self.joined();
        }
    }
}

/// Ends as soon as it is certain that the people in the records will not be given.
async fn given_up(mut later: Later) {
    if later.wait_for(Option::is_some).await.is_ok() {
        pending::<()>().await;
    }
}
