//! What the page is made of, whatever people are called.

use plexmgr::render::Privacy;
use plexmgr::render::report::{AppliedRuns, Report, html};
use proptest::prelude::*;

use super::{HOSTILE, hostile, page};
use crate::status::people::{People, on};

/// The page of people with these titles.
fn of_titles(titles: &[String]) -> String {
    let mut people = People::default();
    for (number, title) in titles.iter().enumerate() {
        let quoted = serde_json::to_string(title).expect("a text");
        let lines = format!("plex: {{title: {quoted}}}\n");
        people = people.with(&format!("user-{number}"), "standard", &lines);
    }
    let records = people.records();
    let history = AppliedRuns::Known {
        runs: Vec::new(),
        findings: Vec::new(),
    };
    html(&Report {
        status: &on(&records, "2026-11-22"),
        history: &history,
        privacy: Privacy::Open,
    })
}

/// The names of all elements in order, with those of their attributes.
fn elements(page: &str) -> Vec<String> {
    let tags = page.split('<').skip(1);
    let tags = tags.map(|tag| tag.split('>').next().unwrap_or_default());
    tags.map(|tag| {
        let mut parts = tag.split('"');
        let mut names = String::new();
        while let Some(name) = parts.next() {
            names.push_str(name);
            parts.next();
        }
        names
    })
    .collect()
}

#[test]
fn the_page_asks_no_server_for_anything() {
    let told = page(&hostile(), &["--show-pii"]);
    let body = told.split("</style>").nth(1).expect("a page");
    assert!(told.contains("default-src 'none'"));
    for word in [
        "<script",
        "<img",
        "<link ",
        "<iframe",
        "url(",
        "@import",
        " onerror=\"",
        " style=\"",
    ] {
        assert!(!body.contains(word), "{word}");
    }
    let addresses = told.matches("href=\"").count();
    let inside = told.matches("href=\"#").count() + told.matches("href=\"data:,\"").count();
    assert_eq!(addresses, inside, "every link leads to the page itself");
    let style = told
        .split("<style>")
        .nth(1)
        .and_then(|rest| rest.split("</style>").next());
    let style = style.expect("a style");
    assert!(!style.contains("url(") && !style.contains("http") && !style.contains("@import"));
}

#[test]
fn hidden_characters_are_shown_as_escapes() {
    let told = page(&hostile(), &[]);
    assert!(
        told.contains("\\u{202e}lru\\u{2066}\\u{200b}x\\u{7}\\n\\u{1b}[31m"),
        "{told}"
    );
    assert!(
        !told
            .chars()
            .any(|character| "\u{202e}\u{2066}\u{7}\u{1b}".contains(character))
    );
}

#[test]
fn ten_thousand_people_fit_on_a_page() {
    let titles = vec![HOSTILE[2].to_owned(); 10_000];
    let told = of_titles(&titles);
    assert_eq!(told.matches("&lt;img src=x").count(), 10_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_name_changes_what_the_page_is_made_of(title in "[<>&\"'{}%#/a-c =!-]{1,20}|\\PC{1,10}") {
        prop_assume!(!title.trim().is_empty());
        let told = of_titles(&[title]);
        prop_assert_eq!(elements(&told), elements(&of_titles(&["plain".to_owned()])));
    }
}

#[test]
fn the_page_has_the_right_words_for_any_number_of_days_ahead() {
    let sandbox = crate::sandbox::Sandbox::example();
    for (within, lead, sentence, legend) in [
        ("0", "paid until today only", "", ">today<"),
        ("1", "paid for at most 1 more day ", "", ">within 1 day<"),
        (
            "400",
            "paid for at most 400 more days",
            "3 people are paid for at most 400 more days",
            ">within 400 days<",
        ),
    ] {
        let page = super::page(&sandbox, &["--expiring-within", within]);
        for text in [lead, sentence, legend] {
            assert!(page.contains(text), "{within}: {text}: {page}");
        }
        assert!(!page.contains("{within}"), "{page}");
    }
}
