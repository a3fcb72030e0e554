//! What an edit of a text may have changed, told from the text and its tree alone.

use plexmgr::yaml::{
    CollectionStyle, Document, Edit, Edited, Node, NodeKind, PathStep, edit, edit_groups, verify,
};

use crate::yaml::case::lines_of;
use crate::yaml::datum::Datum;

/// A text that is edited.
pub(super) struct Case<'c> {
    pub(super) text: &'c str,
    pub(super) document: &'c Document,
}

impl Case<'_> {
    /// Panics unless this is the text after these edits, and nothing else.
    pub(super) fn check(&self, edits: &[Edit], edited: &Edited) {
        let after = edited.document.text();
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
        self.check_comments(edited);
    }

    /// Each group is done as a whole or not at all, and those that are done are done together.
    pub(super) fn check_groups(&self, edits: &[Edit]) {
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
        let together = edit(self.document, &done).expect("they were done together");
        assert_eq!(together.document.text(), outcome.edited.document.text());
        assert_eq!(together.removed, outcome.edited.removed);
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
        let mut first = line_at(start);
        while first > 0 && lines[first - 1].trim().starts_with('#') {
            first -= 1;
        }
        (first, end)
    }

    fn offset(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.document.text().as_ptr() as usize
    }

    /// What stands at a path as it is written, aliases and `<<` not followed.
    fn own(&self, path: &[PathStep]) -> Option<Place<'_>> {
        let mut place = Place {
            key: None,
            value: self.document.root()?,
        };
        for step in path {
            if place.value.is_alias() {
                return None;
            }
            place = match step {
                PathStep::Index(index) => Place {
                    key: None,
                    value: place.value.items().nth(*index)?,
                },
                PathStep::Key(key) => {
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

    /// Every comment is still there, or is said to be gone.
    fn check_comments(&self, edited: &Edited) {
        let after = edited.document.text();
        let mut texts = Vec::new();
        if let Some(root) = self.document.root() {
            self.collect_texts(root, &mut texts);
        }
        let mut offset = self.text.len() - self.text.trim_start_matches('\u{feff}').len();
        let mut comments: Vec<&str> = Vec::new();
        for line in lines_of(self.text) {
            let begins = |at: usize| line[..at].ends_with([' ', '\t']) || at == 0;
            let in_text = |at: usize| texts.iter().any(|text| text.contains(&(offset + at)));
            let mut marks = line.match_indices('#').map(|(at, _)| at);
            if let Some(at) = marks.find(|at| begins(*at) && !in_text(*at)) {
                comments.push(line[at..].trim_matches([' ', '\t', '\r', '\n']));
            }
            offset += line.len();
        }
        for comment in &comments {
            let wanted = comments.iter().filter(|other| *other == comment).count();
            let gone = edited
                .removed
                .iter()
                .filter(|gone| gone.text == *comment)
                .count();
            assert!(
                after.matches(comment).count() + gone >= wanted,
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
            NodeKind::Sequence => node
                .items()
                .for_each(|item| self.collect_texts(item, texts)),
            NodeKind::Mapping => node.own_entries().for_each(|entry| {
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

#[test]
fn any_other_change_is_noticed() {
    let text = "# head\na:\n  x: 1  # own\n  # below\n  y: 2\nb: \"3\"\nc:\n  - 1\n  - 2\n";
    let document = Document::parse(text).unwrap();
    let case = Case {
        text,
        document: &document,
    };
    let edits = [Edit::Set {
        path: vec![PathStep::Key("a".to_owned()), PathStep::Key("x".to_owned())],
        value: plexmgr::yaml::Value::Int(5),
    }];
    let good = edit(&document, &edits).unwrap().document.into_text();
    let edited = |text: &str| Edited {
        document: Document::parse(text).unwrap(),
        removed: Vec::new(),
    };
    case.check(&edits, &edited(&good));
    for (from, to) in [
        ("", "\u{feff}"),
        ("# head\n", ""),
        ("  # own", ""),
        ("  # below\n", ""),
        ("x: 5", "x: 6"),
        ("  y: 2\n", "  y: 2\r\n"),
        ("b: \"3\"", "b: '3'"),
        ("c:\n", "c: \n"),
        ("  - 2\n", "  -  2\n"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from:?}");
        let noticed = std::panic::catch_unwind(|| case.check(&edits, &edited(&bad)));
        assert!(noticed.is_err(), "{from:?} became {to:?}");
    }
}
