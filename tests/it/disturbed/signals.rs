//! SIGINT, SIGTERM and SIGHUP end a run within five seconds, wherever it is.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::paused::{Watched, send, text, wait_until};
use super::{APPLY, the_next_run_completes, undisturbed};
use crate::environment::hostile_git::{script, with_fake_git};
use crate::fake::{Fleet, World};
use crate::history::committed;
use crate::sandbox::{Run, Sandbox};

const SIGNALS: [(&str, i32); 3] = [("INT", 130), ("TERM", 143), ("HUP", 129)];

/// The end of a run that was sent a signal just now.
fn ends_soon(run: impl FnOnce() -> Run, code: i32) -> Run {
    let begun = Instant::now();
    let run = run();
    assert_eq!(run.code, code, "{}", run.stderr);
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    run
}

#[test]
fn while_plex_does_not_answer() {
    for (signal, code) in SIGNALS {
        for arguments in [&["apply", "--yes"] as &[&str], &["plan"]] {
            let silent = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}", silent.local_addr().unwrap());
            let sandbox = Sandbox::household(&World::generate(Fleet::default()), &url);
            let before = sandbox.fingerprint();
            let run = Watched::started(sandbox.command(arguments), None);
            let _connection = silent.accept().unwrap();
            run.signal(signal);
            ends_soon(|| run.ended(), code);
            assert_eq!(sandbox.fingerprint(), before);
            assert!(!sandbox.at("state").exists());
        }
    }
}

#[test]
fn while_git_hangs() {
    const UNDO: &[&str] = &["undo", "1", "--yes"];
    for (signal, code) in SIGNALS {
        for arguments in [APPLY, UNDO, &["doctor", "--offline"]] {
            let (mut sandbox, _) = committed();
            if arguments == UNDO {
                assert_eq!(sandbox.run(APPLY).code, 0);
            }
            let deaf = "trap '' TERM INT HUP; echo $$ > \"$HERE/process\"; sleep 1000; sleep 1000";
            let folder = with_fake_git(&mut sandbox, deaf);
            let process = folder.path().join("process");
            let records = sandbox.records();
            let run = Watched::started(sandbox.command(arguments), None);
            wait_until(|| !text(&process).is_empty());
            run.signal(signal);
            ends_soon(|| run.ended(), code);
            assert_eq!(sandbox.records(), records, "nothing was begun");
            assert!(!sandbox.at("state/plexmgr.lock").exists());
            let git = Path::new("/proc").join(text(&process).trim());
            wait_until(|| !git.exists());
        }
    }
}

#[test]
fn while_a_token_command_hangs() {
    for (signal, code) in SIGNALS {
        for arguments in [&["apply", "--yes"] as &[&str], &["plan"], &["doctor"]] {
            let world = World::generate(Fleet::default());
            let sandbox = Sandbox::household(&world, "http://127.0.0.1:9");
            let deaf = "trap '' TERM INT HUP; echo $$ > process; sleep 1000; sleep 1000";
            script(&sandbox.at("token.sh"), deaf);
            let settings = sandbox.read("plexmgr.toml");
            let command = "{ command = [\"./token.sh\"] }";
            let settings = settings.replace("{ env = \"TOKEN_1\" }", command);
            sandbox.write("plexmgr.toml", &settings);
            let process = sandbox.at("process");
            let run = Watched::started(sandbox.command(arguments), None);
            wait_until(|| !text(&process).is_empty());
            run.signal(signal);
            ends_soon(|| run.ended(), code);
            let command = Path::new("/proc").join(text(&process).trim());
            wait_until(|| !command.exists());
        }
    }
}

#[test]
fn while_its_output_is_not_read() {
    for (signal, code) in SIGNALS {
        let sandbox = Sandbox::example();
        let (reader, mut writer) = std::io::pipe().unwrap();
        // As much as the pipe holds, so that the next byte has to wait.
        writer.write_all(&[b'x'; 1 << 16]).unwrap();
        let mut command = sandbox.command(&["plan", "-vvv", "--observed", "observed.json"]);
        command
            .stdin(Stdio::null())
            .stdout(writer.try_clone().unwrap())
            .stderr(writer);
        let mut run = command.spawn().unwrap();
        drop(command);
        std::thread::sleep(Duration::from_millis(500));
        let begun = Instant::now();
        send(signal, run.id());
        assert_eq!(run.wait().unwrap().code(), Some(code));
        assert!(begun.elapsed() < Duration::from_secs(5));
        drop(reader);
    }
}

