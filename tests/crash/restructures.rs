//! Runs that concern many files at once are killed at every point: records in between may refer to what is gone, and
//! the next run finishes what was begun.

use crate::Tried;
use crate::cases;
use crate::folder::laid_out;
use crate::program::run;
use crate::sample::sampled;
use crate::truth::{Truth, pending};
use crate::workers::each;

/// How many points fewer than another run of a case may have.
const FEWER: usize = 8;

/// Kills every case at every point.
pub(crate) fn at_every_point() -> Tried {
    let mut tried = Tried {
        what: "points of runs on many files",
        ..Tried::default()
    };
    for case in cases::restructures() {
        let truth = Truth::of(case);
        let numbers = sampled((1..=truth.points.len()).collect());
        tried.trials += numbers.len();
        tried.failures.extend(each(&numbers, |number| {
            killed(&truth, *number)
                .map_err(|failure| format!("{} at point {number}: {failure}", truth.case.name))
        }));
    }
    tried
}

/// Kills the run at a point and looks whether the next one finishes it. A run that was finished has nothing left to
/// rename, which is refused.
fn killed(truth: &Truth, number: usize) -> Result<(), String> {
    let folder = laid_out(&truth.case.files);
    let (household, arguments) = (folder.path(), truth.case.arguments);
    let killed = run(household, arguments, Some(&format!("die@{number}")));
    match killed.code {
        None => {}
        Some(0) if number + FEWER > truth.points.len() => return truth.is_complete(household),
        Some(_) => return Err(format!("it was not killed: {killed:?}")),
    }
    truth.has_whole_files(household)?;
    let was_begun = pending(household)?.is_some();
    let again = run(household, arguments, None);
    if again.stderr.contains("was interrupted") != was_begun {
        return Err(format!(
            "the next run does not say what it found: {again:?}"
        ));
    }
    match again.code {
        Some(0 | 64) => truth.is_complete(household),
        _ => Err(format!("the next run fails: {again:?}")),
    }
}
