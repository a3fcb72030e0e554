//! `--out`: no file a person names destroys or reaches another one, whichever command writes it.

use std::collections::BTreeMap;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::{Run, Sandbox};

/// The commands that write a file a person names, up to its name.
const COMMANDS: [&[&str]; 3] = [
    &["plan", "--observed", "observed.json", "--out"],
    &["snapshot", "--out"],
    &["report", "--out"],
];

/// A household with a plex.tv, whose settings, records, state and snapshot are all there.
fn household() -> (FakePlex, Sandbox) {
    let world = World::generate(Fleet {
        people_per_account: 3,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    for arguments in [
        &["snapshot", "--out", "observed.json"][..],
        &["apply", "--yes"],
    ] {
        let run = sandbox.run(arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    for (path, text) in [
        ("templates/reminder.md", "Hello\n"),
        (".git/config", "[core]\n"),
        (".github/workflows/plan.yml", "on: push\n"),
        (".gitignore", "/state/plexmgr.redb\n"),
        ("notes.txt", "mine\n"),
    ] {
        sandbox.write(path, text);
    }
    plex.forget_requests();
    (plex, sandbox)
}

/// Every regular file below a folder with its text; links are not followed.
#[expect(clippy::disallowed_methods, reason = "the tests look at files")]
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            found.extend(contents(&entry.path()));
        } else if kind.is_file() {
            found.insert(entry.path(), std::fs::read(entry.path()).unwrap());
        }
    }
    found
}

fn run(sandbox: &Sandbox, command: &[&str], out: &str) -> Run {
    sandbox.run(&[command, &[out]].concat())
}

/// Every command refuses `out`, before Plex is asked, and leaves every file as it was.
fn refused(sandbox: &Sandbox, plex: &FakePlex, out: &str, why: &str) {
    let before = contents(sandbox.path());
    for command in COMMANDS {
        for extra in [&[][..], &["--overwrite"]] {
            let run = run(sandbox, &[command, &[out]].concat()[..], "--quiet");
            let overwriting = sandbox.run(&[command, &[out], extra].concat());
            for run in [run, overwriting] {
                assert_eq!(run.code, 64, "{command:?} {out}: {}", run.stderr);
                assert!(
                    run.stderr.contains(why),
                    "{command:?} {out}: {}",
                    run.stderr
                );
            }
        }
    }
    assert_eq!(plex.seen().len(), 0, "{out}: Plex was asked");
    assert_eq!(contents(sandbox.path()), before, "{out}");
}

#[test]
fn nothing_of_the_household_is_overwritten() {
    let (plex, sandbox) = household();
    for out in [
        "plexmgr.toml",
        "./records/../plexmgr.toml",
        "records/plans.yaml",
        "records/users/new.json",
        "RECORDS/plans.yaml",
        "state/history.jsonl",
        "state/history/20261122T090000Z-0b8fe1aa.jsonl",
        "state/plexmgr.redb",
        "state/new.json",
        "templates/reminder.md",
        "templates/new.md",
        ".git/config",
        ".git/hooks/post-checkout",
        ".GIT/config",
        ".gitignore",
        ".gitattributes",
        ".github/workflows/plan.yml",
        ".vscode/tasks.json",
        ".plexmgr/schemas/settings.json",
    ] {
        if Path::new(out)
            .parent()
            .is_some_and(|folder| sandbox.at(&folder.to_string_lossy()).is_dir())
        {
            refused(&sandbox, &plex, out, "must not be overwritten");
        }
    }
}

#[test]
fn settings_named_on_the_command_line_are_not_overwritten() {
    let (_plex, sandbox) = household();
    let settings = sandbox.read("plexmgr.toml");
    sandbox.write("elsewhere/home.toml", &settings);
    for command in COMMANDS {
        let config = ["--config", "elsewhere/home.toml"];
        let run = sandbox.run(&[&config[..], command, &["elsewhere/home.toml"]].concat());
        assert_eq!(run.code, 64, "{command:?}: {}", run.stderr);
    }
    assert_eq!(sandbox.read("elsewhere/home.toml"), settings);
}

#[test]
fn no_committed_link_leads_out_or_into_what_belongs_to_the_household() {
    let outside = Sandbox::empty();
    outside.write("precious", "{}");
    for (target, why) in [
        (outside.at("precious"), "points outside the household"),
        (outside.at("new.json"), "is broken"),
        ("nowhere".into(), "is broken"),
        ("out.json".into(), "is broken"),
        ("records/plans.yaml".into(), "must not be overwritten"),
        (".git/config".into(), "must not be overwritten"),
    ] {
        let (plex, sandbox) = household();
        symlink(&target, sandbox.at("out.json")).unwrap();
        refused(&sandbox, &plex, "out.json", why);
    }
    let (plex, sandbox) = household();
    symlink(outside.path(), sandbox.at("out")).unwrap();
    symlink("out", sandbox.at("chain")).unwrap();
    symlink("records", sandbox.at("inside")).unwrap();
    refused(
        &sandbox,
        &plex,
        "out/new.json",
        "points outside the household",
    );
    refused(
        &sandbox,
        &plex,
        "chain/new.json",
        "points outside the household",
    );
    refused(
        &sandbox,
        &plex,
        "inside/new.json",
        "must not be overwritten",
    );
    assert_eq!(contents(outside.path()).len(), 1);
    assert_eq!(outside.read("precious"), "{}");
}

#[test]
fn a_link_of_the_repository_around_the_household_does_not_lead_out_of_it() {
    let outside = Sandbox::empty();
    let (_plex, household) = household();
    let repository = Sandbox::empty();
    let inside: BTreeMap<_, _> = household
        .contents()
        .into_iter()
        .filter(|(path, _)| !path.starts_with(".git"))
        .map(|(path, bytes)| (Path::new("home").join(path), bytes))
        .collect();
    let repository = repository.filled(&inside);
    repository.write(".git/config", "");
    symlink(outside.path(), repository.at("out")).unwrap();
    symlink("../docs", repository.at("home/docs")).unwrap();
    repository.write("docs/x", "");
    for out in ["out/new.json", "home/docs/new.json", "home/../.git/new"] {
        for command in COMMANDS {
            let run = repository.run(&[&["-C", "home"], command, &[out]].concat());
            assert_ne!(run.code, 0, "{command:?} {out}");
        }
    }
    assert!(contents(outside.path()).is_empty());
    assert!(!repository.at("docs/new.json").exists() && !repository.at(".git/new").exists());
}

#[test]
fn a_link_of_the_persons_own_is_followed() {
    let outside = Sandbox::empty();
    let (_plex, sandbox) = household();
    outside.write("plans/.keep", "");
    symlink("plans", outside.at("link")).unwrap();
    let out = outside.at("link/plan.json");
    let done = run(&sandbox, COMMANDS[0], out.to_str().unwrap());
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(outside.read("plans/plan.json").contains("\"plexmgr plan\""));
    assert!(outside.at("link").is_symlink());
}

#[test]
fn a_file_is_replaced_by_its_own_kind_or_if_asked() {
    let (_plex, sandbox) = household();
    let made = ["plan.json", "snapshot.json", "report.html"];
    for (command, own) in COMMANDS.iter().zip(made) {
        sandbox.write(own, "");
        for _ in 0..2 {
            let done = run(&sandbox, command, own);
            assert_eq!(done.code, 0, "{own}: {}", done.stderr);
        }
    }
    for (command, own) in COMMANDS.iter().zip(made) {
        for other in made
            .into_iter()
            .chain(["notes.txt"])
            .filter(|other| *other != own)
        {
            let before = contents(sandbox.path());
            let refused = run(&sandbox, command, other);
            assert_eq!(refused.code, 64, "{command:?} {other}: {}", refused.stderr);
            assert!(
                refused.stderr.contains("`--overwrite`"),
                "{}",
                refused.stderr
            );
            assert_eq!(contents(sandbox.path()), before, "{command:?} {other}");
        }
        sandbox.write("other", "mine\n");
        let done = sandbox.run(&[command, &["other", "--overwrite"][..]].concat());
        assert_eq!(done.code, 0, "{}", done.stderr);
        assert_ne!(sandbox.read("other"), "mine\n");
    }
}

#[test]
fn a_record_behind_a_hard_link_keeps_its_text() {
    let (_plex, sandbox) = household();
    let plans = sandbox.read("records/plans.yaml");
    std::fs::hard_link(sandbox.at("records/plans.yaml"), sandbox.at("plan.json")).unwrap();
    for command in COMMANDS {
        assert_eq!(run(&sandbox, command, "plan.json").code, 64);
    }
    let done = sandbox.run(&[COMMANDS[0], &["plan.json", "--overwrite"]].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(sandbox.read("records/plans.yaml"), plans);
}

#[test]
fn pipes_devices_and_folders_are_not_written() {
    let (plex, sandbox) = household();
    let pipe = sandbox.at("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for out in [
        "pipe",
        "/dev/null",
        "/dev/stdout",
        "/proc/self/fd/1",
        "templates/..",
        ".",
    ] {
        for command in COMMANDS {
            let refused = run(&sandbox, command, out);
            assert_eq!(refused.code, 64, "{command:?} {out}: {}", refused.stderr);
        }
    }
    assert_eq!(plex.seen().len(), 0);
}

#[test]
fn the_manual_replaces_nothing_but_its_pages() {
    let sandbox = Sandbox::example();
    let man = |out: &str| sandbox.run(&["man", "--out", out]);
    assert_eq!(man("man").code, 0);
    assert_eq!(man("man").code, 0, "its own pages");
    sandbox.write("man/plexmgr.1", "mine\n");
    let refused = man("man");
    assert_eq!(refused.code, 64, "{}", refused.stderr);
    assert_eq!(sandbox.read("man/plexmgr.1"), "mine\n");
    let outside = Sandbox::empty();
    symlink(outside.path(), sandbox.at("link")).unwrap();
    for out in ["records", "records/man", "state", "link"] {
        assert_eq!(man(out).code, 64, "{out}");
    }
    assert!(contents(outside.path()).is_empty());
    assert!(!sandbox.at("records/man").exists());
}
