//! Random edits of random documents: the intended data, every comment, every other line.
//!
//! An ordinary run takes a few thousand cases. `PLEXMGR_YAML_CASES=200000` takes more, and
//! `PLEXMGR_YAML_SEED` begins elsewhere; a failure names the seed that shows it alone.

use std::collections::BTreeMap;

use plexmgr::yaml::{Document, Edit, Step, Value, edit};
use yaml_rust2::YamlLoader;

use super::datum::Datum;
use super::generate::{Generated, document};
use super::random::Random;

const USUAL_CASES: u64 = 3_000;
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

#[test]
fn random_edits_do_what_they_say_and_nothing_else() {
    let number = |name: &str, usual| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(usual)
    };
    let cases = number("PLEXMGR_YAML_CASES", USUAL_CASES);
    let first = number("PLEXMGR_YAML_SEED", 1);
    let mut seen = Seen::default();
    for seed in first..first + cases {
        run(seed, &mut seen);
    }
    report(&format!("seeds {first} to {}: {seen:?}", first + cases - 1));
    assert!(
        seen.edited > cases * 8 / 10,
        "most cases are edits: {seen:?}"
    );
    assert!(
        seen.refused.values().sum::<u64>() * 200 <= seen.edited,
        "few are refused: {seen:?}"
    );
    assert!(
        seen.third_reader * 2 > seen.edited,
        "the third reader reads most of it: {seen:?}"
    );
}

#[expect(
    clippy::print_stdout,
    reason = "shown with `--nocapture` and when the test fails"
)]
fn report(summary: &str) {
    println!("{summary}");
}

#[derive(Debug, Default)]
struct Seen {
    edited: u64,
    not_yaml: u64,
    no_edit: u64,
    third_reader: u64,
    refused: BTreeMap<String, u64>,
}

fn run(seed: u64, seen: &mut Seen) {
    let mut random = Random::new(seed);
    let made = document(&mut random);
    let Ok(before) = Document::parse(&made.text) else {
        seen.not_yaml += 1;
        return;
    };
    let read = Datum::of_node(before.root());
    assert_eq!(
        read, made.data,
        "seed {seed}: the generator meant something else\n{}",
        made.text
    );
    let edits = edits(&mut random, &made.data);
    if edits.is_empty() {
        seen.no_edit += 1;
        return;
    }
    let after = match edit(&before, &edits) {
        Ok(after) => after,
        Err(refusal) => {
            let example = format!("{} (as with seed {seed})", refusal.reason);
            *seen.refused.entry(example).or_default() += 1;
            return;
        }
    };
    seen.edited += 1;
    let case = Case {
        seed,
        made: &made,
        edits: &edits,
        after: &after,
    };
    seen.third_reader += u64::from(case.check_data());
    case.check_comments();
    case.check_lines();
    case.check_ends();
}

struct Case<'c> {
    seed: u64,
    made: &'c Generated,
    edits: &'c [Edit],
    after: &'c str,
}

