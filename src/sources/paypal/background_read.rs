//! Reads PayPal on a thread of its own, while Plex and files are read.
//!
//! An [`Asking`] that is dropped gives up at once, however slow PayPal is. Start at [`Asking::begin`].

use std::io;
use std::panic::resume_unwind;
use std::pin::pin;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use futures_util::future::{Either, join_all, select};
use tokio::sync::oneshot::{self, Receiver, Sender};

use super::client::PayPalOptions;
use super::read::{Wanted, read_within};
use crate::http::blocking;
use crate::sources::SourceReading;

/// A reading that is under way.
#[derive(Debug)]
pub struct Asking {
    /// Dropped to give up.
    wanted: Option<Sender<()>>,
    thread: Option<JoinHandle<io::Result<Option<Vec<SourceReading>>>>>,
}

impl Asking {
    /// Begins to read every source, all of them at once; one that was not read within `time` is unknown.
    ///
    /// # Errors
    /// When the system grants no thread.
    pub fn begin(time: Duration, wanted: Vec<Wanted>, options: PayPalOptions) -> io::Result<Self> {
        let (sender, receiver) = oneshot::channel();
        let thread = thread::Builder::new().spawn(move || {
            let readings = wanted.iter();
            let readings = readings.map(|wanted| read_within(Some(time), wanted, options));
            blocking(unless_given_up(receiver, join_all(readings)))
        })?;
        Ok(Self {
            wanted: Some(sender),
            thread: Some(thread),
        })
    }

    /// What the sources said, in the order they were given.
    ///
    /// # Errors
    /// When the system grants no runtime.
    pub fn answered(mut self) -> io::Result<Vec<SourceReading>> {
        let readings = self.joined().transpose()?.flatten();
        Ok(readings.expect("it was not given up"))
    }

    /// What came of the thread, whose end is waited for.
    fn joined(&mut self) -> Option<io::Result<Option<Vec<SourceReading>>>> {
        let thread = self.thread.take()?;
        Some(thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.wanted = None;
        if !thread::panicking() {
            let _given_up = self.joined();
        }
    }
}

/// What `readings` end in, unless `wanted` is dropped before that.
async fn unless_given_up<T>(wanted: Receiver<()>, readings: impl Future<Output = T>) -> Option<T> {
    match select(pin!(readings), pin!(wanted)).await {
        Either::Left((readings, _)) => Some(readings),
        Either::Right(_) => None,
    }
}
