//! One edited document: the intended data, every comment; every other line in `lines`.

mod lines;

use plexmgr::yaml::{Document, Edit, PathStep, edit};
use yaml_rust2::YamlLoader;

use super::datum::Datum;
use super::edits::edits;
use super::generate::Generated;
use super::owners::{Found, Owner, Owners};
use super::random::Random;

pub(super) use self::lines::lines_of;

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
        after: edited.document.text(),
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
        let lines = self.made.lines.get(before);
        let ends_first_line = known.at_end && lines.is_some_and(|(first, _)| *first == known.line);
        let is_empty = self.made.data.is_childless(before) && !ends_first_line;
        let filled = inside && is_empty && self.grows(before);
        // The first block of a file is nobody's.
        let became_head = found.in_head && !known.in_head;
        // What ended on the line above has more or deeper lines now.
        let heads = matches!(found.owner, Owner::Child(_)) && !found.below;
        let in_flow = self.made.flows.iter().any(|flow| before.starts_with(flow));
        let grown = known.below && !heads && !in_flow && self.grows(before);
        // An item became as short as the one entry in its line, or longer other than by another value.
        let mut edits = self.edits.iter();
        let is_set = |edit: &Edit| matches!(edit, Edit::Set { path, .. } if path == before);
        let is_replaced = ends_first_line && edits.any(is_set);
        let shrunk_or_longer = match &found.owner {
            Owner::Child(path) if known.at_end && found.at_end => {
                (path.starts_with(owner) && !is_replaced) || owner.starts_with(path)
            }
            Owner::Child(path) => known.below && found.below && owner.starts_with(path),
            Owner::Nobody(_) => false,
        };
        // What ended above it, alone on a line, ends on a deeper line once its last children are removed.
        let is_loose = matches!(found.owner, Owner::Nobody(_));
        // So may a child of the outermost brackets, below which comments move between them.
        let is_in_outermost = self.made.flows.iter().any(Vec::is_empty) && before.len() == 1;
        let is_outermost = is_in_outermost && self.grows(before);
        let ends_deeper = known.below && in_flow && is_loose;
        let ends_deeper = ends_deeper && (self.shrinks(before) || is_outermost);
        filled || became_head || grown || shrunk_or_longer || ends_deeper
    }

    /// Whether something is removed inside of an item or entry.
    fn shrinks(&self, path: &[PathStep]) -> bool {
        let mut edits = self.edits.iter();
        edits.any(|edit| matches!(edit, Edit::Remove { path: own } if own.starts_with(path)))
    }

    /// Whether something is added inside of an item or entry, or put in the place of its value.
    fn grows(&self, path: &[PathStep]) -> bool {
        let mut edits = self.edits.iter();
        edits.any(|edit| {
            let adds = matches!(edit, Edit::Set { .. } | Edit::Append { .. });
            adds && edit.path().starts_with(path)
        })
    }
}
