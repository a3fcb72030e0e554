//! One edited document: the intended data, every comment, every other line.

use plexmgr::yaml::{Document, Edit, PathStep, edit};
use yaml_rust2::YamlLoader;

use super::datum::Datum;
use super::edits::edits;
use super::generate::Generated;
use super::owners::{Found, Owner, Owners};
use super::random::Random;

/// What came of one case, if it did not fail.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "only the random edits are counted")
)]
pub(super) enum Verdict {
    /// The document that was made is not YAML.
    NotYaml,
    /// There was nothing to edit.
    NoEdit,
    /// The editor refused, for this reason; the whole case as a person reads it.
    Refused { reason: String, case: String },
    /// The edited text is good; whether the third reader was asked, and how many comments went.
    Edited {
        third_reader: bool,
        removed_comments: u64,
    },
}

/// Edits a document that was made and checks what came of it; `name` stands in front of a failure.
pub(super) fn check(name: &str, mut made: Generated, random: &mut Random) -> Verdict {
    let Ok(before) = Document::parse(&made.text) else {
        return Verdict::NotYaml;
    };
    let read = Datum::of_node(before.root());
    if !made.text.ends_with(['\r', '\n']) && read != made.data {
        // The generator took the last line end away after it had meant one at the end of a block
        // scalar.
        strip_last_line_break(&mut made.data);
    }
    assert_eq!(
        read, made.data,
        "{name}: the generator meant something else\n{}",
        made.text
    );
    let edits = edits(random, &made.data);
    if edits.is_empty() {
        return Verdict::NoEdit;
    }
    let edited = match edit(&before, &edits) {
        Ok(edited) => edited,
        Err(refusal) => {
            return Verdict::Refused {
                case: format!("{name}: {refusal}\n{}\n{edits:?}", made.text),
                reason: refusal.reason,
            };
        }
    };
    let case = Case {
        name,
        made: &made,
        edits: &edits,
        before: &before,
        after: &edited.text,
        removed: edited.removed.iter().map(|one| one.text.as_str()).collect(),
    };
    let third_reader = case.check_data();
    case.check_comments();
    case.check_lines();
    case.check_ends();
    Verdict::Edited {
        third_reader,
        removed_comments: case.removed.len() as u64,
    }
}

fn strip_last_line_break(data: &mut Datum) {
    match data {
        Datum::Map(entries) => {
            if let Some((_, last)) = entries.last_mut() {
                strip_last_line_break(last);
            }
        }
        Datum::List(items) => {
            if let Some(last) = items.last_mut() {
                strip_last_line_break(last);
            }
        }
        Datum::Text(text) if text.ends_with('\n') => drop(text.pop()),
        _ => {}
    }
}

struct Case<'c> {
    name: &'c str,
    made: &'c Generated,
    edits: &'c [Edit],
    before: &'c Document,
    after: &'c str,
    /// The comments that the editor says are gone.
    removed: Vec<&'c str>,
}

