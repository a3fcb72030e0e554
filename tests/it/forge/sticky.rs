//! One comment, made once and then kept up to date.

use super::fake::{Author, FakeGithub, World};
use super::{MARKER, TOKEN, comment, github, nothing_to_do, planned};

/// The end of the address of a comment.
fn address(id: u64) -> String {
    format!("https://github.com/octocat/home/pull/12#issuecomment-{id}\n")
}

#[test]
fn a_comment_is_made_once_and_then_left_alone() {
    let (sandbox, github) = (planned(), github());
    let made = comment(&sandbox, &github, &[]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert_eq!(made.stdout, format!("created comment {}", address(1_000)));
    let body = github.own()[0].body.clone();
    assert!(body.starts_with(&format!(
        "{MARKER}\n## Plan: 27 changes: 3 people to add, 4 to update, 1 departed; 1 server to add, 2 to update; 1 transaction in the inbox to add\n"
    )));
    assert!(!body.contains("captain@example.net"), "{body}");

    let again = comment(&sandbox, &github, &[]);
    assert_eq!(
        again.stdout,
        format!("unchanged comment {}", address(1_000))
    );
    assert_eq!(github.writes().len(), 1, "{:?}", github.writes());
}

#[test]
fn a_comment_says_when_the_changes_went_away() {
    let (sandbox, github) = (planned(), github());
    assert_eq!(comment(&sandbox, &github, &[]).code, 0);
    nothing_to_do(&sandbox);
    let run = comment(&sandbox, &github, &[]);
    assert_eq!(run.stdout, format!("updated comment {}", address(1_000)));
    let own = github.own();
    assert_eq!(own.len(), 1);
    assert!(
        own[0]
            .body
            .starts_with(&format!("{MARKER}\n## No changes\n")),
        "{}",
        own[0].body
    );
}

#[test]
fn nothing_is_said_where_nothing_has_to_be_said() {
    let (sandbox, github) = (planned(), github());
    nothing_to_do(&sandbox);
    let run = comment(&sandbox, &github, &[]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "no comment needed\n"));
    assert_eq!(github.writes(), [""; 0]);
    let json = comment(&sandbox, &github, &["--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["action"], "nothing_to_say");
    assert_eq!(json["url"], serde_json::Value::Null);
}

#[test]
fn the_comment_is_found_on_a_later_page() {
    let mut world = World::new(TOKEN);
    for number in 0..250 {
        world.say(Author::Stranger, &format!("comment {number}"));
    }
    let id = world.say(Author::Own, &format!("{MARKER}\r\n## Old\r\n"));
    let github = FakeGithub::start(world);
    let run = comment(&planned(), &github, &[]);
    assert_eq!(run.stdout, format!("updated comment {}", address(id)));
    let listed = |request: &&String| request.contains("per_page=100");
    assert_eq!(github.world().seen.iter().filter(listed).count(), 3);
}

#[test]
fn what_a_stranger_copied_is_not_touched() {
    for is_app in [true, false] {
        let mut world = World::new(TOKEN);
        world.is_app = is_app;
        let copy = format!("{MARKER}\n## Nothing to see here\n");
        for author in [Author::Stranger, Author::Ghost] {
            world.say(author, &copy);
        }
        let github = FakeGithub::start(world);
        let run = comment(&planned(), &github, &[]);
        assert_eq!(
            run.stdout,
            format!("created comment {}", address(1_002)),
            "{}",
            run.stderr
        );
        assert_eq!(github.writes().len(), 1, "{:?}", github.writes());
        assert!(github.world().comments[..2].iter().all(|c| c.body == copy));
    }
}

#[test]
fn another_bots_comment_is_passed_over() {
    let mut world = World::new(TOKEN);
    world.say(Author::OtherBot, MARKER);
    let id = world.say(Author::Own, MARKER);
    let github = FakeGithub::start(world);
    let run = comment(&planned(), &github, &[]);
    assert_eq!(
        run.stdout,
        format!("updated comment {}", address(id)),
        "{}",
        run.stderr
    );
    assert_eq!(github.world().comments[0].body, MARKER);
}

#[test]
fn of_several_the_oldest_is_updated() {
    let mut world = World::new(TOKEN);
    world.say(Author::Own, &format!("quoted: {MARKER}"));
    let id = world.say(Author::Own, MARKER);
    world.say(Author::Own, MARKER);
    let github = FakeGithub::start(world);
    let run = comment(&planned(), &github, &[]);
    assert_eq!(
        run.stdout,
        format!("updated comment {}", address(id)),
        "{}",
        run.stderr
    );
    assert_eq!(github.own()[2].body, MARKER);
}

#[test]
fn another_key_is_another_comment() {
    let (sandbox, github) = (planned(), github());
    assert_eq!(comment(&sandbox, &github, &[]).code, 0);
    assert_eq!(comment(&sandbox, &github, &["--key", "loft"]).code, 0);
    let own = github.own();
    assert_eq!(own.len(), 2);
    assert!(
        own[1].body.starts_with("<!-- plexmgr:loft -->\n"),
        "{}",
        own[1].body
    );
}

#[test]
fn everything_is_shown_if_asked_for() {
    let (sandbox, github) = (planned(), github());
    let run = comment(&sandbox, &github, &["--show-pii", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["action"], "created");
    assert_eq!(json["url"], address(1_000).trim_end());
    assert!(github.own()[0].body.contains("captain@example.net"));
}
