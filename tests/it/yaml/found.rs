//! Edits of texts of which nothing is known beforehand, good YAML or not.

mod case;

use plexmgr::yaml::{Document, Edit, Node, NodeKind, PathStep, Value, edit, to_text, verify};

use case::Case;

use super::case::lines_of;
use super::datum::Datum;
use super::random::Random;

/// Edits a text and checks what came of it.
pub(super) fn check(text: &str, random: &mut Random) {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let lines = lines_of(text).len() as u32 + 1;
            assert!(
                (1..=lines).contains(&error.line) && error.column >= 1,
                "{error}"
            );
            return;
        }
    };
    let mut places = Vec::new();
    match document.root() {
        Some(root) => collect(root, &mut Vec::new(), &mut places),
        None => places.push((Vec::new(), NodeKind::Null)),
    }
    let wanted = *random.pick(&[1, 1, 1, 2, 2, 3]);
    let edits: Vec<Edit> = (0..wanted).map(|_| one_edit(random, &places)).collect();
    let case = Case {
        text,
        document: &document,
    };
    for one in &edits {
        new_document_reads_back(one);
        if let Ok(after) = edit(&document, std::slice::from_ref(one)) {
            case.check(std::slice::from_ref(one), &after);
        }
    }
    if edits.len() > 1 {
        if let Ok(after) = edit(&document, &edits) {
            case.check(&edits, &after);
        }
        case.check_groups(&edits);
    }
}

/// What an edit brings is the same in a document of its own.
fn new_document_reads_back(edit: &Edit) {
    let (Edit::Set { value, .. } | Edit::Append { value, .. }) = edit else {
        return;
    };
    let text = to_text(value);
    let document = Document::parse(&text).expect("what was written can be read");
    assert_eq!(
        Datum::of_node(document.root()),
        Datum::of_value(value),
        "{text}"
    );
    verify(&text).expect("two readers agree about what was written");
}

/// All places of a document with what stands there, aliases followed.
fn collect<'d>(
    node: Node<'d>,
    path: &mut Vec<PathStep>,
    places: &mut Vec<(Vec<PathStep>, NodeKind<'d>)>,
) {
    const MOST_PLACES: usize = 500;
    if places.len() >= MOST_PLACES {
        return;
    }
    places.push((path.clone(), node.kind()));
    for (index, item) in node.items().enumerate() {
        path.push(PathStep::Index(index));
        collect(item, path, places);
        path.pop();
    }
    for entry in node.entries() {
        if let Some(key) = entry.key.text() {
            path.push(PathStep::Key(key.to_owned()));
            collect(entry.value, path, places);
            path.pop();
        }
    }
}

/// An edit that mostly fits what stands there.
fn one_edit(random: &mut Random, places: &[(Vec<PathStep>, NodeKind<'_>)]) -> Edit {
    let (mut path, kind) = random.pick(places).clone();
    let adds = match kind {
        NodeKind::Sequence => random.chance(70),
        NodeKind::Mapping => random.chance(60),
        _ => path.is_empty() || random.chance(10),
    };
    if !adds && random.chance(10) {
        let key = text(random);
        return Edit::Rename { path, key };
    }
    if !adds && random.chance(40) {
        return Edit::Remove { path };
    }
    if adds && (kind == NodeKind::Sequence || random.chance(15)) {
        let value = value(random, 2);
        return Edit::Append { path, value };
    }
    if adds {
        path.push(PathStep::Key(text(random)));
        if random.chance(20) {
            path.push(PathStep::Key(text(random)));
        }
    }
    let value = value(random, 2);
    Edit::Set { path, value }
}

fn value(random: &mut Random, depth: usize) -> Value {
    let children = |random: &mut Random| -> Vec<Value> {
        let count = random.below(3);
        (0..count).map(|_| value(random, depth - 1)).collect()
    };
    let entries = |random: &mut Random| -> Vec<(String, Value)> {
        let count = random.below(3);
        let key = |number, random: &mut Random| format!("{number}{}", text(random));
        (0..count)
            .map(|number| (key(number, random), value(random, depth - 1)))
            .collect()
    };
    match random.below(if depth == 0 { 5 } else { 9 }) {
        0 => Value::Null,
        1 => Value::Bool(false),
        2 => Value::Int(random.below(usize::MAX) as u64),
        3 | 4 => Value::Text(text(random)),
        5 => Value::Sequence(children(random)),
        6 => Value::FlowSequence(children(random)),
        7 => Value::Mapping(entries(random)),
        _ => Value::FlowMapping(entries(random)),
    }
}

/// A few characters, most of which mean something to YAML or to a terminal.
fn text(random: &mut Random) -> String {
    const PIECES: &[&str] = &[
        "a",
        "b",
        "0",
        "1",
        ".",
        "_",
        "~",
        "no",
        "null",
        "true",
        " ",
        "  ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        ":",
        ": ",
        "-",
        "- ",
        "?",
        "? ",
        "#",
        " #",
        ",",
        "[",
        "]",
        "{",
        "}",
        "&",
        "*",
        "!",
        "|",
        ">",
        "'",
        "\"",
        "\\",
        "%",
        "@",
        "`",
        "<<",
        "=",
        "---",
        "...",
        "\u{feff}",
        "é",
        "🎬",
        "\u{85}",
        "\u{a0}",
        "\u{2028}",
        "\u{202e}",
        "\u{301}",
        "\0",
        "\u{1b}",
        "\u{7f}",
        "\u{fffe}",
        "\u{10ffff}",
        "e3",
        "0x",
        "+",
        ":60",
        "2026-11-22",
    ];
    let count = random.below(6);
    (0..count).map(|_| *random.pick(PIECES)).collect()
}