impl Case<'_> {
    #[track_caller]
    fn fail(&self, what: &str) -> ! {
        let Self {
            name,
            made,
            edits,
            after,
            ..
        } = self;
        panic!(
            "{name}: {what}\n--- before\n{}\n--- edits\n{edits:?}\n--- after\n{after}\n---\n{:?}",
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

    /// Comments of what is removed are gone and reported; all others belong to what they did.
    fn check_comments(&self) {
        let after = Document::parse(self.after).expect("it was read before");
        let found = Owners::of(&after).comments(self.made.comments);
        let known = Owners::of(self.before).comments(self.made.comments);
        let mut removed = Vec::new();
        for (number, known) in known {
            let comment = format!("# c{number};");
            let there = self.after.matches(&comment).count();
            match (self.owner_now(&known), found.get(&number)) {
                (None, None) => removed.push((known.line, comment)),
                (None, Some(_)) => self.fail(&format!("`{comment}` stays of what is removed")),
                (Some(_), None) => self.fail(&format!("`{comment}` is lost")),
                (Some(_), Some(_)) if there != 1 => {
                    self.fail(&format!("`{comment}` is there {there} times"));
                }
                (Some(owner), Some(found)) => {
                    let same = match (&owner, &found.owner) {
                        (Owner::Child(one), Owner::Child(other)) => one == other,
                        (Owner::Nobody(_), Owner::Nobody(_)) => true,
                        _ => false,
                    };
                    if !same && !self.cannot_stay(&known, &owner, found) {
                        let found = &found.owner;
                        self.fail(&format!("`{comment}` of {owner:?} belongs to {found:?}"));
                    }
                }
            }
        }
        removed.sort();
        let removed: Vec<String> = removed.into_iter().map(|(_, comment)| comment).collect();
        if removed != self.removed {
            self.fail(&format!(
                "{removed:?} are gone, and {:?} are said to be",
                self.removed
            ));
        }
    }

    /// Whose a comment is to be after the edits; `None` if it goes.
    fn owner_now(&self, known: &Found) -> Option<Owner> {
        match &known.owner {
            Owner::Child(path) => self.path_now(path).map(Owner::Child),
            Owner::Nobody(path) => {
                let is_replaced = known.inside_value
                    && self
                        .edits
                        .iter()
                        .any(|edit| matches!(edit, Edit::Set { path: set, .. } if set == path));
                let now = self.path_now(path).filter(|_| !is_replaced);
                now.map(Owner::Nobody)
            }
        }
    }

    /// Where an item or entry is after the edits; `None` if it is removed.
    fn path_now(&self, path: &[PathStep]) -> Option<Vec<PathStep>> {
        let mut now = path.to_vec();
        for edit in self.edits {
            let (own, end) = (edit.path(), edit.path().len());
            match edit {
                Edit::Remove { .. } if path.starts_with(own) => return None,
                Edit::Set { .. } if path.starts_with(own) && path.len() > end => return None,
                Edit::Rename { key, .. } if path.starts_with(own) => {
                    now[end - 1] = PathStep::Key(key.clone());
                }
                Edit::Remove { .. } => {
                    let Some((PathStep::Index(gone), list)) = own.split_last() else {
                        continue;
                    };
                    if let (true, Some(PathStep::Index(before)), Some(PathStep::Index(now))) = (
                        path.starts_with(list),
                        path.get(end - 1),
                        now.get_mut(end - 1),
                    ) && before > gone
                    {
                        *now -= 1;
                    }
                }
                _ => {}
            }
        }
        Some(now)
    }

    /// Whether there is no place where the comment could stay with its owner, and it is as near as can be.
    fn cannot_stay(&self, known: &Found, owner: &Owner, found: &Found) -> bool {
        let (Owner::Child(before), Owner::Child(owner)) = (&known.owner, owner) else {
            return false;
        };
        let inside = match &found.owner {
            Owner::Child(path) | Owner::Nobody(path) => path.starts_with(owner),
        };
        // It was all that stood in an empty list or mapping, and now children follow it.
        let filled = inside && self.made.data.is_childless(before) && self.grows(before);
        // The first block of a file is nobody's.
        let became_head = found.in_head && !known.in_head;
        // What ended on the line above has more or deeper lines now.
        // Between brackets, the lines of neighbours are joined and parted as well.
        let mut around = self
            .made
            .flows
            .iter()
            .filter(|flow| before.starts_with(flow));
        let in_grown = around.any(|flow| {
            let mut edits = self.edits.iter();
            edits.any(|edit| edit.path().starts_with(flow))
        });
        let heads = matches!(found.owner, Owner::Child(_)) && !found.below;
        let grown = known.below && !heads && (self.grows(before) || in_grown);
        // An item became as short as the one entry in its line, or longer.
        let shrunk_or_longer = match &found.owner {
            Owner::Child(path) if known.at_end && found.at_end => {
                path.starts_with(owner) || owner.starts_with(path)
            }
            Owner::Child(path) => known.below && found.below && owner.starts_with(path),
            Owner::Nobody(_) => false,
        };
        filled || became_head || grown || shrunk_or_longer
    }

    /// Whether something is added inside of an item or entry, or put in the place of its value.
    fn grows(&self, path: &[PathStep]) -> bool {
        let mut edits = self.edits.iter();
        edits.any(|edit| {
            let adds = matches!(edit, Edit::Set { .. } | Edit::Append { .. });
            adds && edit.path().starts_with(path)
        })
    }

    /// Every line that no edit is about is still there, its line end included.
    fn check_lines(&self) {
        let before = lines_of(&self.made.text);
        let touched = self.touched_lines(before.len());
        let blocks = self.made.text.contains(['|', '>']);
        let after = lines_of(self.after);
        // Without a final line end, no blank line can be the last one.
        let unfinished = !self.made.text.ends_with(['\r', '\n']);
        let filled =
            |number: &usize| !touched.contains(number) && !before[*number].trim().is_empty();
        let last_filled = (0..before.len()).rev().find(filled).unwrap_or(0);
        let ends_from = if unfinished {
            last_filled
        } else {
            before.len()
        };
        let mut rest = after.iter();
        for (number, line) in before.iter().enumerate() {
            let content = line.trim();
            // Below a block scalar, comments and blank lines that an edit leaves may have to move.
            let may_move = (blocks && content.starts_with('#'))
                || (content.is_empty() && (blocks || number >= ends_from));
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
        let known = Owners::of(self.before).comments(self.made.comments);
        let gone = known
            .values()
            .filter(|known| self.owner_now(known).is_none());
        let mut touched: Vec<usize> = gone.map(|known| known.line).collect();
        for edit in self.edits {
            let mut path = edit.path().to_vec();
            let whole = match edit {
                Edit::Set { .. } => self.made.lines.contains_key(&path),
                Edit::Remove { .. } | Edit::Rename { .. } => true,
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

    fn range(&self, path: &[PathStep], count: usize) -> std::ops::RangeInclusive<usize> {
        let (first, last) = self.made.lines.get(path).copied().unwrap_or((0, count));
        first..=last
    }

    fn is_emptied(&self, parent: &[PathStep]) -> bool {
        let child = |path: &[PathStep]| path.len() == parent.len() + 1 && path.starts_with(parent);
        let removed = self
            .edits
            .iter()
            .filter(|edit| matches!(edit, Edit::Remove { .. }));
        let removed = removed.filter(|edit| child(edit.path())).count();
        removed == self.made.lines.keys().filter(|path| child(path)).count()
    }

    /// The line where a collection begins, and if children follow there on a dash, all lines up to
    /// the last child that may move up.
    fn neighbours(&self, path: &[PathStep], count: usize) -> Vec<usize> {
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
    fn head(&self, path: &[PathStep], count: usize) -> std::ops::RangeInclusive<usize> {
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
        // A block scalar that comes to stand at the end needs its line end, and its blank lines.
        let keeps = before.contains(['|', '>']);
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

/// The lines of a text without its byte-order mark, each with its line end.
pub(super) fn lines_of(text: &str) -> Vec<&str> {
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
