//! The history: what is accepted is shown safely, can be written again, and a cut loses the end only.

use std::collections::BTreeSet;

use plexmgr::fuzzing::first_file;
use plexmgr::history::{HISTORY_FORMAT, History, Run, RunDetails, Summary, lines_of};
use plexmgr::render::Page;
use plexmgr::render::history::json;
use plexmgr::render::history::text::{HistoryView, run_text, runs_text};
use plexmgr::vocabulary::is_hidden;

/// Reads the input as the file of one run and as the file of the first release.
pub(super) fn reads_what_is_written(text: &[u8]) {
    if let Ok(run) = Run::read(text) {
        assert_eq!(Run::read(run.lines()).as_ref().ok(), Some(&run));
        is_written_again(&run.details());
        is_shown(&[run]);
    }
    if let Some(History { runs, .. }) = first_file(text) {
        cut_off(text, &runs);
        is_shown(&runs);
    }
}

/// The lines of a run of this version give the same run again.
fn is_written_again(details: &RunDetails) {
    let RunDetails {
        id: _,
        run,
        changes,
        files,
        effects,
    } = details;
    if run.format != HISTORY_FORMAT {
        return;
    }
    let again = Run::read(&lines_of(run, changes, files, effects)).expect("written just now");
    assert_eq!(again.line, *run);
    assert_eq!(again.details().changes, *changes);
    assert_eq!(again.details().files, *files);
    assert_eq!(again.details().effects, *effects);
}

/// Nothing in a history steers what shows it, and no patch in it does harm to a text it is not for.
fn is_shown(runs: &[Run]) {
    let is_line_or_text = |text: &str| !text.replace('\n', "").contains(is_hidden);
    let applied = HistoryView::of(runs, &[], runs);
    assert!(is_line_or_text(&runs_text(&applied, Page::PLAIN)));
    assert!(is_line_or_text(&json::runs(&applied)));
    for run in runs {
        let name = run.file_name();
        assert!(
            !name.contains(['/', '\\', '\0']) && !name.starts_with('.'),
            "{name:?}"
        );
        let details = run.details();
        let text = run_text(&details, &applied, Page::PLAIN);
        assert!(is_line_or_text(&text), "{details:?}");
        assert!(is_line_or_text(&json::run(&details)), "{details:?}");
        for file in &details.files {
            // Whether the patch fits does not matter here.
            drop(file.undo.applied_to("one\ntwo\nthree"));
        }
    }
}

/// A run that was cut off while the first release wrote it takes nothing from the runs before it.
fn cut_off(text: &[u8], whole: &[Run]) {
    const LAST_BYTES: usize = 40;
    let lines = |runs: &[Run]| -> Vec<_> { runs.iter().map(|run| run.line.clone()).collect() };
    let known = Summary::of(whole, &BTreeSet::new()).runs;
    for end in text.len().saturating_sub(LAST_BYTES)..text.len() {
        let part = first_file(&text[..end]).expect("the beginning of a good history is good");
        assert!(part.runs.len() <= known, "cut off at {end}");
        let whole: BTreeSet<_> = lines(whole).iter().map(|line| line.time.clone()).collect();
        let times = lines(&part.runs).into_iter().map(|line| line.time);
        assert!(
            times.into_iter().all(|time| whole.contains(&time)),
            "cut off at {end}"
        );
    }
}
