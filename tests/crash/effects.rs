//! A run that writes files and acts outside the household is killed at every point: nothing is done twice, and the
//! history says of everything what became of it.

use std::collections::BTreeMap;
use std::path::Path;

use plexmgr::effects::End;
use plexmgr::history;

use crate::Tried;
use crate::cases;
use crate::folder::laid_out;
use crate::program::{Run, command, ended};
use crate::sample::sampled;
use crate::truth::NOTHING_LEFT;
use crate::workers::each;

/// The file outside the household, beside it here so that it goes with it.
const NOTES: &str = "notes.outside";

/// A round of effects that can be seen, and one of effects that cannot.
const ROUNDS: [&str; 2] = ["1", "blind"];

/// How many points before the first effect are tried as well; earlier ones are those of any run.
const BEFORE: usize = 20;

/// Kills the run at every point from shortly before its first effect, once for each round.
pub(crate) fn at_every_point() -> Tried {
    let mut tried = Tried {
        what: "points of runs with effects",
        ..Tried::default()
    };
    let case = cases::kept_store();
    for round in ROUNDS {
        let folder = laid_out(&case.files);
        let points = points(folder.path(), case.arguments, round);
        let acts = points.iter().filter(|point| point.contains("effect:"));
        tried.remark = format!(", {} of them beside an effect", acts.count());
        let first = points.iter().position(|point| point.contains("effect:"));
        let first = first.expect("the run acts") + 1;
        let numbers = sampled((first - BEFORE..=points.len()).collect());
        tried.trials += numbers.len();
        tried.failures.extend(each(&numbers, |number| {
            let folder = laid_out(&case.files);
            killed(folder.path(), case.arguments, round, *number)
                .map_err(|failure| format!("round {round}, point {number}: {failure}"))
        }));
    }
    tried
}

fn run(household: &Path, arguments: &[&str], round: &str, fault: Option<&str>) -> Run {
    let mut command = command(household, arguments);
    command
        .env("PLEXMGR_NOTES", household.join(NOTES))
        .env("PLEXMGR_NOTES_ROUND", round);
    if let Some(fault) = fault {
        command.env("PLEXMGR_FAULT", fault);
    }
    ended(&mut command)
}

fn points(household: &Path, arguments: &[&str], round: &str) -> Vec<String> {
    let trace = tempfile::NamedTempFile::new().expect("there is room for a trace");
    let mut command = command(household, arguments);
    command
        .env("PLEXMGR_NOTES", household.join(NOTES))
        .env("PLEXMGR_NOTES_ROUND", round)
        .env("PLEXMGR_FAULT_TRACE", trace.path());
    assert_eq!(ended(&mut command).code, Some(0));
    let traced = std::fs::read_to_string(trace.path()).expect("it was just written");
    traced.lines().map(str::to_owned).collect()
}

fn killed(household: &Path, arguments: &[&str], round: &str, number: usize) -> Result<(), String> {
    run(household, arguments, round, Some(&format!("die@{number}")));
    // The second run ends the first one; the third acts for those whom the first two imported.
    for _ in 0..2 {
        let again = run(household, arguments, round, None);
        if again.code != Some(0) {
            return Err(format!("the next run does not succeed: {again:?}"));
        }
    }
    let left = run(household, NOTHING_LEFT, round, None);
    if left.code != Some(0) {
        return Err(format!("something is left to do: {left:?}"));
    }
    is_recorded(household, round)
}

/// Whether each effect has one final outcome in the history, and happened as often as that says.
fn is_recorded(household: &Path, round: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(household.join(NOTES)).unwrap_or_default();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines() {
        *lines.entry(line).or_default() += 1;
    }
    let history =
        history::read(&household.join("state"), "state").map_err(|error| error.to_string())?;
    let effects = history.runs.iter().flat_map(|run| run.details().effects);
    let mut recorded: BTreeMap<String, End> = BTreeMap::new();
    for effect in effects.filter(|effect| effect.outcome.end.is_final()) {
        if recorded
            .insert(effect.effect.key.clone(), effect.outcome.end)
            .is_some()
        {
            return Err(format!("{} has two outcomes", effect.effect.key));
        }
    }
    if let Some(line) = lines.keys().find(|line| !recorded.contains_key(**line)) {
        return Err(format!("{line} happened, and the history does not hold it"));
    }
    for (key, end) in &recorded {
        let times = lines.get(key.as_str()).copied().unwrap_or_default();
        let fits = match end {
            End::Unknown => round != ROUNDS[0] && times <= 1,
            _ => times == 1,
        };
        if !fits {
            return Err(format!(
                "{key} is {}, and happened {times} times",
                end.word()
            ));
        }
    }
    match recorded.len() {
        0 => Err("nothing was done".to_owned()),
        _ => Ok(()),
    }
}
