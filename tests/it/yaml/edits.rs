//! Random edits that fit given data.

use plexmgr::yaml::{Edit, PathStep, Value};

use super::datum::Datum;
use super::random::Random;

const TEXTS: &[&str] = &[
    "plain",
    "no",
    "007",
    "1e3",
    "~",
    "- x",
    "a: b # c",
    "",
    " x ",
    "a\nb",
    "\u{202e}rtl",
    "it's",
    "\"q\"",
    "[x], {y}",
    "日本語",
    "🎬",
    "a\u{85}b\u{2028}c",
    "x:",
    "#x",
    "a\r\nb",
    "\u{feff}",
    "C:\\x",
];
const NEW_KEYS: &[&str] = &[
    "departed", "12", "no", "new key", "plex", "shares", "x", "größe", "a: b",
];

/// Edits that fit the data and do not contradict each other.
pub(super) fn edits(random: &mut Random, data: &Datum) -> Vec<Edit> {
    let mut places = Vec::new();
    collect(data, &mut Vec::new(), &mut places);
    let mut edits: Vec<Edit> = Vec::new();
    let wanted = 1 + random.below(5);
    for _ in 0..wanted * 3 {
        if edits.len() == wanted {
            break;
        }
        let (path, datum) = random.pick(&places).clone();
        if let Some(edit) = one_edit(random, path, datum) {
            let all = all_items(random, &edit, data);
            for edit in all.into_iter().chain([edit]) {
                if edits.iter().all(|other| agree(other, &edit)) {
                    edits.push(edit);
                }
            }
        }
    }
    edits
}

/// Sometimes, with one item, all items of its list go.
fn all_items(random: &mut Random, edit: &Edit, data: &Datum) -> Vec<Edit> {
    let Edit::Remove { path } = edit else {
        return Vec::new();
    };
    let Some((PathStep::Index(own), parent)) = path.split_last() else {
        return Vec::new();
    };
    if !random.chance(20) {
        return Vec::new();
    }
    let mut places = Vec::new();
    collect(data, &mut Vec::new(), &mut places);
    let list = places
        .iter()
        .find(|(path, _)| path == parent)
        .map(|(_, datum)| *datum);
    let count = if let Some(Datum::List(items)) = list {
        items.len()
    } else {
        0
    };
    let item = |index| [parent, &[PathStep::Index(index)]].concat();
    (0..count)
        .filter(|index| index != own)
        .map(|index| Edit::Remove { path: item(index) })
        .collect()
}

fn one_edit(random: &mut Random, mut path: Vec<PathStep>, datum: &Datum) -> Option<Edit> {
    let is_root = path.is_empty();
    let removes = matches!(path.last(), Some(PathStep::Index(_))) || random.chance(40);
    match datum {
        _ if !is_root && removes && random.chance(35) => Some(Edit::Remove { path }),
        _ if matches!(path.last(), Some(PathStep::Key(_))) && random.chance(8) => {
            let key = format!("{}-{}", random.pick(NEW_KEYS), random.below(1_000_000));
            Some(Edit::Rename { path, key })
        }
        Datum::List(_) if random.chance(80) => Some(Edit::Append {
            path,
            value: value(random, 2),
        }),
        Datum::Map(entries) if random.chance(75) => {
            let key = (*random.pick(NEW_KEYS)).to_owned();
            let known = entries.iter().any(|(own, _)| *own == key);
            path.push(PathStep::Key(key.clone()));
            match random.below(4) {
                0 if !known => Some(Edit::Append {
                    path,
                    value: value(random, 2),
                }),
                1 if !known => {
                    path.push(PathStep::Key("id".to_owned()));
                    Some(Edit::Set {
                        path,
                        value: value(random, 1),
                    })
                }
                _ => Some(Edit::Set {
                    path,
                    value: value(random, 2),
                }),
            }
        }
        Datum::Null if random.chance(50) => Some(Edit::Append {
            path,
            value: value(random, 2),
        }),
        Datum::Null if is_root => {
            path.push(PathStep::Key("id".to_owned()));
            Some(Edit::Set {
                path,
                value: value(random, 2),
            })
        }
        _ if !is_root => Some(Edit::Set {
            path,
            value: value(random, 2),
        }),
        _ => None,
    }
}

fn agree(one: &Edit, other: &Edit) -> bool {
    let (short, long) = if one.path().len() <= other.path().len() {
        (one, other)
    } else {
        (other, one)
    };
    if !long.path().starts_with(short.path()) {
        return true;
    }
    let same = long.path().len() == short.path().len();
    let (renames, other) = match (one, other) {
        (Edit::Rename { .. }, other) | (other, Edit::Rename { .. }) => (true, other),
        _ => (false, other),
    };
    if renames && (same || matches!(short, Edit::Rename { .. })) {
        return !matches!(other, Edit::Remove { .. } | Edit::Rename { .. }) || !same;
    }
    let appends = matches!(short, Edit::Append { .. });
    // An item below a list that is appended to; but nothing else goes below what is made anew.
    appends
        && if same {
            matches!(long, Edit::Append { .. })
        } else {
            matches!(long.path()[short.path().len()], PathStep::Index(_))
        }
}

fn collect<'d>(
    datum: &'d Datum,
    path: &mut Vec<PathStep>,
    places: &mut Vec<(Vec<PathStep>, &'d Datum)>,
) {
    places.push((path.clone(), datum));
    match datum {
        Datum::List(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(PathStep::Index(index));
                collect(item, path, places);
                path.pop();
            }
        }
        Datum::Map(entries) => {
            for (key, value) in entries {
                path.push(PathStep::Key(key.clone()));
                collect(value, path, places);
                path.pop();
            }
        }
        Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Text(_) => {}
    }
}

fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 8 } else { 16 }) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => Value::Int(random.below(400_000_000) as u64),
        3 => Value::Plain("2026-11-22".to_owned()),
        4..=7 => Value::Text((*random.pick(TEXTS)).to_owned()),
        8 | 9 => Value::FlowSequence(values(random, depth)),
        10 | 11 => Value::Sequence(values(random, depth)),
        12 => Value::FlowMapping(entries(random, depth)),
        _ => Value::Mapping(entries(random, depth)),
    }
}

fn values(random: &mut Random, depth: usize) -> Vec<Value> {
    (0..random.below(4))
        .map(|_| value(random, depth - 1))
        .collect()
}

fn entries(random: &mut Random, depth: usize) -> Vec<(String, Value)> {
    let count = random.below(4);
    let keys = ["server", "12345", "no", "a: b"];
    keys[..count]
        .iter()
        .map(|key| ((*key).to_owned(), value(random, depth - 1)))
        .collect()
}
