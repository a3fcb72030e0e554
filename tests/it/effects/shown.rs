//! Effects are taken back, and the program shows them.

use std::collections::BTreeMap;

use plexmgr::apply::{Means, undo, what_to_undo};
use plexmgr::effects::End;
use plexmgr::history::{Ledger, Run};

use super::{ADA, Fault, Stage, ended, ends, message, note};

#[test]
fn undo_takes_back_what_has_an_inverse_and_lists_the_rest() {
    let stage = Stage::new();
    stage.apply(&[note("one"), message("two"), note("three")], Fault::None);
    let undone = |run: &Run| {
        let details = run.details();
        let ledger = Ledger::of(&stage.sandbox.history());
        let undoing = what_to_undo(stage.folder(), &details, &BTreeMap::new(), &ledger);
        let performers = stage.performers(Fault::None);
        let means = Means {
            performers: &performers,
            stop: &|| false,
        };
        let today = "2026-11-22".parse().unwrap();
        let about = stage.about();
        let mut store = stage.store();
        if !undoing.is_done_already() {
            undo(
                stage.folder(),
                &details,
                &undoing,
                &about,
                today,
                &mut store,
                means,
            )
            .unwrap();
        }
        undoing
    };
    let run = stage.last();
    let undoing = undone(&run);
    assert_eq!(stage.notes()[3..], ["not three", "not one"]);
    assert_eq!(undoing.kept_effects.len(), 1);
    assert_eq!(undoing.kept_effects[0].key, "two");
    assert_eq!(stage.last().line.undone(), Some(run.id));
    let again = undone(&run);
    assert!(again.is_done_already(), "{again:?}");
    // The undo is undone in turn: the effects happen again, although their first keys are done.
    undone(&stage.last());
    assert_eq!(stage.notes()[5..], ["one", "three"]);
}

/// The program shows effects, and says what it cannot do: it has no performer yet.
#[test]
fn the_program_shows_effects_and_ends_with_7_if_one_fails() {
    let stage = Stage::new();
    stage.sandbox.remove(ADA);
    stage.apply(&[note("one"), message("two")], Fault::None);
    let history = stage.sandbox.run(&["history", "latest"]);
    for line in [
        "2 effects",
        "> note  one for ada: done",
        "> note_blindly  two for ada: done",
    ] {
        assert!(history.stdout.contains(line), "{line}: {}", history.stdout);
    }
    let json = stage
        .sandbox
        .run(&["history", "latest", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["effects"][0]["inverse"]["what"], "not one for ada");
    let undo = stage.sandbox.run(&["undo", "latest", "--yes"]);
    assert_eq!(undo.code, 7, "{undo:?}");
    let said = "kept two for ada: it cannot be taken back";
    assert!(undo.stdout.contains(said), "{undo:?}");
    assert!(undo.stdout.contains("> note  not one for ada"), "{undo:?}");
    let said = "not one for ada: failed, nothing happened: this version cannot carry out";
    assert!(undo.stderr.contains(said), "{undo:?}");
    assert_eq!(stage.last().details().effects[0].outcome.end, End::Failed);
}

#[test]
fn the_program_records_an_effect_it_cannot_see_as_unknown() {
    let stage = Stage::new();
    stage.killed(&[message("one")], Fault::DieBefore);
    let run = stage
        .sandbox
        .run(&["apply", "--observed", "observed.json", "--yes"]);
    let said = "one for ada: it is not known whether it happened (the run was interrupted";
    assert!(run.stderr.contains(said), "{run:?}");
    let first = stage.sandbox.history().remove(0);
    assert_eq!(ends(&first.details().effects), ended("one", End::Unknown));
}