#[test]
fn while_it_waits_for_another_run() {
    for (signal, code) in SIGNALS {
        let sandbox = Sandbox::example();
        let path = "records/servers.yaml";
        let holder = Watched::paused(&sandbox, APPLY, "put a file in its place", path);
        let arguments = [APPLY, &["--lock-timeout", "60s"]].concat();
        let waiting = Watched::started(sandbox.command(&arguments), None);
        waiting.wait_for_points(2);
        waiting.signal(signal);
        ends_soon(|| waiting.ended(), code);
        assert!(
            sandbox.at("state/plexmgr.lock").exists(),
            "the lock is another's"
        );
        assert_eq!(holder.go_on().code, 0);
    }
}

#[test]
fn while_it_writes_with_the_file_in_hand_finished() {
    for (signal, code) in SIGNALS {
        let sandbox = Sandbox::example();
        let expected = undisturbed(&sandbox);
        let (in_hand, later) = ("users/marlow.yaml", "users/zoe-angstrom.yaml");
        let before = sandbox.records();
        let path = format!("records/{in_hand}");
        let run = Watched::paused(&sandbox, APPLY, "put a file in its place", &path);
        run.signal(signal);
        // The signal is noted by a thread of its own, which has to get its turn.
        std::thread::sleep(Duration::from_millis(300));
        let run = ends_soon(|| run.go_on(), code);
        assert!(run.stderr.contains("finishes this run"), "{}", run.stderr);
        let now = sandbox.records();
        assert_eq!(now[in_hand], expected[in_hand]);
        assert_eq!(now[later], before[later]);
        assert!(!sandbox.at("state/plexmgr.lock").exists());

        let plan = sandbox.run(&["plan", "--brief", "--observed", "observed.json"]);
        assert!(plan.stderr.contains("was interrupted"), "{}", plan.stderr);
        let next = sandbox.run(APPLY);
        assert!(
            next.stderr.contains("was interrupted; it is finished now"),
            "{}",
            next.stderr
        );
        the_next_run_completes(&sandbox, &expected);
    }
}

#[test]
fn at_the_prompt() {
    for (signal, code) in SIGNALS {
        let sandbox = Sandbox::example();
        let before = sandbox.fingerprint();
        let Some(mut terminal) = asking(&sandbox) else {
            return;
        };
        let holder = sandbox.read("state/plexmgr.lock");
        let holder: serde_json::Value = serde_json::from_str(&holder).unwrap();
        let begun = Instant::now();
        send(
            signal,
            holder["process"].as_u64().unwrap().try_into().unwrap(),
        );
        assert_eq!(terminal.wait().unwrap().code(), Some(code));
        assert!(begun.elapsed() < Duration::from_secs(5));
        assert!(!sandbox.at("state").exists());
        assert_eq!(sandbox.fingerprint(), before);
    }
}

#[test]
fn only_yes_is_taken_for_a_yes() {
    for (answer, code) in [("y\n", 10), ("yes\n", 0)] {
        let sandbox = Sandbox::example();
        let Some(mut terminal) = asking(&sandbox) else {
            return;
        };
        let typed = terminal.stdin.as_mut().unwrap();
        typed.write_all(answer.as_bytes()).unwrap();
        let mut rest = Vec::new();
        let shown = terminal.stdout.as_mut().unwrap();
        shown.read_to_end(&mut rest).unwrap();
        assert_eq!(terminal.wait().unwrap().code(), Some(code));
        assert_eq!(!sandbox.history().is_empty(), code == 0);
    }
}

/// An apply on a terminal of its own, at its prompt; `None` where no terminal can be made.
#[expect(
    clippy::print_stdout,
    reason = "whoever looks learns what was not tested"
)]
fn asking(sandbox: &Sandbox) -> Option<Child> {
    const SCRIPT: &str = "/usr/bin/script";
    if !Path::new(SCRIPT).exists() {
        println!("skipped: {SCRIPT}, which makes a terminal, is not there");
        return None;
    }
    let program = env!("CARGO_BIN_EXE_plexmgr");
    let apply = format!("'{program}' apply --observed observed.json --today 2026-11-22");
    let mut terminal = Command::new(SCRIPT)
        .args(["-qec", &apply, "/dev/null"])
        .current_dir(sandbox.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    read_until(terminal.stdout.as_mut().unwrap(), "to continue: ");
    Some(terminal)
}

/// Reads what a terminal shows until `text` is there.
fn read_until(shown: &mut impl Read, text: &str) {
    let mut seen = Vec::new();
    let mut byte = [0];
    while !seen.ends_with(text.as_bytes()) {
        let count = shown.read(&mut byte).unwrap();
        assert_eq!(count, 1, "{}", String::from_utf8_lossy(&seen));
        seen.extend(byte);
    }
}
