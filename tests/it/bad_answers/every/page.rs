//! The page that shows what the trials found: `docs/doubts.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use super::failures::REQUESTS;
use super::{Moment, Outcome, Seen, Start, Trial};

const INTRO: &str = "# What a bad answer of plex.tv stops

Every request of a run with everything that can go wrong with its answer, met in the first import and in a later run.
A test reads plex.tv with each combination, carries one of those that read the same through, and writes these tables;
combinations that end alike share their rows. Of each of them the test asserts:

- nothing is taken away that a good answer would not take away;
- every doubt names the account, the server if it is about one, what to do now, and what to do if it stays;
- a good answer in the next run leads to the same records as if nothing had gone wrong, and no guard asks. Only a library
  or person without a name in a first import keeps the handle that was made of the id until `plexmgr rename`.

For an answer in time the trials wait one second. A test of the binary waits for one that comes too slowly, and for one
that does not end (`bad_answers::binary`).

A request is repeated before it counts as failed, where that may help. What is in doubt, what rests on it, and why, is
in [safety.md](safety.md).

```text
$ cargo test --test it bad_answers::every
```

";

/// Compares the page with the trials, or writes it.
#[expect(clippy::disallowed_methods, reason = "the test reads and writes pages")]
pub(super) fn check(trials: &[Trial], seen: &[Seen], starts: &BTreeMap<Moment, Start>) {
    let text = page(trials, seen, starts);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/doubts.md");
    if std::env::var("PLEXMGR_README").is_ok_and(|value| value == "write") {
        std::fs::write(&path, &text).expect("written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "docs/doubts.md is not what was found; PLEXMGR_README=write writes it; this was found:\n{text}"
    );
}

fn page(trials: &[Trial], seen: &[Seen], starts: &BTreeMap<Moment, Start>) -> String {
    let mut page = INTRO.to_owned();
    page.push_str("Without a failure:\n\n| run | done |\n|---|---|\n");
    for (moment, start) in starts {
        writeln!(
            page,
            "| {} | {} |",
            moment.words(),
            counted(&start.good.done)
        )
        .expect("a text");
    }
    page.push('\n');
    for request in REQUESTS {
        write!(page, "## `{}`\n\n{}", request.title(), request.about()).expect("a text");
        page.push_str("| what goes wrong | run | in doubt | done | held back | exit |\n");
        page.push_str("|---|---|---|---|---|---|\n");
        let of_request = trials.iter().zip(seen);
        let of_request = of_request.filter(|(trial, _)| trial.request.path == request.path);
        for group in groups(of_request) {
            page.push_str(&group.rows(starts));
        }
        page.push('\n');
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// Failures of one request that end alike.
struct Group<'s> {
    names: Vec<&'static str>,
    seen: BTreeMap<Moment, &'s Seen>,
}

fn groups<'s>(of_request: impl Iterator<Item = (&'s Trial, &'s Seen)>) -> Vec<Group<'s>> {
    let mut failures: Vec<Group<'s>> = Vec::new();
    for (trial, seen) in of_request {
        let name = trial.failure.name;
        match failures.last_mut().filter(|last| last.names == [name]) {
            Some(last) => drop(last.seen.insert(trial.moment, seen)),
            None => failures.push(Group {
                names: vec![name],
                seen: BTreeMap::from([(trial.moment, seen)]),
            }),
        }
    }
    let mut groups: Vec<Group<'s>> = Vec::new();
    for failure in failures {
        match groups.iter_mut().find(|group| group.ends_like(&failure)) {
            Some(group) => group.names.extend(failure.names),
            None => groups.push(failure),
        }
    }
    groups
}

impl Group<'_> {
    fn ends_like(&self, other: &Self) -> bool {
        let mut pairs = self.seen.values().zip(other.seen.values());
        pairs.all(|(one, other)| one.outcome == other.outcome)
    }

    /// One row if nothing is in doubt, otherwise one for each run, and what the program says.
    fn rows(&self, starts: &BTreeMap<Moment, Start>) -> String {
        let names = self.names.join(", ");
        let is_good = |(moment, seen): (&Moment, &&Seen)| seen.outcome == starts[moment].good;
        if self.seen.iter().all(is_good) {
            return format!("| {names} | both | – | all | – | 0 |\n");
        }
        let mut rows = String::new();
        for (moment, seen) in &self.seen {
            let reason = seen.reason.as_deref().map(|reason| format!(": {reason}"));
            let name = match moment {
                Moment::FirstImport => &names,
                Moment::Later => "",
            };
            let Outcome {
                exit,
                done,
                held,
                unknown,
            } = &seen.outcome;
            let unknown: Vec<&str> = unknown.iter().map(String::as_str).collect();
            let unknown = format!("{}{}", unknown.join(", "), reason.unwrap_or_default());
            let done = part(done, &starts[moment].good.done);
            let held = match held.is_empty() {
                true => "–".to_owned(),
                false => counted(held),
            };
            let unknown = if unknown.is_empty() { "–" } else { &unknown };
            let moment = moment.words();
            writeln!(
                rows,
                "| {name} | {moment} | {unknown} | {done} | {held} | {exit} |"
            )
            .expect("a text");
        }
        rows
    }
}

fn counted(kinds: &BTreeMap<String, u64>) -> String {
    let kinds = kinds.iter();
    let kinds: Vec<String> = kinds
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    kinds.join(", ")
}

/// Which of all changes are made: all, none, all but some, or these.
fn part(done: &BTreeMap<String, u64>, all: &BTreeMap<String, u64>) -> String {
    let kinds: BTreeSet<&String> = done.keys().chain(all.keys()).collect();
    let of = |kinds: &BTreeMap<String, u64>, kind| kinds.get(kind).copied().unwrap_or(0);
    let (mut lacking, mut made) = (Vec::new(), Vec::new());
    for kind in kinds {
        match (of(done, kind), of(all, kind)) {
            (0, _) => lacking.push(kind.clone()),
            (made_now, all) if made_now < all => {
                lacking.push(format!("{} {kind}", all - made_now));
                made.push(format!("{made_now} {kind}"));
            }
            (made_now, all) if made_now > all => made.push(format!("{made_now} {kind}")),
            _ => made.push(kind.clone()),
        }
    }
    let has_more = done.iter().any(|(kind, count)| *count > of(all, kind));
    match (made.is_empty(), lacking.is_empty()) {
        (true, _) => "nothing".to_owned(),
        (_, true) if !has_more => "all".to_owned(),
        (_, false) if !has_more && lacking.len() <= made.len() => {
            format!("all but {}", lacking.join(", "))
        }
        _ => made.join(", "),
    }
}
