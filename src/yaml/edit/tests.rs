//! Examples: a text, edits, and the text they make.

mod comments;
mod keys;
mod refusals;

use super::*;

fn path(path: &str) -> Vec<PathStep> {
    let step = |step: &str| match step.parse() {
        Ok(index) => PathStep::Index(index),
        Err(_) => PathStep::Key(step.trim_matches('\'').to_owned()),
    };
    path.split('.')
        .filter(|step| !step.is_empty())
        .map(step)
        .collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn mapping(entries: &[(&str, Value)]) -> Value {
    Value::Mapping(
        entries
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect(),
    )
}

fn share(server: &str) -> Value {
    let libraries = Value::FlowSequence(vec![text("movies")]);
    mapping(&[("server", text(server)), ("libraries", libraries)])
}

fn set(place: &str, value: Value) -> Edit {
    Edit::Set {
        path: path(place),
        value,
    }
}

fn remove(place: &str) -> Edit {
    Edit::Remove { path: path(place) }
}

fn append(place: &str, value: Value) -> Edit {
    Edit::Append {
        path: path(place),
        value,
    }
}

#[track_caller]
fn check(before: &str, edits: &[Edit], after: &str) {
    let document = Document::parse(before).expect("the text is YAML");
    let edited = edit(&document, edits).expect("the edit is possible");
    let edited = edited.document.text;
    assert_eq!(edited, after, "\n--- got\n{edited}\n--- expected\n{after}");
}

#[track_caller]
fn check_refused(before: &str, edits: &[Edit], line: u32, words: &str) {
    let document = Document::parse(before).expect("the text is YAML");
    let refusal = edit(&document, edits).expect_err("the edit is refused");
    assert!(
        refusal.line == line && refusal.reason.contains(words),
        "{refusal}"
    );
}

#[test]
fn a_scalar_keeps_its_comment_and_its_quotes() {
    check("a: 1 # c\n", &[set("a", Value::Int(2))], "a: 2 # c\n");
    check("a: 'x'\t# c\n", &[set("a", text("y z"))], "a: 'y z'\t# c\n");
    check(
        "a: \"x\"\nb: x\n",
        &[set("a", text("k")), set("b", text("no"))],
        "a: \"k\"\nb: \"no\"\n",
    );
    check(
        "a: b\n  c # d\ne: 1\n",
        &[set("a", text("x"))],
        "a: x # d\ne: 1\n",
    );
    check(
        "a: |+ # c\n  x\n\nb: 1\n",
        &[set("a", text("x"))],
        "a: x # c\nb: 1\n",
    );
    check(
        "a: {b: 'x', c: }\n",
        &[set("a.b", text("k")), set("a.c", text("z, z"))],
        "a: {b: 'k', c: \"z, z\" }\n",
    );
}

#[test]
fn a_value_is_filled_in_where_there_is_none() {
    check(
        "a:\nb: # c\n",
        &[set("a", text("x")), set("b", text("k"))],
        "a: x\nb: k # c\n",
    );
    check(
        "a:\n  # none yet\nb: 1\n",
        &[append("a", text("x"))],
        "a:\n  # none yet\n  - x\nb: 1\n",
    );
    check(
        "{a, b: , ? c}\n",
        &[
            set("a", text("x")),
            set("b", text("k")),
            set("c", text("z")),
        ],
        "{a: x, b: k , ? c: z}\n",
    );
    check(
        "? a # c\n? b\n:\n",
        &[set("a", text("x")), set("b", text("k"))],
        "? a # c\n: x\n? b\n: k\n",
    );
    check(
        "- \n- # c\n",
        &[set("0", share("atlas")), set("1", text("x"))],
        "-  server: atlas\n  libraries: [movies]\n- x # c\n"
            .replace("-  s", "- s")
            .as_str(),
    );
}

#[test]
fn a_new_entry_goes_behind_the_last_and_its_comments() {
    let before = "alice:\n    class: standard\n    # about alice\n# about bob\nbob:\n    class: permanent # p\n    # still bob\n# bob again\n\n# the end\n";
    let after = "alice:\n    class: standard\n    # about alice\n\n    id: 7\n# about bob\nbob:\n    class: permanent # p\n    # still bob\n\n    id: 8\ncarol:\n    id: 9\n    shares:\n        - server: atlas\n          libraries: [movies]\n# bob again\n\n# the end\n";
    let carol = mapping(&[
        ("id", Value::Int(9)),
        ("shares", Value::Sequence(vec![share("atlas")])),
    ]);
    check(
        before,
        &[
            set("alice.id", Value::Int(7)),
            set("bob.id", Value::Int(8)),
            set("carol", carol),
        ],
        after,
    );
}

#[test]
fn lists_without_indentation_stay_so() {
    let before = "shares:\n- server: a\n  # about a\n# about payments\npayments:\n- plan: x\n";
    let after = "shares:\n- server: a\n  # about a\n- server: b\n  libraries: [movies]\n# about payments\npayments:\n- plan: x\nmore:\n- x\n";
    check(
        before,
        &[append("shares", share("b")), append("more", text("x"))],
        after,
    );
}

#[test]
fn empty_collections_are_filled() {
    check(
        "shares: [] # none\n",
        &[append("shares", share("a"))],
        "shares: # none\n  - server: a\n    libraries: [movies]\n",
    );
    check(
        "former: []\n",
        &[append("former", text("a@b.c")), append("former", text("d"))],
        "former: [a@b.c, d]\n",
    );
    check(
        "{}\n",
        &[set("a", share("x"))],
        "a:\n  server: x\n  libraries: [movies]\n",
    );
    check(
        "# head\n{ } # tail\n",
        &[set("a", Value::Int(1))],
        "# head\n# tail\na: 1\n",
    );
    check("", &[set("a", Value::Int(1))], "a: 1\n");
    check(
        "# c\n---\n# d\n...\n",
        &[set("a", Value::Int(1))],
        "# c\n---\n# d\n\na: 1\n...\n",
    );
    check(
        "--- {} # c\n",
        &[set("a", Value::Int(1))],
        "--- # c\na: 1\n",
    );
    check(
        "plex:\n",
        &[
            set("plex.id", Value::Int(1)),
            append("plex.shares", share("a")),
        ],
        "plex:\n  id: 1\n  shares:\n    - server: a\n      libraries: [movies]\n",
    );
}

#[test]
fn items_are_removed_with_their_lines_only() {
    check(
        "a:\n  - x # cx\n  # between\n  - y\n\n  - z # cz\n",
        &[remove("a.0"), remove("a.2")],
        "a:\n  # between\n  - y\n\n",
    );
    check(
        "a:\n  - b: 1 # c\n    # d\n    e: 2\nf: 1\n",
        &[remove("a.0")],
        "a: []\nf: 1\n",
    );
    check("- a: 1\n  b: 2\n", &[remove("0.a")], "- b: 2\n");
    check(
        "- a: 1 # c\n  # d\n  b: 2\n",
        &[remove("0.a")],
        "-\n  # d\n  b: 2\n",
    );
    check(
        "a: 1\nb:\n- x\n",
        &[remove("b.0"), append("b", text("k")), remove("a")],
        "b:\n- k\n",
    );
    check("a: 1\nb: 2\n", &[remove("a"), remove("b")], "{}\n");
}

#[test]
fn comments_never_become_part_of_a_block_scalar() {
    check(
        "a: |\n  x\nb:\n  # deep\n  c: 1 # d\ne: 2\n",
        &[remove("b")],
        "a: |\n  x\ne: 2\n",
    );
    check(
        "a: |+\n  x\nb: 1\n\nc: 2\n",
        &[remove("b")],
        "a: |+\n  x\nc: 2\n",
    );
    check(
        "a: |\n  x\nb: 1\n  # deep\nc: 2\n",
        &[remove("b")],
        "a: |\n  x\nc: 2\n",
    );
    check(
        "a: |\n  x\n\n# c\n",
        &[set("b", Value::Int(1))],
        "a: |\n  x\nb: 1\n\n# c\n",
    );
}

#[test]
fn flow_lists_lose_and_gain_items() {
    check("a: [x, y, z]\n", &[remove("a.1")], "a: [x, z]\n");
    check(
        "a: [x, y, z]\n",
        &[remove("a.2"), remove("a.1")],
        "a: [x]\n",
    );
    check(
        "a: [ x, y ]\n",
        &[remove("a.0"), append("a", text("z"))],
        "a: [ y, z ]\n",
    );
    check(
        "a: [x, y]\n",
        &[remove("a.1"), append("a", text("z"))],
        "a: [x, z]\n",
    );
    check(
        "a: [x, y, ]\n",
        &[append("a", text("z"))],
        "a: [x, y, z, ]\n",
    );
    check("a: [x]\n", &[remove("a.0")], "a: []\n");
    check(
        "a: {x: 1, y: {z: 2}}\n",
        &[set("a.y.w", Value::Int(3)), remove("a.x")],
        "a: {y: {z: 2, w: 3}}\n",
    );
    let lines = "a: [\n  x, # cx\n  y, # cy\n  z # cz\n]\n";
    check(lines, &[remove("a.1")], "a: [\n  x, # cx\n  z # cz\n]\n");
    check(lines, &[remove("a.2")], "a: [\n  x, # cx\n  y # cy\n]\n");
    check(
        lines,
        &[append("a", text("w"))],
        "a: [\n  x, # cx\n  y, # cy\n  z, # cz\n  w\n]\n",
    );
}

#[test]
fn collections_replace_each_other() {
    check(
        "a: all # c\n",
        &[set("a", Value::FlowSequence(vec![text("x")]))],
        "a: [x] # c\n",
    );
    check(
        "a: all # c\nb: 1\n",
        &[set("a", Value::Sequence(vec![text("x")]))],
        "a: # c\n  - x\nb: 1\n",
    );
    check(
        "a: # c\n  - x # d\n  # e\n  - y\nb: 1\n",
        &[set("a", Value::Plain("all".to_owned()))],
        "a: all # c\nb: 1\n",
    );
    check(
        "a: [\n  x, # d\n  y\n] # e\nb: 1\n",
        &[set("a", text("all"))],
        "a: all # e\nb: 1\n",
    );
    check(
        "a:\n    - x # d\n    - y\n",
        &[set("a", Value::Sequence(vec![text("z")]))],
        "a:\n    - z\n",
    );
}

#[test]
fn line_ends_marks_and_missing_line_ends_stay() {
    check(
        "\u{feff}a: 1\r\nb: 2",
        &[remove("a"), set("c", Value::Int(3))],
        "\u{feff}b: 2\r\nc: 3",
    );
    check("a: 1\nb: 2", &[remove("b")], "a: 1");
    check(
        "a:\r\n  - x\r\nb: 1\n",
        &[append("a", text("k")), set("c", Value::Int(1))],
        "a:\r\n  - x\r\n  - k\r\nb: 1\nc: 1\n",
    );
    check(
        "a: 1\rb: 2\r",
        &[set("c", Value::Int(3))],
        "a: 1\rb: 2\rc: 3\r",
    );
    // Readers take the text of `a` to end without a line break; behind it, it would get one.
    check_refused("a: |\n  x", &[set("b", Value::Int(1))], 3, "block scalar");
    check(
        "b: 1\na: |\n  x",
        &[set("b", Value::Int(2))],
        "b: 2\na: |\n  x",
    );
    check("a: |-\n  x", &[set("b", Value::Int(1))], "a: |-\n  x\nb: 1");
}
