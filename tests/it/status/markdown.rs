//! Markdown whose tables hold, whatever people are called.

use plexmgr::render::{Privacy, status::markdown};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::people::{People, on};
use crate::sandbox::Sandbox;

/// How many tables, rows of bodies and other things a reader finds.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    tables: usize,
    rows: usize,
    strange: Vec<String>,
}

fn found(text: &str) -> Found {
    let mut found = Found::default();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Start(Tag::Table(_)) => found.tables += 1,
            Event::Start(Tag::TableRow) => found.rows += 1,
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_) => found.strange.push(format!("{event:?}")),
            _ => {}
        }
    }
    found
}

fn with_titles(titles: &[String]) -> String {
    let mut people = People::default();
    for (number, title) in titles.iter().enumerate() {
        let quoted = serde_json::to_string(title).expect("a text");
        let lines = format!("plex: {{title: {quoted}}}\n");
        people = people.with(&format!("user-{number}"), "standard", &lines);
    }
    markdown(&on(&people.records(), "2026-11-22"), Privacy::Masked)
}

#[test]
fn the_example_as_markdown() {
    let run = Sandbox::example().run(&["status", "--format", "markdown"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("example_markdown", run.stdout);
}

#[test]
fn a_name_that_is_an_address_is_masked_unless_asked_for() {
    let sandbox = Sandbox::example();
    let ada = "class: permanent\nplex: {title: ada@example.net}\n";
    sandbox.write("records/users/ada.yaml", ada);
    let masked = sandbox.run(&["status", "--format", "markdown"]).stdout;
    assert!(!masked.contains("ada@"), "{masked}");
    let open = sandbox
        .run(&["status", "--format", "markdown", "--show-pii"])
        .stdout;
    assert!(open.contains("`ada@example.net`"), "{open}");
}

#[test]
fn a_crowd_is_cut_between_rows() {
    let text = with_titles(&vec!["|`<b>@everyone".to_owned(); 2_000]);
    assert!(text.len() <= 60_000, "{}", text.len());
    assert!(
        text.contains(" more people\n"),
        "it says how many are left out"
    );
    assert_eq!(found(&text).tables, 3);
}

proptest! {
    #[test]
    fn no_name_breaks_a_table_or_comes_alive(
        titles in proptest::collection::vec(
            "[`|\\\\<>&@#*_~!a-c \\[\\]()\n-]{1,12}|<script>|</details>|\\PC{1,9}",
            1..5,
        )
    ) {
        prop_assume!(titles.iter().all(|title| !title.trim().is_empty()));
        let text = with_titles(&titles);
        // Everybody, two servers, two plans, and those on none.
        let expected = Found { tables: 3, rows: titles.len() + 5, strange: Vec::new() };
        prop_assert_eq!(found(&text), expected, "{}", text);
    }
}
