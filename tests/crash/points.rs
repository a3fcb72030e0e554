//! A run is killed at every numbered point, and so is the run that recovers from that.

use crate::Tried;
use crate::cases::{self, Case};
use crate::folder::laid_out;
use crate::program::{points, run};
use crate::sample::sampled;
use crate::truth::{NOTHING_LEFT, Truth, pending};
use crate::workers::each;

/// After every how many of the kills a further plan is looked at as well. It is computed from nothing but
/// what was found equal to an undisturbed run's already.
const PLANNED: usize = 8;

/// Kills every case at every point.
pub(crate) fn every_point() -> Tried {
    let mut tried = Tried {
        what: "points",
        ..Tried::default()
    };
    let cases = cases::all();
    tried.remark = format!(" of {} households", cases.len());
    for case in cases {
        let truth = Truth::of(case);
        let numbers = sampled((1..=truth.points.len()).collect());
        tried.trials += numbers.len();
        tried.failures.extend(each(&numbers, |number| {
            let folder = laid_out(&truth.case.files);
            killed(&truth, &folder, *number, truth.points.len())
                .and_then(|()| match number.is_multiple_of(PLANNED) {
                    true => nothing_is_left_to_do(&truth, &folder),
                    false => Ok(()),
                })
                .map_err(|failure| named(&truth.case, *number, &truth.points, &failure))
        }));
    }
    tried
}

/// Kills the recovery itself at every point, after kills at points of every kind.
pub(crate) fn every_point_of_recoveries() -> Tried {
    let mut tried = Tried {
        what: "points of recoveries",
        ..Tried::default()
    };
    let mut recoveries = 0;
    for case in [cases::kept_store(), cases::undone()] {
        let truth = Truth::of(case);
        for first in first_points(&truth) {
            recoveries += 1;
            let folder = laid_out(&truth.case.files);
            run(
                folder.path(),
                truth.case.arguments,
                Some(&format!("die@{first}")),
            );
            let recovery = points(folder.path(), truth.case.arguments);
            let numbers = sampled((1..=recovery.len()).collect());
            tried.trials += numbers.len();
            tried.failures.extend(each(&numbers, |number| {
                // Killed in the same folder: no other machine or folder may finish it.
                let folder = laid_out(&truth.case.files);
                let fault = format!("die@{first}");
                run(folder.path(), truth.case.arguments, Some(&fault));
                killed(&truth, &folder, *number, recovery.len()).map_err(|failure| {
                    let failure = named(&truth.case, *number, &recovery, &failure);
                    format!("after die@{first}, {failure}")
                })
            }));
        }
    }
    tried.remark = format!(" of {recoveries} recoveries");
    tried
}

/// Points at which half of the files are written, and at which the history is not.
fn first_points(truth: &Truth) -> Vec<usize> {
    let placed: Vec<usize> = (1..)
        .zip(&truth.points)
        .filter(|(_, point)| point.starts_with("put a") && point.contains("/records"))
        .map(|(number, _)| number)
        .collect();
    let history = |point: &String| point.starts_with("put a") && point.contains("history");
    let history = truth.points.iter().position(history);
    let history = history.expect("every case is told in the history") + 1;
    vec![placed[placed.len() / 2], history]
}

/// How many points fewer than another run of a case may have.
const FEWER: usize = 8;

/// Kills the run of a case in `folder` at one of about so many points and looks whether the next one makes everything good.
fn killed(
    truth: &Truth,
    folder: &tempfile::TempDir,
    number: usize,
    points: usize,
) -> Result<(), String> {
    let (household, arguments) = (folder.path(), truth.case.arguments);
    let killed = run(household, arguments, Some(&format!("die@{number}")));
    // How often the store is written depends on the ids in it, so a run may have a few points fewer.
    let is_near_end = number + FEWER > points;
    match killed.code {
        None => {}
        Some(0) if is_near_end => return truth.is_complete(household),
        Some(_) => return Err(format!("it was not killed: {killed:?}")),
    }
    truth.is_whole(household)?;
    let was_begun = pending(household)?.is_some();
    let again = run(household, arguments, None);
    if again.code != Some(0) {
        return Err(format!("the next run does not succeed: {again:?}"));
    }
    if again.stderr.contains("was interrupted") != was_begun {
        return Err(format!(
            "the next run does not say what it found: {again:?}"
        ));
    }
    truth.is_complete(household)
}

/// Whether a further plan is empty, as after an undisturbed run.
fn nothing_is_left_to_do(truth: &Truth, folder: &tempfile::TempDir) -> Result<(), String> {
    let at_rest = run(folder.path(), NOTHING_LEFT, None).code == Some(0);
    match at_rest == truth.ends_at_rest {
        true => Ok(()),
        false => Err("a further plan is another one than undisturbed".to_owned()),
    }
}

fn named(case: &Case, number: usize, points: &[String], failure: &str) -> String {
    let point = points.get(number - 1).map_or("", String::as_str);
    format!("{}, die@{number} ({point}): {failure}", case.name)
}