impl Case<'_> {
    #[track_caller]
    fn fail(&self, what: &str) -> ! {
        let Self {
            seed,
            made,
            edits,
            after,
        } = self;
        panic!(
            "seed {seed}: {what}\n--- before\n{}\n--- edits\n{edits:?}\n--- after\n{after}\n---\n{:?}",
            made.text, after
        )
    }

    /// Returns whether the third reader was asked.
    fn check_data(&self) -> bool {
        let intended = self.made.data.edited(self.edits);
        let document =
            Document::parse(self.after).unwrap_or_else(|_| self.fail("not YAML any more"));
        if Datum::of_node(document.root()) != intended {
            self.fail("other data");
        }
        let second = |text: &str| {
            let value = serde_yaml::from_str(text.trim_start_matches('\u{feff}')).ok()?;
            Datum::of_serde(&value)
        };
        if second(&self.made.text).as_ref() == Some(&self.made.data)
            && second(self.after).as_ref() != Some(&intended)
        {
            self.fail("other data for the second reader");
        }
        let third = |text: &str| {
            let text = text.trim_start_matches('\u{feff}');
            let documents = YamlLoader::load_from_str(text).ok()?;
            documents
                .first()
                .map_or(Some(Datum::Null), Datum::of_yaml_rust)
        };
        let asked =
            !self.made.has_pairs && third(&self.made.text).as_ref() == Some(&self.made.data);
        if asked && third(self.after).as_ref() != Some(&intended) {
            self.fail("other data for the third reader");
        }
        asked
    }

    fn check_comments(&self) {
        for number in 1..=self.made.comments {
            let comment = format!("# c{number};");
            if self.after.matches(&comment).count() != 1 {
                self.fail(&format!("`{comment}` is not there once"));
            }
        }
    }

    /// Every line that no edit is about is still there, its line end included.
    fn check_lines(&self) {
        let before = lines_of(&self.made.text);
        let touched = self.touched_lines(before.len());
        let blocks = self.made.text.contains(['|', '>']);
        let after = lines_of(self.after);
        let mut rest = after.iter();
        for (number, line) in before.iter().enumerate() {
            let content = line.trim();
            // Below a block scalar, comments and blank lines that an edit leaves may have to move.
            let may_move = blocks && (content.is_empty() || content.starts_with('#'));
            if touched.contains(&number) || may_move {
                continue;
            }
            let last = number + 1 == before.len() && !line.ends_with(['\r', '\n']);
            let same = |other: &&&str| {
                if last {
                    other.trim_end_matches(['\r', '\n']) == *line
                } else {
                    *other == line
                }
            };
            let ends_text = |other: &&&str| {
                other.trim_end_matches(['\r', '\n']) == line.trim_end_matches(['\r', '\n'])
                    && !other.ends_with(['\r', '\n'])
            };
            if rest.find(|other| same(other) || ends_text(other)).is_none() {
                self.fail(&format!("line {} is gone: {line:?}", number + 1));
            }
        }
    }

    fn touched_lines(&self, count: usize) -> Vec<usize> {
        let mut touched = Vec::new();
        for edit in self.edits {
            let mut path = edit.path().to_vec();
            let whole = match edit {
                Edit::Set { .. } => self.made.lines.contains_key(&path),
                Edit::Remove { .. } => true,
                Edit::Append { .. } => false,
            };
            // The brackets around an edit share its lines.
            let around = self
                .made
                .flows
                .iter()
                .filter(|flow| path.starts_with(flow) && (path.len() > flow.len() || !whole));
            if let Some(flow) = around.min_by_key(|flow| flow.len()) {
                path.truncate(flow.len());
                touched.extend(self.range(&path, count));
                continue;
            }
            if whole {
                touched.extend(self.range(&path, count));
                if matches!(edit, Edit::Remove { .. }) {
                    let first = *self.range(&path, count).start();
                    path.pop();
                    if first == *self.range(&path, count).start() {
                        touched.extend(self.neighbours(&path, count));
                    }
                    if self.is_emptied(&path) {
                        touched.extend(self.range(&path, count));
                    }
                }
                continue;
            }
            while !self.made.lines.contains_key(&path) && path.pop().is_some() {}
            touched.extend(self.head(&path, count));
        }
        touched
    }

    fn range(&self, path: &[Step], count: usize) -> std::ops::RangeInclusive<usize> {
        let (first, last) = self.made.lines.get(path).copied().unwrap_or((0, count));
        first..=last
    }

    fn is_emptied(&self, parent: &[Step]) -> bool {
        let child = |path: &[Step]| path.len() == parent.len() + 1 && path.starts_with(parent);
        let removed = self
            .edits
            .iter()
            .filter(|edit| matches!(edit, Edit::Remove { .. }));
        let removed = removed.filter(|edit| child(edit.path())).count();
        removed == self.made.lines.keys().filter(|path| child(path)).count()
    }

    /// The line where a collection begins, and if children follow there on a dash, all lines up to
    /// the last child that may move up.
    fn neighbours(&self, path: &[Step], count: usize) -> Vec<usize> {
        let children = self.made.lines.iter();
        let children =
            children.filter(|(own, _)| own.len() == path.len() + 1 && own.starts_with(path));
        let lines: Vec<usize> = children.map(|(_, (first, _))| *first).collect();
        let (first, _) = self.made.lines.get(path).copied().unwrap_or((0, count));
        let last = lines.iter().copied().max().unwrap_or(first);
        if lines.contains(&first) {
            (first..=last).collect()
        } else {
            vec![first]
        }
    }

    /// The lines of an entry up to its first child.
    fn head(&self, path: &[Step], count: usize) -> std::ops::RangeInclusive<usize> {
        let (first, last) = self.made.lines.get(path).copied().unwrap_or((0, count));
        let below = self
            .made
            .lines
            .iter()
            .filter(|(own, _)| own.len() > path.len() && own.starts_with(path));
        let child = below.map(|(_, (first, _))| *first).min();
        match child {
            Some(child) => first..=child.saturating_sub(1).max(first),
            None => first..=last,
        }
    }

    fn check_ends(&self) {
        let (before, after) = (&self.made.text, self.after);
        if before.starts_with('\u{feff}') != after.starts_with('\u{feff}') {
            self.fail("the byte-order mark changed");
        }
        let content = before.trim_start_matches('\u{feff}');
        // Blank lines that a `|+` keeps must stay, even where they come to stand at the end.
        let keeps = ["|+", ">+"].iter().any(|header| before.contains(header));
        let finished = |text: &str| text.ends_with(['\r', '\n']);
        if !content.is_empty() && !keeps && finished(before) != finished(after) {
            self.fail("the end of the text changed");
        }
        let kinds = |text: &str| {
            let lines = lines_of(text);
            ["\r\n", "\n", "\r"].map(|end| {
                lines
                    .iter()
                    .any(|line| line.ends_with(end) && (end != "\n" || !line.ends_with("\r\n")))
            })
        };
        let (old, new) = (kinds(before), kinds(after));
        let foreign = old.contains(&true) && old.iter().zip(new).any(|(old, new)| new && !old);
        if foreign {
            self.fail("a line break of another kind");
        }
    }
}

