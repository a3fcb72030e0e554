//! What a signal does: it ends the run at once, except while files are written.
//!
//! While a run writes, the file in hand is finished and the rest is left to the next run, which the
//! store knows about. At any other moment nothing has been begun, and the process ends on the spot, and
//! with it the programs it started; the lock it holds is released on the way out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::exit::Exit;
use crate::files::FileLock;

/// How long the last word of an interrupted run may take.
#[cfg(unix)]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);

/// Signals that came, and what the run is doing.
#[derive(Debug, Clone, Default)]
pub(super) struct Interrupts {
    state: Arc<Mutex<SignalState>>,
}

#[derive(Debug, Default)]
struct SignalState {
    lock: Option<FileLock>,
    /// How many pieces of work, one inside the other, are writing.
    writing: usize,
    came: Option<Exit>,
    /// Whether the process is about to end.
    is_leaving: bool,
}

/// Keeps the household's lock until it is dropped.
#[derive(Debug)]
pub(super) struct Held<'i>(&'i Interrupts);

impl Interrupts {
    /// Takes charge of SIGHUP, SIGINT and SIGTERM. To be called once per process.
    pub(super) fn install() -> Self {
        let interrupts = Self::default();
        #[cfg(unix)]
        listen(interrupts.clone());
        interrupts
    }

    /// Holds `lock` until the result is dropped or a signal ends the process.
    pub(super) fn hold(&self, lock: FileLock) -> Held<'_> {
        let mut state = self.state();
        if state.is_leaving {
            // The lock is released before it was held.
            drop((lock, state));
            wait_for_the_end();
        }
        state.lock = Some(lock);
        drop(state);
        Held(self)
    }

    /// Does `work`, which writes: a signal is only noted meanwhile, and ends the run behind it.
    pub(super) fn writing<T>(&self, work: impl FnOnce() -> T) -> T {
        self.staying().writing += 1;
        let done = work();
        self.state().writing -= 1;
        done
    }

    /// With which exit code a signal that came wants the run to end. Does not return if that ends the process: what
    /// the run did since, or failed to do because its programs were ended, does not count.
    pub(super) fn came(&self) -> Option<Exit> {
        self.staying().came
    }

    /// The state of a process that goes on; does not return if it ends.
    fn staying(&self) -> MutexGuard<'_, SignalState> {
        let state = self.state();
        if state.is_leaving {
            drop(state);
            wait_for_the_end();
        }
        state
    }

    fn state(&self) -> MutexGuard<'_, SignalState> {
        // A thread that panicked leaves nothing half done in here.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        drop(self.0.state().lock.take());
    }
}

/// Waits for the thread that ends the process.
fn wait_for_the_end() -> ! {
    loop {
        std::thread::park();
    }
}

#[cfg(unix)]
fn listen(interrupts: Interrupts) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without a listener the system ends the process on a signal, as it does after a kill.
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let exit = match signal {
                SIGHUP => Exit::HungUp,
                SIGINT => Exit::Interrupted,
                _ => Exit::Terminated,
            };
            let mut state = interrupts.state();
            state.came.get_or_insert(exit);
            if state.writing == 0 {
                drop(state.lock.take());
                state.is_leaving = true;
                drop(state);
                leave(exit);
            }
        }
    });
}

#[cfg(unix)]
#[expect(clippy::exit, reason = "a signal ends the process wherever it is")]
fn leave(exit: Exit) {
    crate::process::kill_all();
    // The reader of stderr may be gone: then the run ends silently.
    let (sender, received) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        super::output::aside("\ninterrupted\n");
        sender.send(()).ok();
    });
    let _in_time = received.recv_timeout(PATIENCE);
    std::process::exit(exit.code().into());
}
