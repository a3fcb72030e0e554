//! What GitHub refuses, and what goes wrong on the way.

use serde_json::json;

use super::fake::{Author, FakeGithub, World};
use super::wire::{Answer, Trouble};
use super::{MARKER, TOKEN, comment, github, nothing_to_do, planned};

fn status(status: u16) -> Trouble {
    Trouble::Instead(Answer::json(
        status,
        &json!({"message": "no", "body": TOKEN}),
    ))
}

/// Asserts that a run against this trouble fails with these words and writes nothing twice.
fn fails(method: &'static str, trouble: Trouble, words: &[&str]) {
    let (sandbox, github) = (planned(), github());
    github.trouble(method, trouble);
    let run = comment(&sandbox, &github, &["--timeout", "1s"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (1, ""),
        "{words:?} {}",
        run.stderr
    );
    let expected = "error: cannot comment on pull request 12 of octocat/home\n  cause: cannot ";
    assert!(run.stderr.starts_with(expected), "{}", run.stderr);
    for word in words {
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    }
    assert!(run.stderr.contains("\n  hint: "), "{}", run.stderr);
    assert!(github.writes().len() <= 1, "{:?}", github.writes());
}

#[test]
fn refusals_say_what_to_do() {
    fails(
        "GET",
        status(401),
        &["list the comments: status 401", "wrong or has expired"],
    );
    fails(
        "GET",
        status(403),
        &["status 403", "`pull-requests: write`", "fork"],
    );
    fails(
        "GET",
        status(404),
        &["status 404", "check `--repo` and `--pr`"],
    );
    fails(
        "GET",
        status(301),
        &["a redirect, which is never followed", "renamed"],
    );
    fails(
        "GET",
        status(307),
        &["a redirect, which is never followed", "renamed"],
    );
    fails(
        "POST",
        status(410),
        &["create the comment: status 410", "switched off"],
    );
    fails("POST", status(422), &["status 422"]);
    fails(
        "POST",
        status(403),
        &["status 403", "`pull-requests: write`"],
    );
    fails("POST", status(418), &["status 418"]);
    fails("GET", status(500), &["status 500", "run it again"]);
}

#[test]
fn bad_answers_are_errors() {
    let html = Answer::of(200, "text/html", "<html>Sign in</html>");
    fails(
        "GET",
        Trouble::Instead(html),
        &["not the expected JSON", "login page"],
    );
    let object = Answer::json(200, &json!({"id": 1}));
    fails("GET", Trouble::Instead(object), &["not the expected JSON"]);
    fails("GET", Trouble::Close, &["the connection broke"]);
    fails("GET", Trouble::Cut, &["the connection broke"]);
    fails(
        "GET",
        Trouble::Stall,
        &["no complete answer within 1 seconds", "`--timeout`"],
    );
    let elsewhere = Answer::json(200, &json!([]));
    let elsewhere = elsewhere.with("Link", "<https://evil.example/x>; rel=\"next\"");
    fails(
        "GET",
        Trouble::Instead(elsewhere),
        &["names another server"],
    );
}

#[test]
fn pages_without_end_end() {
    let (sandbox, github) = (planned(), github());
    let path = "/repos/octocat/home/issues/12/comments?page=2";
    for _ in 0..150 {
        let page = Answer::json(200, &json!([]));
        let page = page.with("Link", &format!("<{path}>; rel=\"next\""));
        github.trouble("GET", Trouble::Instead(page));
    }
    let run = comment(&sandbox, &github, &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("more than 100 pages"), "{}", run.stderr);
    assert_eq!(github.world().seen.len(), 100);
}

#[test]
fn no_server_listening_is_an_error() {
    let sandbox = planned();
    let refused = crate::fake::FakePlex::refused_url();
    let options = [
        "comment",
        super::PLAN,
        "--api-url",
        &refused,
        "--retries",
        "0",
    ];
    let run = sandbox.run(&options);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("cannot connect: "), "{}", run.stderr);
}

#[test]
fn a_limit_is_waited_for() {
    let limits = [
        Answer::json(429, &json!({})).with("Retry-After", "0"),
        Answer::json(403, &json!({})).with("Retry-After", "0"),
        Answer::json(403, &json!({"message": "API rate limit exceeded"}))
            .with("x-ratelimit-remaining", "0")
            .with("x-ratelimit-reset", "1")
            .with("Date", "Sun, 22 Nov 2026 08:00:00 GMT"),
    ];
    for limit in limits {
        for method in ["GET", "POST"] {
            let (sandbox, github) = (planned(), github());
            github.trouble(method, Trouble::Instead(limit.clone()));
            let run = comment(&sandbox, &github, &["--retries", "1"]);
            assert_eq!(run.code, 0, "{method} {limit:?} {}", run.stderr);
            assert_eq!(github.own().len(), 1);
        }
    }
    let (sandbox, github) = (planned(), github());
    let late = Answer::json(429, &json!({})).with("Retry-After", "3600");
    github.trouble("POST", Trouble::Instead(late));
    let run = comment(&sandbox, &github, &["--retries", "3"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("retry after 3600 s"), "{}", run.stderr);
}

#[test]
fn a_comment_that_may_have_been_made_is_not_made_again() {
    for trouble in [Trouble::Close, Trouble::Stall] {
        let (sandbox, github) = (planned(), github());
        github.trouble("POST", trouble);
        let run = comment(&sandbox, &github, &["--retries", "3", "--timeout", "1s"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(
            run.stderr.contains("cannot create the comment"),
            "{}",
            run.stderr
        );
        assert_eq!(github.own().len(), 1, "made, although nobody was told");
        let again = comment(&sandbox, &github, &[]);
        assert!(
            again.stdout.starts_with("unchanged comment "),
            "{}",
            again.stderr
        );
    }
}

#[test]
fn a_comment_whose_answer_is_cut_off_was_made() {
    let (sandbox, github) = (planned(), github());
    github.trouble("POST", Trouble::Cut);
    let run = comment(&sandbox, &github, &["--retries", "3"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "created comment\n"),
        "{}",
        run.stderr
    );
    assert_eq!(github.own().len(), 1);
}

#[test]
fn an_update_is_repeated() {
    let mut world = World::new(TOKEN);
    world.say(Author::Own, MARKER);
    let github = FakeGithub::start(world);
    let trouble = Answer::json(503, &json!({})).with("Retry-After", "0");
    github.trouble("PATCH", Trouble::Instead(trouble));
    let run = comment(&planned(), &github, &["--retries", "1"]);
    assert!(run.stdout.starts_with("updated comment "), "{}", run.stderr);
    assert_eq!(github.writes().len(), 2);
}

#[test]
fn a_token_that_only_reads_fails_even_where_there_are_no_changes() {
    let mut world = World::new(TOKEN);
    world.may_write = false;
    world.say(Author::Own, MARKER);
    let github = FakeGithub::start(world);
    let sandbox = planned();
    let run = comment(&sandbox, &github, &[]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    nothing_to_do(&sandbox);
    let run = comment(&sandbox, &github, &[]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(
        run.stderr.contains("cannot update the comment: status 403"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_comment_that_was_deleted_meanwhile_is_made_again() {
    let mut world = World::new(TOKEN);
    world.say(Author::Own, MARKER);
    let github = FakeGithub::start(world);
    github.trouble("PATCH", status(404));
    let run = comment(&planned(), &github, &[]);
    assert!(run.stdout.starts_with("created comment "), "{}", run.stderr);
}
