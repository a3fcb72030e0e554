//! Starts other programs, and ends them: the only code that does. Keeps this one out of core dumps.
//!
//! A program gets the environment it is given and nothing else, no input, a process group of its own, a
//! time limit and a limit of output. It counts as ended when its first process has ended, even if another
//! process still holds its output. [`kill_all`] ends every program that is running, for a signal that ends
//! this one. Start at [`Call::run`]; [`search`] finds programs.

pub(crate) mod pager;
pub(crate) mod search;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{
    DumpableBehavior, Pid, Resource, Rlimit, Signal, kill_process_group, set_dumpable_behavior,
    setrlimit,
};

/// How long what a program wrote is collected after its end, if another process holds its output.
const GRACE: Duration = Duration::from_millis(200);

/// How often a program that closed its output, or whose output others hold, is asked whether it ended.
const PAUSE: Duration = Duration::from_millis(5);

/// How long a killed program is waited for: the system may be unable to end it.
const REAPING: Duration = Duration::from_secs(1);

/// The process groups of the programs that are running.
static RUNNING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// A program to start, and its limits.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// The program's file.
    pub(crate) program: PathBuf,
    /// Its arguments.
    pub(crate) arguments: Vec<OsString>,
    /// The folder it starts in.
    pub(crate) folder: &'a Path,
    /// Its whole environment.
    pub(crate) environment: Vec<(OsString, OsString)>,
    /// How long it may run.
    pub(crate) time: Duration,
    /// How much it may write.
    pub(crate) most_bytes: usize,
}

/// How a program ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// By itself.
    Exited {
        /// What it wrote to its standard output.
        output: Vec<u8>,
        /// Its exit status.
        status: ExitStatus,
    },
    /// Killed, because it took too long.
    TimedOut,
    /// Killed, because it wrote too much.
    TooLong,
}

impl Call<'_> {
    /// Starts the program and waits for its end.
    ///
    /// # Errors
    /// Whatever the system says; the program is not running then.
    pub(crate) fn run(&self) -> io::Result<Ended> {
        let mut child = self.start()?;
        let ended = match child.stdout.take() {
            Some(mut stdout) => self.collect(&mut child, &mut stdout),
            None => Err(io::Error::other("its output is not connected")),
        };
        if !matches!(ended, Ok(Ended::Exited { .. })) {
            end(&mut child);
        }
        ended
    }

    fn start(&self) -> io::Result<Child> {
        let mut running = running();
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .current_dir(self.folder)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // A program may print secrets there, too.
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        running.insert(Pid::from_child(&child).as_raw_nonzero().get());
        Ok(child)
    }

    fn collect(&self, child: &mut Child, stdout: &mut ChildStdout) -> io::Result<Ended> {
        let begun = Instant::now();
        let mut output = Vec::new();
        let mut is_open = true;
        let mut exited: Option<(ExitStatus, Instant)> = None;
        loop {
            if exited.is_none() {
                exited = status(child)?.map(|status| (status, Instant::now()));
            }
            // Asked after the status: what was written before the end is in the pipe by now.
            let is_readable = is_open && wait_for(stdout)?;
            if is_readable {
                is_open = read(stdout, &mut output)?;
                if output.len() > self.most_bytes {
                    return Ok(Ended::TooLong);
                }
            }
            match exited {
                Some((status, at)) if !is_open || at.elapsed() >= GRACE => {
                    return Ok(Ended::Exited { output, status });
                }
                None if begun.elapsed() >= self.time => return Ok(Ended::TimedOut),
                _ => {}
            }
            if !is_open && exited.is_none() {
                thread::sleep(PAUSE);
            }
        }
    }
}

/// Makes the system write no core dump of this process, and show its memory to no other process of the
/// user: tokens are in there. The programs it starts write no core dump either.
pub(crate) fn forbid_core_dumps() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Where the system refuses, there is nothing else to do.
    let _limited = setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    let _hidden = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// Kills every program that is running. What was started by them and left their process group stays.
pub(crate) fn kill_all() {
    let give_up = Instant::now() + GRACE;
    loop {
        match RUNNING.try_lock() {
            Ok(running) => return running.iter().copied().for_each(kill),
            Err(TryLockError::Poisoned(running)) => {
                return running.into_inner().iter().copied().for_each(kill);
            }
            // A program is being started, which takes as long as the disk does.
            Err(TryLockError::WouldBlock) if Instant::now() < give_up => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return,
        }
    }
}

fn running() -> MutexGuard<'static, BTreeSet<i32>> {
    // A set of numbers is never half changed.
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn kill(group: i32) {
    if let Some(group) = Pid::from_raw(group) {
        // It may have ended meanwhile.
        let _ended = kill_process_group(group, Signal::KILL);
    }
}

/// How the program ended, if it did. Its number is free for others from then on, so it leaves the list.
fn status(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let mut running = running();
    let status = child.try_wait()?;
    if status.is_some() {
        running.remove(&Pid::from_child(child).as_raw_nonzero().get());
    }
    Ok(status)
}

/// Kills a program with everything in its process group, unless its first process was waited for.
fn end(child: &mut Child) {
    let group = Pid::from_child(child).as_raw_nonzero().get();
    if !running().contains(&group) {
        return;
    }
    kill(group);
    let give_up = Instant::now() + REAPING;
    while matches!(status(child), Ok(None)) && Instant::now() < give_up {
        thread::sleep(PAUSE);
    }
}

/// Waits for output or its end, for a short while.
fn wait_for(stdout: &ChildStdout) -> io::Result<bool> {
    let pause = Timespec {
        tv_sec: 0,
        tv_nsec: i64::from(PAUSE.subsec_nanos()),
    };
    let mut watched = [PollFd::new(stdout, PollFlags::IN)];
    match poll(&mut watched, Some(&pause)) {
        Ok(ready) => Ok(ready > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Reads what is there; `false` at the end of the output.
fn read(stdout: &mut ChildStdout, output: &mut Vec<u8>) -> io::Result<bool> {
    let mut piece = [0; 16 * 1024];
    match stdout.read(&mut piece) {
        Ok(count) => {
            output.extend_from_slice(&piece[..count]);
            Ok(count > 0)
        }
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(true),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(script: &str, time: Duration) -> Ended {
        let call = Call {
            program: "/bin/sh".into(),
            arguments: ["-c", script].map(OsString::from).to_vec(),
            folder: Path::new("/"),
            environment: vec![("PATH".into(), std::env::var_os("PATH").unwrap_or_default())],
            time,
            most_bytes: 1000,
        };
        call.run().expect("there is a shell")
    }

    fn output(script: &str) -> String {
        match ended(script, Duration::from_secs(60)) {
            Ended::Exited { output, .. } => String::from_utf8(output).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_program_gets_its_environment_and_no_input() {
        assert_eq!(output("echo ${HOME-none}; cat"), "none\n");
        assert_eq!(output("exec >&-; sleep 0.1; exit 0"), "");
    }

    #[test]
    fn a_process_left_behind_does_not_hold_up_the_output() {
        let begun = Instant::now();
        assert_eq!(output("sleep 50 & echo token"), "token\n");
        assert!(begun.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn too_much_output_and_too_much_time_end_a_program() {
        let minute = Duration::from_secs(60);
        assert!(matches!(ended("yes", minute), Ended::TooLong));
        let deaf = "trap '' TERM INT HUP; sleep 50; sleep 50";
        let begun = Instant::now();
        assert!(matches!(
            ended(deaf, Duration::from_millis(50)),
            Ended::TimedOut
        ));
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}
