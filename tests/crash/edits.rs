//! An editor saves at every numbered point of a run, in each way in which editors save.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::Tried;
use crate::cases::{self, Case};
use crate::folder::laid_out;
use crate::program::{points, run, start_paused};
use crate::sample::sampled;
use crate::workers::each;

/// How an editor saves.
#[derive(Debug, Clone, Copy)]
enum Saves {
    /// Writes a file beside and renames it.
    Rename,
    /// Empties the file and writes it.
    Truncate,
    /// Adds to its end.
    Append,
    /// Adds to its end, with the file open since before the run.
    AppendLate,
    /// Removes it and writes another one.
    Remove,
}

const WAYS: [Saves; 5] = [
    Saves::Rename,
    Saves::Truncate,
    Saves::Append,
    Saves::AppendLate,
    Saves::Remove,
];

/// At every how many of the points the servers are edited as well.
const SERVERS: usize = 4;

/// What is saved: a comment, so that the records stay valid.
const EDIT: &str = "# an edit\n";

/// Saves once at every point from the first record that is written.
pub(crate) fn at_every_point() -> Tried {
    let mut tried = Tried {
        what: "edits",
        ..Tried::default()
    };
    for case in [cases::kept_store(), cases::undone()] {
        let folder = laid_out(&case.files);
        let points = points(folder.path(), case.arguments);
        let first = points.iter().position(|point| point.contains("/records"));
        let first = first.expect("every case writes a record");
        let last = points.iter().rposition(|point| point.contains("/records"));
        let last = last.expect("every case writes a record") + 1;
        let mut edited = "records/users/quill.yaml".to_owned();
        let mut trials = Vec::new();
        for (number, point) in (1..).zip(&points).skip(first) {
            if let Some((_, path)) = point.split_once("/records/")
                && path.ends_with(".yaml")
            {
                edited = format!("records/{path}");
            }
            // What a program writes into a file that has no name any more can be seen by none.
            let is_last_look = |point: &String| point.starts_with("remove what was replaced");
            let is_over = points[..number].iter().any(is_last_look);
            let ways = WAYS.into_iter();
            for way in ways.filter(|way| !is_over || !matches!(way, Saves::AppendLate)) {
                trials.push((number, way, edited.clone()));
                if number.is_multiple_of(SERVERS) {
                    trials.push((number, way, "records/servers.yaml".to_owned()));
                }
            }
        }
        let trials = sampled(trials);
        tried.trials += trials.len();
        tried.failures.extend(each(&trials, |(number, way, file)| {
            let point = (*number, *number > last);
            edited_at(&case, point, *way, file).map_err(|failure| {
                let point = &points[number - 1];
                format!(
                    "{}, {way:?} of {file} at {number} ({point}): {failure}",
                    case.name
                )
            })
        }));
    }
    tried.remark = ", in the record in hand, and at every fourth point in the servers".to_owned();
    tried
}

/// `is_over` once nothing is left to do but the store, which a run saves in a few writes more or less.
fn edited_at(
    case: &Case,
    (number, is_over): (usize, bool),
    way: Saves,
    file: &str,
) -> Result<(), String> {
    let folder = laid_out(&case.files);
    let household = folder.path();
    let path = household.join(file);
    let mut open = OpenOptions::new().append(true).open(&path).ok();
    let mut paused = start_paused(household, case.arguments, number);
    paused.wait_for_points(number, is_over)?;
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    if text.is_empty() {
        // Not made yet, or removed already; an editor would not find it.
        return paused.go_on().map(drop);
    }
    match way {
        Saves::Rename => {
            let beside = path.with_extension("swp");
            std::fs::write(&beside, text + EDIT).map_err(|error| error.to_string())?;
            std::fs::rename(&beside, &path).map_err(|error| error.to_string())?;
        }
        Saves::Truncate => {
            std::fs::write(&path, text + EDIT).map_err(|error| error.to_string())?;
        }
        Saves::Remove => {
            std::fs::remove_file(&path).map_err(|error| error.to_string())?;
            std::fs::write(&path, text + EDIT).map_err(|error| error.to_string())?;
        }
        Saves::Append => append(&path)?,
        Saves::AppendLate => match &mut open {
            Some(file) => file
                .write_all(EDIT.as_bytes())
                .map_err(|error| error.to_string())?,
            None => append(&path)?,
        },
    }
    let code = paused.go_on()?;
    if !matches!(code, Some(0 | 5 | 7)) {
        return Err(format!("it ended with {code:?}"));
    }
    let holding = holding(household);
    if holding.is_empty() {
        return Err("the edit is lost".to_owned());
    }
    let kept: Vec<&PathBuf> = holding.iter().filter(|path| is_kept(path)).collect();
    for path in kept {
        std::fs::remove_file(path).map_err(|error| error.to_string())?;
    }
    match run(household, cases::APPLY, None).code {
        Some(0) => Ok(()),
        code => Err(format!("the next run ends with {code:?}")),
    }
}

fn append(path: &Path) -> Result<(), String> {
    let file = OpenOptions::new().append(true).open(path);
    file.and_then(|mut file| file.write_all(EDIT.as_bytes()))
        .map_err(|error| error.to_string())
}

/// Whether this is where an edit is kept that could not get its place back.
pub(crate) fn is_kept(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.contains(".edited")
}

/// The files below the records that hold the edit and that a person sees.
fn holding(household: &Path) -> Vec<PathBuf> {
    let files = crate::folder::contents(&household.join("records"));
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(EDIT.trim_end());
    let is_hidden = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with('.')
    };
    files
        .into_iter()
        .filter(|(path, bytes)| !is_hidden(path) && holds(bytes))
        .map(|(path, _)| household.join("records").join(path))
        .collect()
}
