//! `history.jsonl`: what is accepted can be written again, and a cut loses the end only.

use plexmgr::fuzzing::{History, history_lines, replay_history};
use plexmgr::render::Page;
use plexmgr::render::history::{run_text, runs_text};
use plexmgr::render::past;
use plexmgr::store::{RunDetails, RunLine};
use plexmgr::vocabulary::is_hidden;

/// Replays the input; what it tells is what is told when it is written again.
pub(super) fn replays_as_written(text: &[u8]) {
    let Ok(history) = replay_history(text) else {
        return;
    };
    let again: String = history
        .runs
        .iter()
        .map(|run| history_lines(&bare(run)))
        .collect();
    let replayed = replay_history(again.as_bytes()).expect("written just now");
    assert_eq!(replayed.remembered, history.remembered);
    assert_eq!(replayed.runs, history.runs);
    details_as_written(&history);
    cut_off(text, &history);
    joined(text, &history);
    is_shown(&history);
}

/// Nothing in a history steers what shows it, and no patch in it does harm to a text it is not for.
fn is_shown(history: &History) {
    let is_line_or_text = |text: &str| !text.replace('\n', "").contains(is_hidden);
    assert!(is_line_or_text(&runs_text(&history.runs, Page::PLAIN)));
    assert!(is_line_or_text(&past::runs(&history.runs)));
    for details in history.details.iter().flatten() {
        assert!(
            is_line_or_text(&run_text(details, &history.runs, Page::PLAIN)),
            "{details:?}"
        );
        assert!(is_line_or_text(&past::run(details)), "{details:?}");
        for file in &details.files {
            // Whether the patch fits does not matter here.
            drop(file.undo.applied_to("one\ntwo\nthree"));
        }
    }
}

fn bare(run: &RunLine) -> RunDetails {
    RunDetails {
        run: run.clone(),
        changes: Vec::new(),
        files: Vec::new(),
    }
}

/// What follows the runs is kept as well.
fn details_as_written(history: &History) {
    let Some(details) = &history.details else {
        return;
    };
    let again: String = details.iter().map(history_lines).collect();
    let replayed = replay_history(again.as_bytes()).expect("written just now");
    assert_eq!(replayed.details.as_ref(), Some(details));
}

/// A run that was cut off while it wrote takes nothing from the runs before it.
fn cut_off(text: &[u8], whole: &History) {
    const LAST_BYTES: usize = 40;
    for end in text.len().saturating_sub(LAST_BYTES)..text.len() {
        let part = replay_history(&text[..end]).expect("the beginning of a good history is good");
        assert!(whole.runs.starts_with(&part.runs), "cut off at {end}");
        let known = |id| whole.remembered.people.contains(id) || whole.forgotten.contains(id);
        assert!(part.remembered.people.iter().all(known), "cut off at {end}");
    }
}

/// What one run adds is added to what was there.
fn joined(text: &[u8], whole: &History) {
    let Some(last) = whole.runs.last() else {
        return;
    };
    let end = text
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let change = serde_json::json!({"kind": "add_user", "line": "run", "serial": 1});
    let added = history_lines(&RunDetails {
        changes: vec![change],
        ..bare(last)
    });
    let longer = replay_history(&[&text[..end], added.as_bytes()].concat()).expect("both are good");
    assert_eq!(longer.remembered, whole.remembered);
    assert_eq!(longer.runs.len(), whole.runs.len() + 1);
}
