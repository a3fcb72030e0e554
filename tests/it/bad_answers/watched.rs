//! Runs a command, with an eye on its time and memory.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// After this long a command is stopped: the test has failed long before.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came of a command.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) took: Duration,
    /// The most memory it had at once, in KiB; 0 where the system does not tell.
    pub(super) peak_kib: u64,
}

/// Runs `command` to its end.
pub(super) fn run(mut command: Command) -> Watched {
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let stdout = collected(child.stdout.take());
    let stderr = collected(child.stderr.take());
    let mut peak_kib = 0;
    let code = loop {
        peak_kib = peak_kib.max(peak(&child));
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status.code();
        }
        if started.elapsed() > PATIENCE {
            child.kill().expect("a child can be stopped");
        }
        thread::sleep(Duration::from_millis(2));
    };
    Watched {
        code,
        took: started.elapsed(),
        peak_kib,
        stdout: stdout.join().expect("output is UTF-8"),
        stderr: stderr.join().expect("output is UTF-8"),
    }
}

fn collected(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    let mut pipe = pipe.expect("it was asked for");
    thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).expect("output is UTF-8");
        text
    })
}

/// The high-water mark of a running process; 0 once it has ended.
#[expect(clippy::disallowed_methods, reason = "the system tells it in a file")]
fn peak(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    let status = status.unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    number.and_then(|kib| kib.parse().ok()).unwrap_or(0)
}
