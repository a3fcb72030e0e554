//! What the runs remember, taken together in their order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::order::newest;
use super::run::Run;
use crate::vocabulary::{
    AccountName, Date, Digest, Moment, PlexId, RunId, SourceName, TransactionKey,
};

/// What earlier runs remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// All people who were ever imported or recorded when a run was applied: they get no second default
    /// payment, even if their record is deleted.
    pub people: BTreeSet<PlexId>,
    /// Whose token each account had when it was last applied.
    pub owners: BTreeMap<AccountName, PlexId>,
    /// The newest day for which a run was applied.
    pub newest_day: Option<NewestDay>,
    /// The newest time at which what an account says was read from Plex for a run.
    #[serde(default)]
    pub taken: BTreeMap<AccountName, Moment>,
    /// The accounts whose first import still lacks a part.
    #[serde(default)]
    pub partial: BTreeSet<AccountName>,
    /// Every transaction that was ever recorded, those of runs that were undone excepted.
    #[serde(default)]
    pub transactions: BTreeSet<TransactionKey>,
    /// The number of the account that each account of sources was, when something of it was last applied.
    #[serde(default)]
    pub account_numbers: BTreeMap<SourceName, String>,
}

/// The newest day for which a run was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewestDay {
    /// The day.
    pub day: Date,
    /// The run.
    pub run: RunId,
}

/// What a history comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// What the planning room needs.
    pub remembered: Remembered,
    /// The runs that no other one follows, in their order.
    pub newest: Vec<RunId>,
    /// The last run of all, and when it was applied, in RFC 3339 and UTC.
    pub last: Option<(RunId, String)>,
    /// How many runs there are.
    pub runs: usize,
    /// The digest of the ids of all runs, sorted; none if there are none.
    pub all: Option<Digest>,
}

impl Summary {
    /// Takes the runs together, given in their order. Those in `taken_back` are there, and nothing of them is
    /// remembered.
    #[must_use]
    pub fn of(runs: &[Run], taken_back: &BTreeSet<RunId>) -> Self {
        let counted: Vec<&Run> = runs
            .iter()
            .filter(|run| !taken_back.contains(&run.id))
            .collect();
        Self {
            remembered: remembered(&counted),
            newest: newest(runs.iter()).into_iter().map(|run| run.id).collect(),
            last: runs.last().map(|run| (run.id, run.line.time.clone())),
            runs: runs.len(),
            all: Self::digest_of(runs.iter()),
        }
    }

    /// The digest of the ids of all these runs, sorted; none if there are none.
    #[must_use]
    pub fn digest_of<'r>(runs: impl Iterator<Item = &'r Run>) -> Option<Digest> {
        let mut ids: Vec<String> = runs.map(|run| run.id.hex()).collect();
        ids.sort_unstable();
        (!ids.is_empty()).then(|| Digest::of(ids.join("\n").as_bytes()))
    }
}

fn remembered(runs: &[&Run]) -> Remembered {
    let mut remembered = Remembered::default();
    for run in runs {
        let Remembered {
            people,
            owners,
            newest_day: _,
            taken: _,
            partial: _,
            transactions: _,
            account_numbers: _,
        } = &mut remembered;
        people.extend(&run.line.people);
        for id in &run.line.forgotten {
            people.remove(id);
        }
        owners.extend(run.line.owners.clone());
    }
    let counted = not_undone(runs);
    remembered.newest_day = newest_day(&counted);
    remembered.taken = newest_times(&counted);
    remembered.partial = partial(&counted);
    let transactions = counted.iter().flat_map(|run| &run.line.transactions);
    remembered.transactions = transactions.cloned().collect();
    let totals = counted.iter().flat_map(|run| &run.line.totals);
    let numbers = totals.filter_map(|it| Some((it.account.clone(), it.account_number.clone()?)));
    remembered.account_numbers = numbers.collect();
    remembered
}

/// These runs, given in their order, without those that were undone and those that undid them.
fn not_undone<'r>(runs: &[&'r Run]) -> Vec<&'r Run> {
    let undone = undone(runs.iter().copied());
    let is_counted = |run: &&&Run| run.line.undoes.is_none() && !undone.contains_key(&run.id);
    runs.iter().filter(is_counted).copied().collect()
}

/// The newest time of each account.
fn newest_times(runs: &[&Run]) -> BTreeMap<AccountName, Moment> {
    let mut newest = BTreeMap::new();
    for (account, taken) in runs.iter().flat_map(|run| &run.line.taken) {
        let of_account = newest.entry(account.clone()).or_insert(*taken);
        *of_account = (*of_account).max(*taken);
    }
    newest
}

/// The accounts whose first import lacks a part after the last of these runs that read them or found them unknown.
fn partial(runs: &[&Run]) -> BTreeSet<AccountName> {
    let mut partial = BTreeSet::new();
    for run in runs {
        partial.retain(|account| !run.line.owners.contains_key(account));
        partial.extend(run.line.partial.iter().cloned());
    }
    partial
}

/// The newest day for which one of these runs was applied, given in their order. One that was dated back with
/// consent makes its own day the newest.
fn newest_day(runs: &[&Run]) -> Option<NewestDay> {
    runs.iter().fold(None, |newest: Option<NewestDay>, run| {
        let this = NewestDay {
            day: run.line.today,
            run: run.id,
        };
        match newest {
            Some(newest) if newest.day > this.day && !run.line.accepted.contains_key("clock") => {
                Some(newest)
            }
            _ => Some(this),
        }
    })
}

