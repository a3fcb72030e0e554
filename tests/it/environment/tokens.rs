//! Token commands get what they need, end when they end, and no token is in a core dump.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::hostile_git::script;
use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::Sandbox;

/// A household whose first token is printed by a script; the second one is in a variable.
fn with_command(text: &str) -> (FakePlex, Sandbox) {
    let world = World::generate(Fleet {
        accounts: 2,
        people_per_account: 2,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let text = text.replace("TOKEN", &world.accounts[0].token);
    script(&sandbox.at("token.sh"), &text);
    let settings = sandbox.read("plexmgr.toml");
    let command = "{ command = [\"./token.sh\"] }";
    sandbox.write(
        "plexmgr.toml",
        &settings.replace("{ env = \"TOKEN_1\" }", command),
    );
    (plex, sandbox)
}

#[test]
fn a_command_gets_no_other_token() {
    let (_plex, mut sandbox) = with_command("env > environment; echo TOKEN");
    let secrets = [
        "GITHUB_TOKEN",
        "GH_TOKEN",
        "CI_JOB_TOKEN",
        "SMTP_PASSWORD",
        "WHATEVER",
    ];
    for name in secrets {
        sandbox.set(name, "very-secret-value");
    }
    for (name, value) in [
        ("HOME", "/home/ada"),
        ("OP_ACCOUNT", "ada"),
        ("LC_ALL", "C.UTF-8"),
    ] {
        sandbox.set(name, value);
    }
    let run = sandbox.run(&["plan", "--brief"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let environment = sandbox.read("environment");
    assert!(!environment.contains("very-secret-value"), "{environment}");
    assert!(!environment.contains("TOKEN_2"), "{environment}");
    for line in [
        "HOME=/home/ada",
        "OP_ACCOUNT=ada",
        "LC_ALL=C.UTF-8",
        "PATH=",
    ] {
        assert!(environment.contains(line), "{line}: {environment}");
    }
}

#[test]
fn a_child_that_a_command_leaves_behind_does_not_hold_the_run() {
    let (_plex, sandbox) = with_command("sleep 1000 & echo $! > left; echo TOKEN");
    let begun = Instant::now();
    let run = sandbox.run(&["plan", "--brief"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        begun.elapsed() < Duration::from_secs(25),
        "{:?}",
        begun.elapsed()
    );
    let left = sandbox.read("left");
    let killed = std::process::Command::new("kill").arg(left.trim()).status();
    assert!(killed.unwrap().success(), "what was left behind goes on");
}

#[test]
fn a_command_that_is_a_name_is_not_taken_from_the_household() {
    let (_plex, mut sandbox) = with_command("echo TOKEN");
    let settings = sandbox.read("plexmgr.toml");
    sandbox.write("plexmgr.toml", &settings.replace("./token.sh", "token.sh"));
    let path = format!(":.:{}:/usr/bin:/bin", sandbox.path().display());
    sandbox.set("PATH", &path);
    let run = sandbox.run(&["plan", "--brief"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(
        run.stderr.contains("no such program in PATH"),
        "{}",
        run.stderr
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_holds_tokens_leaves_no_core_dump() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let sandbox = Sandbox::household(&World::generate(Fleet::default()), &url);
    let mut command = sandbox.command(&["plan"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut run = command.spawn().unwrap();
    let _asked = silent.accept().unwrap();
    #[expect(clippy::disallowed_methods, reason = "the test looks at a process")]
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", run.id())).unwrap();
    run.kill().unwrap();
    run.wait().unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let core: Vec<&str> = core.unwrap().split_whitespace().collect();
    assert_eq!(core[4..6], ["0", "0"], "{limits}");
}
