//! Comments stay with what they are about, and go with it.

use super::*;

/// Checks the new text, and the comments that go.
#[track_caller]
fn check_removed(before: &str, edits: &[Edit], after: &str, removed: &[&str]) {
    for end in ["\n", "\r\n"] {
        let (before, after) = (before.replace('\n', end), after.replace('\n', end));
        let document = Document::parse(&before).expect("the text is YAML");
        let edited = edit(&document, edits).expect("the edit is possible");
        let found: Vec<&str> = edited.removed.iter().map(|one| one.text.as_str()).collect();
        let text = edited.document.text;
        assert_eq!(text, after, "\n--- got\n{text}\n--- expected\n{after}");
        assert_eq!(found, removed);
    }
}

#[test]
fn a_list_is_changed_item_by_item() {
    check_removed(
        "libraries:\n  - movies   # 4K only\nnext: 1\n",
        &[append("libraries", text("tv-shows"))],
        "libraries:\n  - movies   # 4K only\n  - tv-shows\nnext: 1\n",
        &[],
    );
    check_removed(
        "libraries: [ 'movies' ]\n",
        &[append("libraries", text("tv-shows"))],
        "libraries: [ 'movies', tv-shows ]\n",
        &[],
    );
    check_removed(
        "a: [ 'movies', \"tv\" ] # c\n",
        &[remove("a.0"), append("a", text("x"))],
        "a: [ \"tv\", x ] # c\n",
        &[],
    );
    check_removed(
        "a: [ 'movies' ] # c\n",
        &[remove("a.0"), append("a", text("x"))],
        "a: [ x ] # c\n",
        &[],
    );
}

#[test]
fn comments_go_with_what_is_removed() {
    check_removed(
        "shares:\n  # since the wedding\n  # (June)\n  - server: atlas\n    # inner\n    invited: 1 # day\n    # below\n  # the other\n  - server: borealis\n",
        &[remove("shares.0")],
        "shares:\n  # the other\n  - server: borealis\n",
        &[
            "# since the wedding",
            "# (June)",
            "# inner",
            "# day",
            "# below",
        ],
    );
    check_removed(
        "shares: []\ndeparted: 1     # may come back\nb: 1\n",
        &[
            remove("departed"),
            append("shares", share("atlas")),
            set("title", text("T")),
        ],
        "shares:\n  - server: atlas\n    libraries: [movies]\nb: 1\ntitle: T\n",
        &["# may come back"],
    );
    check_removed(
        "a: [\n  # about x\n  x, # x\n  # about y\n  y, # y\n  z # z\n] # a\n",
        &[remove("a.1")],
        "a: [\n  # about x\n  x, # x\n  z # z\n] # a\n",
        &["# about y", "# y"],
    );
    check_removed(
        "a:\n  - x # x\n  - y\nb: 1\n",
        &[set("a", text("all"))],
        "a: all\nb: 1\n",
        &["# x"],
    );
}

#[test]
fn an_emptied_list_keeps_unowned_comments() {
    check_removed(
        "plex:\n  shares: [ # opened\n    # main\n    {server: atlas, invited: 1}, # share\n  ] # closed\n",
        &[remove("plex.shares.0"), set("plex.departed", text("x"))],
        "plex:\n  shares: [ # opened\n  ] # closed\n  departed: x\n",
        &["# main", "# share"],
    );
    check_removed(
        "plex:\n  shares: [ # opened\n  ] # closed\n",
        &[append("plex.shares", share("atlas"))],
        "plex:\n  shares: [ # opened\n    {server: atlas, libraries: [movies]}\n  ] # closed\n",
        &[],
    );
    check_removed(
        "a:\n  # unowned\n\n  - x\nb: 1\n",
        &[remove("a.0")],
        "a: []\n\n  # unowned\n\nb: 1\n",
        &[],
    );
}

#[test]
fn new_children_stand_where_no_comment_changes_hands() {
    check_removed(
        "tess:\n  class: standard\n# vim: set ft=yaml:\n",
        &[set("rolf.class", text("standard"))],
        "tess:\n  class: standard\nrolf:\n  class: standard\n# vim: set ft=yaml:\n",
        &[],
    );
    check_removed(
        "plex:\n  former:\n  - first\n  # that one bounced\npayments: []\n",
        &[
            append("plex.former", text("tess")),
            set("plex.title", text("T")),
        ],
        "plex:\n  former:\n  - first\n  # that one bounced\n\n  - tess\n  title: T\npayments: []\n",
        &[],
    );
    check_removed(
        "a:\n  x: 1\n\nb:\n  x: 2\n",
        &[set("c.x", Value::Int(3)), set("d.x", Value::Int(4))],
        "a:\n  x: 1\n\nb:\n  x: 2\n\nc:\n  x: 3\n\nd:\n  x: 4\n",
        &[],
    );
    check_removed(
        "a: [\n  # none yet\n]\n",
        &[append("a", text("x"))],
        "a: [\n  # none yet\n\n  x\n]\n",
        &[],
    );
    check_removed(
        "payments: []\n# vim: set ft=yaml:\n",
        &[append("payments", share("x"))],
        "payments: [{server: x, libraries: [movies]}]\n# vim: set ft=yaml:\n",
        &[],
    );
    check_removed(
        "a: [x,\n    y] # about y\n",
        &[append("a", text("z"))],
        "a: [x,\n    y, # about y\n    z]\n",
        &[],
    );
}

