//! The disk is full at every numbered point, once and from there on.

use crate::Tried;
use crate::cases;
use crate::folder::laid_out;
use crate::program::run;
use crate::sample::sampled;
use crate::truth::{Truth, nothing_left_over};
use crate::workers::each;

/// What the system says, as every message has to repeat it.
const CAUSE: &str = "no storage space";

/// Fills the disk at every point of a run that makes everything anew and of one that takes it back.
pub(crate) fn every_full_disk() -> Tried {
    let mut tried = Tried {
        what: "full disks",
        ..Tried::default()
    };
    for case in [cases::no_store(), cases::undone()] {
        let truth = Truth::of(case);
        let faults: Vec<String> = (1..=truth.points.len())
            .flat_map(|number| {
                // A disk that stays full is met soon by every later write, so fewer beginnings do.
                let stays = number % 3 == 1;
                [
                    Some(format!("full@{number}")),
                    stays.then(|| format!("full@{number}+")),
                ]
            })
            .flatten()
            .collect();
        let faults = sampled(faults);
        tried.trials += faults.len();
        tried.failures.extend(each(&faults, |fault| {
            filled(&truth, fault)
                .map_err(|failure| format!("{}, {fault}: {failure}", truth.case.name))
        }));
    }
    tried
}

fn filled(truth: &Truth, fault: &str) -> Result<(), String> {
    let folder = laid_out(&truth.case.files);
    let (household, arguments) = (folder.path(), truth.case.arguments);
    let full = run(household, arguments, Some(fault));
    nothing_left_over(household)?;
    truth.is_whole(household)?;
    match full.code {
        // What failed was not needed: the lock is gone already, or redb closes what is complete.
        Some(0) => return truth.is_complete(household),
        Some(1 | 7) => {}
        _ => return Err(format!("another exit code than 1 or 7: {full:?}")),
    }
    let names_file = ["records/", "state"]
        .iter()
        .any(|name| full.stderr.contains(name));
    if !names_file || !full.stderr.contains(CAUSE) {
        return Err(format!("it does not name file and cause: {full:?}"));
    }
    let again = run(household, arguments, None);
    if again.code != Some(0) {
        return Err(format!("the next run does not succeed: {again:?}"));
    }
    truth.is_complete_in_parts(household)
}
