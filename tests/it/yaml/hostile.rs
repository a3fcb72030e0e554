//! Broken and hostile texts: whatever comes, the answer is a document, an error or a refusal.

use plexmgr::yaml::{Document, Edit, Node, NodeKind, PathStep, Value, edit, verify};

use super::generate::document;
use super::random::Random;

const PIECES: &[&str] = &[
    "\n", "\r", "\r\n", " ", "  ", "\t", ":", ": ", "- ", "-", "? ", "?", "#", " # c", ",", "[",
    "]", "{", "}", "&a ", "*a", "!t ", "!!str ", "!<x> ", "|", ">", "|+2\n", "'", "\"", "\\", "%",
    "---", "...", "--- ", "<<: ", "\u{feff}", "é", "🎬", "\u{85}", "\u{2028}", "\0", "\u{1b}", "~",
    "@", "`",
];

#[test]
fn damaged_documents_never_panic() {
    for seed in 0..4_000 {
        let mut random = Random::new(seed);
        let mut text = document(&mut random).text;
        for _ in 0..1 + random.below(6) {
            damage(&mut random, &mut text);
        }
        read_and_edit(&mut random, &text);
    }
}

#[test]
fn heaps_of_indicators_never_panic() {
    for seed in 0..4_000 {
        let mut random = Random::new(seed);
        let text: String = (0..random.below(30))
            .map(|_| *random.pick(PIECES))
            .collect();
        read_and_edit(&mut random, &text);
    }
}

/// Removes a stretch of a text, doubles one, or puts a piece in.
fn damage(random: &mut Random, text: &mut String) {
    let at = boundary(text, random.below(text.len() + 1));
    let end = boundary(text, (at + random.below(12)).min(text.len()));
    match random.below(3) {
        0 => text.replace_range(at..end, ""),
        1 => {
            let again = text[at..end].to_owned();
            text.insert_str(at, &again);
        }
        _ => text.insert_str(at, random.pick::<&str>(PIECES)),
    }
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn read_and_edit(random: &mut Random, text: &str) {
    let Ok(document) = Document::parse(text) else {
        return;
    };
    let mut paths = vec![Vec::new()];
    if let Some(root) = document.root() {
        walk(root, &mut Vec::new(), &mut paths, text);
    }
    for _ in 0..3 {
        let mut path = random.pick(&paths).clone();
        let value = Value::Mapping(vec![("k".to_owned(), Value::Text("a\nb".to_owned()))]);
        let wanted = match random.below(4) {
            0 => Edit::Set { path, value },
            1 if random.chance(30) => Edit::Rename {
                path,
                key: "renamed".to_owned(),
            },
            1 => Edit::Remove { path },
            2 => Edit::Append { path, value },
            _ => {
                path.push(PathStep::Key("new".to_owned()));
                Edit::Set { path, value }
            }
        };
        if let Ok(after) = edit(&document, &[wanted]) {
            // The second reader may have been unable to follow the text before, but not now only.
            assert!(
                verify(after.document.text()).is_ok() || verify(text).is_err(),
                "{text:?} became {after:?}"
            );
        }
    }
}

/// Collects the paths of a document, and checks that every node says where it is.
fn walk(node: Node<'_>, path: &mut Vec<PathStep>, paths: &mut Vec<Vec<PathStep>>, text: &str) {
    let (line, column) = node.position();
    assert!(line >= 1 && column >= 1 && text.contains(node.source()));
    paths.push(path.clone());
    match node.kind() {
        NodeKind::Sequence => {
            for (index, item) in node.items().enumerate() {
                path.push(PathStep::Index(index));
                walk(item, path, paths, text);
                path.pop();
            }
        }
        NodeKind::Mapping => {
            for entry in node.entries() {
                if let Some(key) = entry.key.text() {
                    path.push(PathStep::Key(key.to_owned()));
                    walk(entry.value, path, paths, text);
                    path.pop();
                }
            }
        }
        NodeKind::Null
        | NodeKind::Bool(_)
        | NodeKind::Int(_)
        | NodeKind::Float(_)
        | NodeKind::Text(_) => {}
    }
}