#[test]
fn heads_stay_heads() {
    check_removed(
        "# head\na: 1\n# about b\nb: 2\n",
        &[remove("a")],
        "# head\n\n# about b\nb: 2\n",
        &[],
    );
}

#[test]
fn aliases_can_be_replaced_and_unused_anchors_hinder_nothing() {
    check_removed(
        "paypal: &mail a@b.example\nplex:\n  email: *mail # same\n",
        &[set("plex.email", text("c@d.example"))],
        "paypal: &mail a@b.example\nplex:\n  email: c@d.example # same\n",
        &[],
    );
    check_removed(
        "a: &x 1\nb: &y [1]\nc: &z\n  d: 1\n",
        &[
            set("a", Value::Int(2)),
            append("b", Value::Int(2)),
            set("c.d", Value::Int(2)),
        ],
        "a: &x 2\nb: &y [1, 2]\nc: &z\n  d: 2\n",
        &[],
    );
    check_removed(
        "a: &x 1\nb: {c: &y 1, d: *y}\ne: 1\n",
        &[remove("a"), remove("b")],
        "e: 1\n",
        &[],
    );
}

#[test]
fn a_list_behind_an_alias_is_written_out() {
    check_removed(
        "a: &l [x, tv] # a\nb: *l # b\nc: *l\n",
        &[append("b", text("z")), remove("b.0"), remove("c.1")],
        "a: &l [x, tv] # a\nb: [tv, z] # b\nc: [x]\n",
        &[],
    );
}

#[test]
fn a_list_of_mappings_behind_an_alias_is_written_out() {
    check_removed(
        "a: &l\n  - server: atlas # a\n    invited: 2026-11-22\n  - {server: b, libraries: [x, 'y z']}\nb: *l # b\n",
        &[append("b", share("c")), remove("b.1")],
        "a: &l\n  - server: atlas # a\n    invited: 2026-11-22\n  - {server: b, libraries: [x, 'y z']}\nb: # b\n  - server: atlas\n    invited: 2026-11-22\n  - server: c\n    libraries: [movies]\n",
        &[],
    );
}

#[test]
fn a_closing_bracket_keeps_the_line_that_a_comment_needs() {
    check_removed(
        "a: [\n  x, [y\n  ]]\n  # about a\n",
        &[remove("a.1")],
        "a: [\n  x]\n  # about a\n",
        &[],
    );
    check_removed(
        "[\n  x, [y\n ], z\n # about z\n ]\n",
        &[remove("0"), remove("1")],
        "[\n z\n # about z\n ]\n",
        &[],
    );
    check_removed(
        "a: [\n  x, [y\n  ]] # about a\n",
        &[set("a.1", Value::Int(5))],
        "a: [\n  x, 5\n  ] # about a\n",
        &[],
    );
    check_removed(
        "a: [x, [\n  ]]\n  # about a\n",
        &[append("a.1", text("p")), append("a", text("q"))],
        "a: [x, [p\n  ], q]\n  # about a\n",
        &[],
    );
}

#[test]
fn comments_below_a_bracket_stay_with_what_is_around_it() {
    check_removed(
        "a:\n  [x, y]\n  # about a\n\nb: 1\n",
        &[append("a", text("z"))],
        "a:\n  [x, y, z]\n  # about a\n\nb: 1\n",
        &[],
    );
    check_removed(
        "a: {x: 1,\n  y: 2} # y\n  # about a\nb: 1\n",
        &[set("a.z", Value::Int(3))],
        "a: {x: 1,\n  y: 2, # y\n  z: 3}\n  # about a\nb: 1\n",
        &[],
    );
    check_removed(
        "a: {x: 1,\n  y: 2}\n  # about a\nb: 1\n",
        &[remove("a.y")],
        "a: {x: 1}\n  # about a\nb: 1\n",
        &[],
    );
    check_removed(
        "a:\n  x # c\n  # about a\n",
        &[set("a", Value::FlowSequence(vec![text("p"), text("z")]))],
        "a:\n  [p, z] # c\n  # about a\n",
        &[],
    );
}

