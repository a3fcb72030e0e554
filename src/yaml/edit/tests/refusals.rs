//! Edits that are refused, each with its line and the reason.

use super::*;

#[test]
fn anchors_aliases_and_merges_are_refused_with_their_line() {
    let before = "a: &x\n  p: 1\n  q: [1]\nb: *x\nc:\n  <<: *x\n  r: 1\nd: 1\n";
    check_refused(before, &[set("a.p", Value::Int(2))], 1, "anchor");
    check_refused(before, &[set("b.p", Value::Int(2))], 4, "line 1");
    check_refused(before, &[append("c.q", Value::Int(2))], 6, "<<");
    check_refused(before, &[remove("a")], 1, "anchor");
    check(
        before,
        &[set("c.p", Value::Int(2)), set("d", Value::Int(2))],
        "a: &x\n  p: 1\n  q: [1]\nb: *x\nc:\n  <<: *x\n  r: 1\n  p: 2\nd: 2\n",
    );
    check_refused("a: !secret x\n", &[set("a", text("k"))], 1, "tag");
}

#[test]
fn what_is_not_there_is_refused() {
    check_refused("a: 1\n", &[remove("b")], 1, "not here");
    check_refused("a: 1\na: 2\n", &[set("a", text("x"))], 2, "duplicated");
    check_refused("a: 1\n", &[set("a.b", text("x"))], 1, "single value");
    check_refused(
        "a: 1\n",
        &[set("a", text("x")), set("a", text("k"))],
        1,
        "contradict",
    );
}

#[test]
fn groups_are_applied_each_on_its_own() {
    let document = Document::parse("a: &x 1\nb: 2\nc: *x\n").expect("it is YAML");
    let groups = [
        vec![set("a", Value::Int(2))],
        vec![set("b", Value::Int(3))],
        vec![set("b", Value::Int(4))],
    ];
    let outcome = edit_groups(&document, &groups);
    assert_eq!(outcome.edited.document.text, "a: &x 1\nb: 3\nc: *x\n");
    let refused: Vec<_> = outcome.refused.iter().map(|(number, _)| *number).collect();
    assert_eq!(refused, [0, 2]);
}
