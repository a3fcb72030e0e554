//! Progress on a terminal while plex.tv is asked.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::sources::plex::ReadProgress;
use crate::vocabulary::{AccountName, escaped};

/// A pause after which a silent log would look like a hang.
const LONG_PAUSE: Duration = Duration::from_secs(5);

/// One line per account; nothing where stderr is not a terminal.
#[derive(Debug)]
pub(super) struct Bars {
    all: Option<MultiProgress>,
    lines: RefCell<BTreeMap<AccountName, ProgressBar>>,
}

/// Shows lines that were hidden.
#[derive(Debug)]
pub(super) struct Curtain(Option<MultiProgress>);

impl Curtain {
    pub(super) fn open(self) {
        if let Some(all) = self.0 {
            all.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Bars {
    pub(super) fn new(draw: bool) -> Self {
        Self {
            all: draw.then(MultiProgress::new),
            lines: RefCell::default(),
        }
    }

    /// Lines that are not shown before the curtain is opened, because others write on stderr meanwhile.
    pub(super) fn hidden(draw: bool) -> (Self, Curtain) {
        let hidden = || MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        let all = draw.then(hidden);
        let bars = Self {
            all: all.clone(),
            lines: RefCell::default(),
        };
        (bars, Curtain(all))
    }

    fn on_line(&self, account: &AccountName, act: impl FnOnce(&ProgressBar)) {
        if let Some(line) = self.lines.borrow().get(account) {
            act(line);
        }
    }
}

/// Takes the lines away.
impl Drop for Bars {
    fn drop(&mut self) {
        for line in self.lines.borrow().values() {
            line.finish_and_clear();
        }
    }
}

impl ReadProgress for Bars {
    fn account_started(&self, account: &AccountName) {
        tracing::info!("account {account}: reading");
        let Some(all) = &self.all else { return };
        let style = ProgressStyle::with_template("{prefix} {bar:24} {pos}/{len} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let line = all.add(ProgressBar::new(0).with_style(style));
        line.set_prefix(format!("reading {}", escaped(account.as_str())));
        self.lines.borrow_mut().insert(account.clone(), line);
    }

    fn request_finished(&self, account: &AccountName, finished: usize, known: usize) {
        tracing::debug!("account {account}: {finished} of {known} requests finished");
        self.on_line(account, |line| {
            line.set_length(known as u64);
            line.set_position(finished as u64);
            line.set_message("");
        });
    }

    fn waiting(&self, account: &AccountName, endpoint: &str, pause: Duration) {
        let seconds = pause.as_secs_f32();
        let message = format!("retrying {endpoint} in {seconds:.0} s");
        if pause >= LONG_PAUSE && self.all.is_none() {
            tracing::warn!("account {account}: {message}");
        } else {
            tracing::info!("account {account}: {message}");
        }
        self.on_line(account, |line| line.set_message(message));
    }

    fn account_finished(&self, account: &AccountName) {
        tracing::info!("account {account}: finished");
        self.on_line(account, ProgressBar::finish_and_clear);
    }
}
