//! `login`: a PIN, a person who agrees to it in a browser, and a token that is printed and not kept.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::fake::{FakePlex, Fault, Fleet, Method, Rule, Wire, World};
use crate::sandbox::{Run, Sandbox};

/// The first PIN that the fake hands out.
const FIRST_PIN: u64 = 111_222_001;

fn one_account() -> World {
    World::generate(Fleet {
        people_per_account: 3,
        ..Fleet::default()
    })
}

/// Runs `login`, and does `agree` once the PIN is there.
fn login(sandbox: &Sandbox, plex: &FakePlex, words: &[&str], agree: impl FnOnce(&FakePlex)) -> Run {
    let mut command = sandbox.command(words);
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !plex.seen().iter().any(|seen| seen.method == Method::Post) {
        assert!(begun.elapsed() < Duration::from_secs(30), "no PIN is made");
        std::thread::sleep(Duration::from_millis(5));
    }
    // The fake notes a request before it answers it.
    std::thread::sleep(Duration::from_millis(100));
    agree(plex);
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn the_token_is_the_whole_result_and_is_stored_nowhere() {
    let world = one_account();
    let token = world.accounts[0].token.clone();
    let plex = FakePlex::start(world.clone());
    let mut sandbox = Sandbox::household(&world, &plex.url());
    sandbox.unset("TOKEN_1");
    let before = sandbox.contents();

    let run = login(&sandbox, &plex, &["login", "-vv"], |plex| {
        plex.desk().link(FIRST_PIN, &token);
    });
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, format!("{token}\n").as_str()),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains(&token), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("  https://app.plex.tv/auth#?clientID=5d0c1f0e-"),
        "{}",
        run.stderr
    );
    let owner = world.person(world.accounts[0].id).username.clone().unwrap();
    assert!(
        run.stderr.contains(&format!("Signed in as {owner}")),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains("export TOKEN_1=\"$(plexmgr login --account account1)\""),
        "{}",
        run.stderr
    );
    // Whoever reads the log must not be able to fetch the token as well.
    assert!(
        !run.stderr.contains(&format!("pins/{FIRST_PIN}")),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.contents(), before, "nothing is written");

    let asked: Vec<_> = plex
        .seen()
        .into_iter()
        .map(|seen| (seen.method, seen.path, seen.query, seen.token.is_some()))
        .collect();
    let pin = format!("/api/v2/pins/{FIRST_PIN}");
    assert_eq!(
        asked.first().unwrap(),
        &(
            Method::Post,
            "/api/v2/pins".to_owned(),
            "strong=true".to_owned(),
            false
        )
    );
    assert!(
        asked[1..asked.len() - 1]
            .iter()
            .all(|(_, path, _, signed)| *path == pin && !signed)
    );
    let (_, path, _, signed) = asked.last().unwrap();
    assert_eq!((path.as_str(), *signed), ("/api/v2/user", true));
}

#[test]
fn a_pin_that_expires_is_reported_and_prints_nothing() {
    let world = one_account();
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let run = login(&sandbox, &plex, &["login"], |plex| {
        plex.desk().expire(FIRST_PIN);
    });
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains("not approved in the browser"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("run `plexmgr login` again"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_plex_that_cannot_be_asked_ends_the_sign_in() {
    let world = one_account();
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    for fault in [
        Fault::Status(500),
        Fault::Status(401),
        Fault::Status(200),
        Fault::Wire(Wire::Reset),
        Fault::Redirect {
            status: 302,
            to: "http://127.0.0.1:9".to_owned(),
        },
    ] {
        plex.heal();
        plex.inject(Rule::new("/api/v2/pins", fault));
        let run = sandbox.run(&["login"]);
        assert_eq!((run.code, run.stdout.as_str()), (8, ""), "{}", run.stderr);
        assert!(
            run.stderr
                .contains("cannot sign in to account `account1`\n  cause: /api/v2/pins "),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_refused_sign_in_blames_no_stored_token() {
    let world = one_account();
    let token = world.accounts[0].token.clone();
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let blames_nothing = |run: &Run| {
        assert_eq!((run.code, run.stdout.as_str()), (8, ""), "{}", run.stderr);
        assert!(
            run.stderr.contains("no stored token was used"),
            "{}",
            run.stderr
        );
        assert!(!run.stderr.contains("replace it"), "{}", run.stderr);
    };
    for status in [401, 403, 404, 422] {
        plex.heal();
        plex.inject(Rule::new("/api/v2/pins", Fault::Status(status)));
        blames_nothing(&sandbox.run(&["login"]));
    }
    // The token was handed out and is refused at once.
    plex.heal();
    plex.forget_requests();
    plex.inject(Rule::new("/api/v2/user", Fault::Status(401)));
    blames_nothing(&login(&sandbox, &plex, &["login"], |plex| {
        plex.desk().link(FIRST_PIN + 4, &token);
        plex.desk().link(FIRST_PIN, &token);
    }));
}

#[test]
fn a_login_page_in_between_is_reported_as_one() {
    let world = one_account();
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    plex.inject(Rule::new("/api/v2/pins", Fault::Status(200)));
    let run = sandbox.run(&["login"]);
    assert_eq!(run.code, 8, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("whether a proxy or login page intercepts"),
        "{}",
        run.stderr
    );
}

#[test]
fn another_person_than_before_is_noticed() {
    let world = World::generate(Fleet {
        accounts: 2,
        people_per_account: 3,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    assert_eq!(sandbox.run(&["apply", "--yes"]).code, 0);
    plex.forget_requests();
    let token = world.accounts[1].token.clone();
    let run = login(
        &sandbox,
        &plex,
        &["login", "--account", "account1"],
        |plex| {
            plex.desk().link(FIRST_PIN, &token);
        },
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    let warning = format!(
        "warning: account `account1` belonged to the Plex account {} until now",
        world.accounts[0].id
    );
    assert!(run.stderr.contains(&warning), "{}", run.stderr);
}

#[test]
fn with_several_accounts_one_must_be_named() {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&["login"]);
    assert_eq!(run.code, 64, "{}", run.stderr);
    assert!(run.stderr.contains("`main` and `backup`"), "{}", run.stderr);
    let run = sandbox.run(&["login", "--account", "mian"]);
    assert_eq!(run.code, 64, "{}", run.stderr);
    assert!(
        run.stderr.contains("did you mean `main`?"),
        "{}",
        run.stderr
    );
}
