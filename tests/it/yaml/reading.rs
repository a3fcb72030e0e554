//! What a document means, and where each part of it stands.

use plexmgr::yaml::{Document, Node, NodeKind};

/// Writes a node with everything in it on one line, aliases and merges resolved.
fn shown(node: Node<'_>) -> String {
    match node.kind() {
        NodeKind::Null => "null".to_owned(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Int(value) => value.to_string(),
        NodeKind::Float(text) => format!("float {text}"),
        NodeKind::Text(text) => format!("{text:?}"),
        NodeKind::Sequence => format!(
            "[{}]",
            node.items().map(shown).collect::<Vec<_>>().join(", ")
        ),
        NodeKind::Mapping => {
            let entry = |key: Node<'_>, value| format!("{}: {}", shown(key), shown(value));
            let entries = node
                .entries()
                .into_iter()
                .map(|found| entry(found.key, found.value));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let document = Document::parse(text).expect("the text is YAML");
    let root = document.root().map_or_else(|| "nothing".to_owned(), shown);
    assert_eq!(root, expected);
}

#[track_caller]
fn check_fails(text: &str, place: (u32, u32), words: &str) {
    let error = Document::parse(text).expect_err("the text cannot be read");
    assert_eq!((error.line, error.column), place, "{error}");
    assert!(error.message.contains(words), "{error}");
}

#[test]
fn a_file_without_content_has_no_root() {
    check("", "nothing");
    check("# only a comment\n", "nothing");
    check("---\n", "null");
}

#[test]
fn scalars_follow_the_core_schema() {
    check(
        "[no, 'true', true, ~, , 12, 1e3, 0x1f, !!str 5, ! 7, \"a\\u0041\"]\n"
            .replace(", , ", ", ")
            .as_str(),
        r#"["no", "true", true, null, 12, float 1e3, 31, "5", "7", "aA"]"#,
    );
}

#[test]
fn block_and_flow_styles_mean_the_same() {
    let data = r#"{"a": [1, {"b": 2}], "c": null, 7: "x y"}"#;
    check("a:\n- 1\n- b: 2\nc:\n7: x\n  y\n", data);
    check("{a: [1, b: 2], c, 7: 'x\n y'}", data);
    check(
        "? a\n: - 1\n  - ? b\n    : 2\n? c\n? 7\n: >-\n  x\n  y\n\n# end\n",
        data,
    );
}

#[test]
fn byte_order_mark_line_ends_and_markers_change_nothing() {
    check("\u{feff}a: 1\r\nb:\r\n  - x\r\n", r#"{"a": 1, "b": ["x"]}"#);
    check("a: 1\rb: 2\r", r#"{"a": 1, "b": 2}"#);
    check("%YAML 1.2\n# c\n--- # d\na: 1\n...\n# e\n", r#"{"a": 1}"#);
}

#[test]
fn aliases_and_merge_keys_are_followed() {
    check(
        "a: &x {p: 1, q: 2}\nb: *x\n",
        r#"{"a": {"p": 1, "q": 2}, "b": {"p": 1, "q": 2}}"#,
    );
    let merged = "- &x {p: 1, q: 2}\n- &y {q: 3, r: 4}\n- {<<: [*x, *y], q: 5}\n- {\"<<\": *x}\n";
    check(
        merged,
        r#"[{"p": 1, "q": 2}, {"q": 3, "r": 4}, {"q": 5, "p": 1, "r": 4}, {"<<": {"p": 1, "q": 2}}]"#,
    );
    check("<<: 5\n", r#"{"<<": 5}"#);
}

#[test]
fn places_are_counted_in_characters_from_one() {
    let document = Document::parse("\u{feff}é: &a !!str\n  ü: [ö, 'x']\n").expect("it is YAML");
    let root = document.root().expect("there is a root");
    let outer = root.entries()[0];
    assert_eq!(outer.key.position(), (1, 1));
    let inner = outer.value.entries()[0];
    assert_eq!(inner.key.position(), (2, 3));
    let last = inner.value.items().last().expect("there are two items");
    assert_eq!((last.position(), last.source()), ((2, 10), "'x'"));
}

#[test]
fn duplicate_keys_are_kept() {
    let document = Document::parse("a: 1\n'a': 2\nb: 3\n? a\n").expect("it is YAML");
    let root = document.root().expect("there is a root");
    let lines = root.entries().into_iter().map(|entry| entry.key.line());
    assert_eq!(lines.collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn tabs_as_indentation_are_named() {
    check_fails("a:\n\tb: 1\n", (2, 1), "tab");
    check_fails("a:\n  b: 1\n\tc: 1\n", (3, 1), "tab");
    check_fails("a:\n  \t- 1\n", (2, 3), "tab");
    check(
        "a: 1\t# tabs are fine elsewhere\nb:\t2\n",
        r#"{"a": 1, "b": 2}"#,
    );
}

#[test]
fn a_second_document_is_refused_at_its_line() {
    check_fails("a: 1\n---\nb: 2\n", (2, 1), "second document");
}

#[test]
fn control_characters_are_refused_at_their_place() {
    check_fails("a: 1\nb: x\u{0}y\n", (2, 5), "U+0000");
    check_fails("a: \u{9b}1m\n", (1, 4), "U+009B");
}

#[test]
fn broken_texts_are_errors_with_a_place() {
    check_fails("a: 'x\n", (1, 4), "");
    check_fails("a: b: c\n", (1, 5), "quotes");
    check_fails("a: *nowhere\n", (1, 4), "anchor");
    check_fails("a: &x [*x]\n", (1, 8), "inside the value it refers to");
}

#[test]
fn too_much_of_anything_is_an_error() {
    let deep = "[".repeat(100_000);
    assert!(
        Document::parse(&deep)
            .expect_err("too deep")
            .message
            .contains("deeper")
    );
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let below = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{below}]\n"));
    }
    assert!(
        Document::parse(&bomb)
            .expect_err("a bomb")
            .message
            .contains("aliases expand to")
    );
    let long = "#".repeat(16 * 1024 * 1024 + 1);
    assert!(
        Document::parse(&long)
            .expect_err("too long")
            .message
            .contains("16 MiB")
    );
}