/// By which run each run was undone, or its taking back by git noted, if that run was not undone in turn. The
/// runs are given in their order.
#[must_use]
pub fn undone<'r>(
    runs: impl DoubleEndedIterator<Item = &'r Run> + Clone,
) -> BTreeMap<RunId, &'r Run> {
    let position: HashMap<RunId, usize> = (0..)
        .zip(runs.clone())
        .map(|(at, run)| (run.id, at))
        .collect();
    let mut undone: BTreeMap<RunId, &'r Run> = BTreeMap::new();
    for run in runs.rev() {
        let position_of_run = position.get(&run.id);
        let is_earlier = |id: &RunId| position.get(id) < position_of_run;
        let is_undone = undone.contains_key(&run.id);
        let undoes = run.line.undone().filter(|_| !is_undone);
        // What git did stays done, whatever became of the run that noted it.
        let by_git = run.line.taken_back.iter().copied();
        for id in undoes.into_iter().chain(by_git).filter(is_earlier) {
            undone.entry(id).or_insert(run);
        }
    }
    undone
}

#[cfg(test)]
mod tests {
    use super::super::lines::{Begun, Origin, RunLine, Undone, lines_of};
    use super::super::order::ordered;
    use super::*;
    use crate::vocabulary::PlexId;

    /// A run after others, with a change to what it says.
    fn run(minute: u32, after: &[&Run], change: impl FnOnce(&mut RunLine)) -> Run {
        let mut line = RunLine::begun(Begun {
            household: "0b8f".to_owned(),
            after: after.iter().map(|run| run.id).collect(),
            taken_back: Vec::new(),
            time: format!("2026-11-22T10:{minute:02}:00Z"),
            today: "2026-11-22".parse().unwrap(),
            origin: Origin::default(),
        });
        change(&mut line);
        Run::read(&lines_of(&line, &[], &[], &[])).unwrap()
    }

    fn people(ids: &[u64]) -> impl FnOnce(&mut RunLine) {
        let people = ids.iter().map(|id| PlexId(*id)).collect();
        move |line| line.people = people
    }

    fn remembers(runs: &[&Run], expected: &[u64]) {
        let runs = ordered(runs.iter().map(|run| (*run).clone()).collect());
        let summary = Summary::of(&runs, &BTreeSet::new());
        let expected: BTreeSet<PlexId> = expected.iter().map(|id| PlexId(*id)).collect();
        assert_eq!(summary.remembered.people, expected);
    }

    #[test]
    fn who_was_forgotten_can_be_remembered_again() {
        let one = run(1, &[], people(&[1, 2, 3]));
        let undo = run(2, &[&one], |line| {
            line.forgotten = vec![PlexId(1), PlexId(2)];
        });
        let three = run(3, &[&undo], people(&[2]));
        remembers(&[&one], &[1, 2, 3]);
        remembers(&[&one, &undo], &[3]);
        remembers(&[&three, &undo, &one], &[2, 3]);
    }

    #[test]
    fn what_a_run_follows_counts_more_than_its_time() {
        let late = run(9, &[], people(&[1]));
        let early = run(1, &[&late], |line| line.forgotten = vec![PlexId(1)]);
        remembers(&[&early, &late], &[]);
        let ids = |runs: Vec<Run>| ordered(runs).iter().map(|run| run.id).collect::<Vec<_>>();
        assert_eq!(ids(vec![early.clone(), late.clone()]), [late.id, early.id]);
        let missing = run(5, &[&early], people(&[]));
        let last = run(6, &[&missing], people(&[]));
        assert_eq!(
            ids(vec![last.clone(), late.clone(), early.clone()]),
            [last.id, late.id, early.id]
        );
    }

    #[test]
    fn the_newest_runs_are_those_that_none_follows() {
        let one = run(1, &[], people(&[]));
        let (here, there) = (run(2, &[&one], people(&[1])), run(3, &[&one], people(&[2])));
        let runs = ordered(vec![there.clone(), one, here.clone()]);
        let summary = Summary::of(&runs, &BTreeSet::new());
        assert_eq!(summary.newest, [here.id, there.id]);
        assert_eq!(summary.last.map(|(id, _)| id), Some(there.id));
    }

    #[test]
    fn a_wrong_day_counts_until_it_is_taken_back_or_overruled() {
        let newest = |runs: &[Run]| {
            let summary = Summary::of(runs, &BTreeSet::new());
            summary
                .remembered
                .newest_day
                .map(|newest| newest.day.to_string())
        };
        let on = |day: &str| {
            let day = day.parse().unwrap();
            move |line: &mut RunLine| line.today = day
        };
        let mut runs = vec![run(1, &[], on("2026-11-22"))];
        runs.push(run(2, &[&runs[0]], on("2062-11-22")));
        assert_eq!(newest(&[]), None);
        assert_eq!(newest(&runs).as_deref(), Some("2062-11-22"));
        for (minute, expected) in [(3, "2026-11-22"), (4, "2062-11-22")] {
            let last = runs.last().unwrap().clone();
            runs.push(run(minute, &[&last], |line| {
                line.undoes = Some(Undone::Run(last.id));
            }));
            assert_eq!(newest(&runs).as_deref(), Some(expected));
        }
        let wrong = runs[1].id;
        let noted = run(5, &[runs.last().unwrap()], |line| {
            line.taken_back = vec![wrong];
        });
        let with_note = [runs.as_slice(), &[noted]].concat();
        assert_eq!(newest(&with_note).as_deref(), Some("2026-11-22"));
        runs.push(run(6, &[runs.last().unwrap()], |line| {
            on("2026-11-24")(line);
            line.accepted.insert("clock".to_owned(), 13_148);
        }));
        assert_eq!(newest(&runs).as_deref(), Some("2026-11-24"));
        runs.push(run(7, &[runs.last().unwrap()], on("2026-11-25")));
        assert_eq!(newest(&runs).as_deref(), Some("2026-11-25"));
    }
}
