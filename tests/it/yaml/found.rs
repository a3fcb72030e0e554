//! Edits of texts of which nothing is known beforehand, good YAML or not.

use plexmgr::yaml::{
    CollectionStyle, Document, Edit, Kind, Node, Step, Value, edit, edit_groups, to_text, verify,
};

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
        None => places.push((Vec::new(), Kind::Null)),
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
fn collect<'d>(node: Node<'d>, path: &mut Vec<Step>, places: &mut Vec<(Vec<Step>, Kind<'d>)>) {
    const MOST_PLACES: usize = 500;
    if places.len() >= MOST_PLACES {
        return;
    }
    places.push((path.clone(), node.kind()));
    for (index, item) in node.items().enumerate() {
        path.push(Step::Index(index));
        collect(item, path, places);
        path.pop();
    }
    for entry in node.entries() {
        if let Some(key) = entry.key.text() {
            path.push(Step::Key(key.to_owned()));
            collect(entry.value, path, places);
            path.pop();
        }
    }
}

/// An edit that mostly fits what stands there.
fn one_edit(random: &mut Random, places: &[(Vec<Step>, Kind<'_>)]) -> Edit {
    let (mut path, kind) = random.pick(places).clone();
    let adds = match kind {
        Kind::Sequence => random.chance(70),
        Kind::Mapping => random.chance(60),
        _ => path.is_empty() || random.chance(10),
    };
    if !adds && random.chance(40) {
        return Edit::Remove { path };
    }
    if adds && (kind == Kind::Sequence || random.chance(15)) {
        let value = value(random, 2);
        return Edit::Append { path, value };
    }
    if adds {
        path.push(Step::Key(text(random)));
        if random.chance(20) {
            path.push(Step::Key(text(random)));
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

struct Case<'c> {
    text: &'c str,
    document: &'c Document,
}

impl Case<'_> {
    fn check(&self, edits: &[Edit], after: &str) {
        let document = Document::parse(after).expect("an edited text can be read");
        if let Some(before) = self
            .document
            .root()
            .map_or(Some(Datum::Null), Datum::of_own)
        {
            let found = Datum::of_node(document.root());
            assert_eq!(
                found,
                before.edited(edits),
                "{:?} became {after:?}",
                self.text
            );
        }
        let agreed = verify(after).is_ok() || verify(self.text).is_err();
        assert!(agreed, "a second reader reads {after:?} differently");
        let marked = |text: &str| text.starts_with('\u{feff}');
        assert_eq!(marked(self.text), marked(after), "the byte-order mark");
        self.check_lines(edits, after);
        self.check_comments(after);
    }

    /// Each group is done as a whole or not at all, and those that are done are done together.
    fn check_groups(&self, edits: &[Edit]) {
        let groups: Vec<Vec<Edit>> = edits.iter().map(|edit| vec![edit.clone()]).collect();
        let outcome = edit_groups(self.document, &groups);
        let refused = |number| {
            outcome
                .refused
                .iter()
                .any(|(refused, _)| *refused == number)
        };
        let done: Vec<Edit> = (0..edits.len())
            .filter(|number| !refused(*number))
            .map(|number| edits[number].clone())
            .collect();
        assert_eq!(edit(self.document, &done), Ok(outcome.text));
    }

    /// The lines in front of what the edits are about, and those behind it.
    fn check_lines(&self, edits: &[Edit], after: &str) {
        let (old, new) = (lines_of(self.text), lines_of(after));
        let spans = edits.iter().map(|edit| self.span(edit, &old));
        let (first, end) = spans.fold((old.len(), 0), |(first, end), span| {
            (first.min(span.0), end.max(span.1))
        });
        // Below a block scalar, comments and blank lines may have to move.
        let moves = self.text.contains(['|', '>']);
        let kept = |lines: &[&str]| -> Vec<String> {
            let content = |line: &&&str| !line.trim().is_empty() && !line.trim().starts_with('#');
            let lines = lines.iter().filter(|line| !moves || content(line));
            lines.map(|line| (*line).to_owned()).collect()
        };
        let (new, front, back) = (kept(&new), kept(&old[..first]), kept(&old[end..]));
        assert!(
            new.starts_with(&front),
            "{:?} became {after:?}: {edits:?}",
            self.text
        );
        let behind = new.iter().rev().zip(back.iter().rev()).enumerate();
        let same = |(number, (new, old)): (usize, (&String, &String))| {
            // The last line may get or lose its line end.
            let ends = ['\r', '\n'];
            new == old || (number == 0 && new.trim_end_matches(ends) == old.trim_end_matches(ends))
        };
        let fits = new.len() >= front.len() + back.len();
        assert!(
            fits && behind.into_iter().all(same),
            "{:?} became {after:?}: {edits:?}",
            self.text
        );
    }

    /// The first line an edit is about and the one behind the last, both counted from 0.
    fn span(&self, edit: &Edit, lines: &[&str]) -> (usize, usize) {
        let everything = (0, lines.len());
        let mut path = edit.path();
        let replaces = matches!(edit, Edit::Set { .. }) && self.own(path).is_some();
        if !replaces && !matches!(edit, Edit::Append { .. }) {
            path = &path[..path.len().saturating_sub(1)];
        }
        while self.own(path).is_none() && !path.is_empty() {
            path = &path[..path.len() - 1];
        }
        // All of the outermost brackets may be written anew.
        let in_brackets = |end: &usize| {
            self.own(&path[..*end])
                .is_some_and(|place| place.value.collection_style() == Some(CollectionStyle::Flow))
        };
        path = (0..=path.len())
            .find(in_brackets)
            .map_or(path, |end| &path[..end]);
        let Some(place) = self.own(path).filter(|_| !path.is_empty()) else {
            return everything;
        };
        let Some(key) = place.key else {
            // Where the dash of an item stands is not known.
            return everything;
        };
        let start = self.offset(key.source());
        let written = self.offset(place.value.source()) + place.value.source().len();
        let line_at = |offset| self.document.position(offset).0 as usize - 1;
        let mut end = line_at(written.max(start)) + 1;
        let is_quiet = |line: &&str| line.trim().is_empty() || line.trim().starts_with('#');
        while lines.get(end).is_some_and(is_quiet) {
            end += 1;
        }
        (line_at(start), end)
    }

    fn offset(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.document.text().as_ptr() as usize
    }

    /// What stands at a path as it is written, aliases and `<<` not followed.
    fn own(&self, path: &[Step]) -> Option<Place<'_>> {
        let mut place = Place {
            key: None,
            value: self.document.root()?,
        };
        for step in path {
            if place.value.is_alias() {
                return None;
            }
            place = match step {
                Step::Index(index) => Place {
                    key: None,
                    value: place.value.items().nth(*index)?,
                },
                Step::Key(key) => {
                    let mut entries = place.value.own_entries();
                    let entry = entries.find(|entry| entry.key.text() == Some(key))?;
                    Place {
                        key: Some(entry.key),
                        value: entry.value,
                    }
                }
            };
        }
        Some(place)
    }

    /// Every comment on a line of its own is still there.
    fn check_comments(&self, after: &str) {
        let mut texts = Vec::new();
        if let Some(root) = self.document.root() {
            self.collect_texts(root, &mut texts);
        }
        let mut offset = self.text.len() - self.text.trim_start_matches('\u{feff}').len();
        let mut comments: Vec<&str> = Vec::new();
        for line in lines_of(self.text) {
            let comment = line.trim_matches([' ', '\t', '\r', '\n']);
            let at = offset + line.find('#').unwrap_or(0);
            if comment.starts_with('#') && !texts.iter().any(|text| text.contains(&at)) {
                comments.push(comment);
            }
            offset += line.len();
        }
        for comment in &comments {
            let wanted = comments.iter().filter(|other| *other == comment).count();
            assert!(
                after.matches(comment).count() >= wanted,
                "{comment:?} is lost: {after:?}"
            );
        }
    }

    /// Where the scalars stand.
    fn collect_texts(&self, node: Node<'_>, texts: &mut Vec<std::ops::Range<usize>>) {
        if node.is_alias() {
            return;
        }
        match node.kind() {
            Kind::Sequence => node
                .items()
                .for_each(|item| self.collect_texts(item, texts)),
            Kind::Mapping => node.own_entries().for_each(|entry| {
                self.collect_texts(entry.key, texts);
                self.collect_texts(entry.value, texts);
            }),
            _ => {
                let start = self.offset(node.source());
                texts.push(start..start + node.source().len());
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Place<'d> {
    key: Option<Node<'d>>,
    value: Node<'d>,
}