#[test]
fn a_closing_bracket_leaves_a_line_that_is_deeper_than_the_comment_below() {
    check_removed(
        "a: {x: 1,\n  y: 2, # y\n z: {b: 1}}\n # about a\n",
        &[set("a.z.c", Value::Int(2)), set("a.d", Value::Int(3))],
        "a: {x: 1,\n  y: 2, # y\n z: {b: 1, c: 2},\n d: 3}\n # about a\n",
        &[],
    );
    check_removed(
        "a: {x: 1,\n y: [ # y\n    2, # two\n 3]}\n # about a\n",
        &[set("a.d", Value::Int(3))],
        "a: {x: 1,\n y: [ # y\n    2, # two\n 3],\n d: 3}\n # about a\n",
        &[],
    );
    check_removed(
        "a:\n  ? b\n  : [x, y] # b\n   # about b\n",
        &[append("a.b", text("z"))],
        "a:\n  ? b\n  : [x, y, # b\n    z\n  ]\n   # about b\n",
        &[],
    );
}

#[test]
fn a_closing_bracket_follows_the_last_item_that_stays() {
    check_removed(
        "a: {x: 1,\n  y: 2,\n  z: 3}\nb: 1\n",
        &[remove("a.z")],
        "a: {x: 1,\n  y: 2}\nb: 1\n",
        &[],
    );
    check_removed(
        "a: {x: 1,\n  y: 2,\n  z: 3}\nb: 1\n",
        &[remove("a.z"), set("a.c", Value::Int(4))],
        "a: {x: 1,\n  y: 2,\n  c: 4\n  }\nb: 1\n",
        &[],
    );
    check_removed(
        "a: {x: 1,\n  y: 2, # y\n  z: 3}\nb: 1\n",
        &[remove("a.z")],
        "a: {x: 1,\n  y: 2 # y\n  }\nb: 1\n",
        &[],
    );
}

#[test]
fn a_comment_moves_once_where_brackets_are_closed_together() {
    check_removed(
        "plex: {title: t, shares: [{server: a,\n    invited: 1}]} # hers\n",
        &[
            append(
                "plex.shares",
                Value::FlowMapping(vec![("server".to_owned(), text("b"))]),
            ),
            set("plex.email", text("x")),
        ],
        "plex: {title: t, shares: [{server: a,\n    invited: 1}, # hers\n  {server: b}], email: x}\n",
        &[],
    );
}

#[test]
fn a_new_line_between_brackets_is_indented_like_the_last_one() {
    check_removed(
        "a: {\n        x: 1, y: 2, # y\n        }\nb: 1\n",
        &[set("a.z", Value::Int(3))],
        "a: {\n        x: 1, y: 2, # y\n        z: 3,\n        }\nb: 1\n",
        &[],
    );
}

#[test]
fn a_comment_below_the_outermost_brackets_moves_with_their_last_item() {
    check_removed(
        "[x, y]\n # about y\n",
        &[append("", text("z"))],
        "[x, y,\n # about y\n  z]\n",
        &[],
    );
    // Every line keeps its own end.
    let document = Document::parse("[x, y]\r\n # about y\n").expect("the text is YAML");
    let edited = edit(&document, &[append("", text("z"))]).expect("the edit is possible");
    assert_eq!(edited.document.text, "[x, y,\r\n # about y\n  z]\r\n");
}

#[test]
fn a_comment_behind_an_opening_bracket_stays_beside_the_key() {
    let list = Value::Sequence(vec![text("x")]);
    check_removed(
        "a: [ # about a\n  # none yet\n  ]\nb: 1\n",
        &[set("a", list.clone())],
        "a: # about a\n  - x\nb: 1\n",
        &["# none yet"],
    );
    check_removed(
        "a: [ # about a\n  y ]\nb: 1\n",
        &[set("a", list.clone())],
        "a: # about a\n  - x\nb: 1\n",
        &[],
    );
    check_removed(
        "- [ # about it\n  ]\n",
        &[set("0", mapping(&[("a", text("x")), ("b", text("y"))]))],
        "- # about it\n  a: x\n  b: \"y\"\n",
        &[],
    );
    check_removed(
        "b: 1\na: [ # about a\n  y\n  ] # as well\n",
        &[set("a", list)],
        "b: 1\n# about a\na: # as well\n  - x\n",
        &[],
    );
}

#[test]
fn a_block_begins_below_the_comment_of_its_item() {
    for before in [
        "- x # x\n",
        "- [] # x\n",
        "- # x\n",
        "- |- # x\n  y\n",
        "- {a: 1} # x\n",
    ] {
        let value = Value::Mapping(vec![("server".to_owned(), text("atlas"))]);
        check_removed(before, &[set("0", value)], "- # x\n  server: atlas\n", &[]);
    }
}
