//! Editors save as fast as they can while runs write the same files.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::Tried;
use crate::edits::is_kept;
use crate::folder::{contents, laid_out};
use crate::large::{RECORDED, observed_with, recorded};
use crate::program::{OBSERVED, run};
use crate::random::Random;

/// How many edits are made unless `PLEXMGR_EDITS` names another number.
const EDITS: usize = 600;

/// How long an editor pauses between two edits, so that the runs get their turn.
const PAUSE: Duration = Duration::from_millis(120);

/// What the runs met.
#[derive(Default)]
struct Met {
    runs: usize,
    /// Files that a run wrote.
    written: usize,
    /// Files that a run left alone because they changed.
    refused: usize,
    /// Runs that read a file while it was empty.
    invalid: usize,
    /// Edits kept under a name of their own.
    kept: Vec<String>,
}

/// Makes the edits, and looks whether each of them is in a file in the end.
pub(crate) fn while_runs_write() -> Tried {
    let wanted = std::env::var("PLEXMGR_EDITS").ok();
    let wanted = wanted
        .and_then(|wanted| wanted.parse().ok())
        .unwrap_or(EDITS);
    let case = recorded();
    let folder = laid_out(&case.files);
    let household = folder.path();
    let (left, ended) = (AtomicUsize::new(wanted), AtomicBool::new(false));
    let (met, made) = std::thread::scope(|scope| {
        let runs = scope.spawn(|| runs(household, &ended));
        let editors: Vec<_> = (0..RECORDED)
            .map(|number| {
                let path = household.join(format!("records/users/person{number}.yaml"));
                let left = &left;
                scope.spawn(move || edits(&path, number, left))
            })
            .collect();
        let made: Vec<String> = editors
            .into_iter()
            .flat_map(|editor| editor.join().expect("an editor ends by itself"))
            .collect();
        ended.store(true, Ordering::SeqCst);
        (runs.join().expect("the runs end after the editors"), made)
    });
    let mut texts: BTreeSet<String> = lines(household);
    texts.extend(
        met.kept
            .iter()
            .flat_map(|text| text.lines())
            .map(str::to_owned),
    );
    let lost: Vec<String> = made
        .iter()
        .filter(|edit| !texts.contains(*edit))
        .map(|edit| format!("{edit} is lost"))
        .collect();
    Tried {
        trials: made.len(),
        what: "edits while runs wrote",
        remark: format!(
            " against {} runs: {} files written, {} refused, {} runs that read half an edit, {} edits kept \
             beside",
            met.runs,
            met.written,
            met.refused,
            met.invalid,
            met.kept.len()
        ),
        failures: lost,
    }
}

/// Applies one snapshot after the other, until the editors have ended.
fn runs(household: &Path, ended: &AtomicBool) -> Met {
    let mut met = Met::default();
    while !ended.load(Ordering::SeqCst) || met.runs < 2 {
        // Everyone has another title, so that each run has to write every file.
        let snapshot = observed_with(&format!(", {}", met.runs));
        std::fs::write(household.join(OBSERVED), snapshot).expect("there is room");
        let run = run(household, crate::cases::APPLY, None);
        met.runs += 1;
        met.refused += run.stderr.matches("was not written").count();
        met.invalid += usize::from(run.code == Some(3));
        met.written += written(&run.stderr);
        met.kept.extend(kept(&household.join("records/users")));
    }
    met
}

/// How many files a run says that it wrote: `Applied as run 7: 12 files written.`
fn written(stderr: &str) -> usize {
    let count = stderr.lines().filter_map(|line| {
        let (_, rest) = line.strip_prefix("Applied as run ")?.split_once(": ")?;
        rest.split(' ').next()?.parse::<usize>().ok()
    });
    count.sum()
}

/// Takes the edits away that were kept beside a record.
fn kept(users: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(users).expect("nobody removes the folder");
    let paths = entries.map(|entry| entry.expect("the folder can be listed").path());
    let kept: Vec<PathBuf> = paths.filter(|path| is_kept(path)).collect();
    let take = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("only this thread removes it");
        std::fs::remove_file(path).expect("only this thread removes it");
        text
    };
    kept.iter().map(take).collect()
}

/// Saves one comment after the other into a file, as one of three kinds of editors, until all edits are made; returns them.
fn edits(path: &Path, number: u64, left: &AtomicUsize) -> Vec<String> {
    let mut made = Vec::new();
    let mut random = Random::new(number);
    while take_one(left) {
        let edit = format!("# edit {number}/{}", made.len());
        match number % 3 {
            0 => by_rename(path, &edit),
            1 => by_truncating(path, &edit),
            _ => by_appending(path, &edit),
        }
        made.push(edit);
        // Not all editors at one moment of a run.
        std::thread::sleep(PAUSE.mul_f64(0.5 + random.below(1000) as f64 / 1000.0));
    }
    made
}

fn take_one(left: &AtomicUsize) -> bool {
    let taken = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
        left.checked_sub(1)
    });
    taken.is_ok()
}

fn by_rename(path: &Path, edit: &str) {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let beside: PathBuf = path.with_extension("yaml~");
    std::fs::write(&beside, format!("{text}{edit}\n")).expect("there is room");
    std::fs::rename(&beside, path).expect("both are in one folder");
}

fn by_truncating(path: &Path, edit: &str) {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    std::fs::write(path, format!("{text}{edit}\n")).expect("there is room");
}

fn by_appending(path: &Path, edit: &str) {
    let file = OpenOptions::new().append(true).open(path);
    let written = file.and_then(|mut file| file.write_all(format!("{edit}\n").as_bytes()));
    written.expect("the file is there at any moment");
}

fn lines(household: &Path) -> BTreeSet<String> {
    let files = contents(&household.join("records"));
    let texts = files
        .values()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}