fn lines_of(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text.trim_start_matches('\u{feff}');
    while !rest.is_empty() {
        let end = rest.find(['\r', '\n']).map_or(rest.len(), |at| {
            at + if rest[at..].starts_with("\r\n") { 2 } else { 1 }
        });
        lines.push(&rest[..end]);
        rest = &rest[end..];
    }
    lines
}

/// Edits that fit the data and do not contradict each other.
fn edits(random: &mut Random, data: &Datum) -> Vec<Edit> {
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
    let Some((Step::Index(own), parent)) = path.split_last() else {
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
    let item = |index| [parent, &[Step::Index(index)]].concat();
    (0..count)
        .filter(|index| index != own)
        .map(|index| Edit::Remove { path: item(index) })
        .collect()
}

fn one_edit(random: &mut Random, mut path: Vec<Step>, datum: &Datum) -> Option<Edit> {
    let is_root = path.is_empty();
    let removes = matches!(path.last(), Some(Step::Index(_))) || random.chance(40);
    match datum {
        _ if !is_root && removes && random.chance(35) => Some(Edit::Remove { path }),
        Datum::List(_) if random.chance(80) => Some(Edit::Append {
            path,
            value: value(random, 2),
        }),
        Datum::Map(entries) if random.chance(75) => {
            let key = (*random.pick(NEW_KEYS)).to_owned();
            let known = entries.iter().any(|(own, _)| *own == key);
            path.push(Step::Key(key.clone()));
            match random.below(4) {
                0 if !known => Some(Edit::Append {
                    path,
                    value: value(random, 2),
                }),
                1 if !known => {
                    path.push(Step::Key("id".to_owned()));
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
            path.push(Step::Key("id".to_owned()));
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
    let appends = matches!(short, Edit::Append { .. });
    // An item below a list that is appended to; but nothing else goes below what is made anew.
    appends
        && if same {
            matches!(long, Edit::Append { .. })
        } else {
            matches!(long.path()[short.path().len()], Step::Index(_))
        }
}

fn collect<'d>(datum: &'d Datum, path: &mut Vec<Step>, places: &mut Vec<(Vec<Step>, &'d Datum)>) {
    places.push((path.clone(), datum));
    match datum {
        Datum::List(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                collect(item, path, places);
                path.pop();
            }
        }
        Datum::Map(entries) => {
            for (key, value) in entries {
                path.push(Step::Key(key.clone()));
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
