//! A run ends between or within its effects: the next one looks, and repeats nothing.

use std::cell::Cell;

use plexmgr::apply::{ApplyError, RecoveredEnd};
use plexmgr::effects::End;
use plexmgr::store::Machine;

use super::{ADA, Fault, Stage, ended, ends, message, note};

/// Killed while an effect is carried out: what can be seen is recorded as it is, what cannot be seen stays unknown.
#[test]
fn an_interrupted_effect_is_looked_at_and_not_repeated() {
    for (fault, effect, end) in [
        (Fault::DieBefore, note("one"), End::Failed),
        (Fault::DieAfter, note("one"), End::Done),
        (Fault::DieBefore, message("one"), End::Unknown),
        (Fault::DieAfter, message("one"), End::Unknown),
    ] {
        let stage = Stage::new();
        stage.killed(&[effect.clone(), note("later")], fault);
        let happened = stage.notes();
        // An edit made meanwhile is no reason to write the files again.
        stage.sandbox.write(ADA, "edited\n");
        let RecoveredEnd::Finished(applied) = stage.recover().end else {
            panic!("{fault:?}: the run is recorded");
        };
        assert_eq!(
            stage.notes(),
            happened,
            "{fault:?}: recovering does not act"
        );
        assert_eq!(stage.sandbox.read(ADA), "edited\n", "{fault:?}");
        assert_eq!(stage.recorded(), ended("one", end), "{fault:?}");
        assert_eq!(
            applied.effects_left, 1,
            "{fault:?}: the next one was not begun"
        );
        assert_eq!(stage.last().line.files, [ADA], "{fault:?}");
        stage.apply(&[effect, note("later")], Fault::None);
        let mut notes = stage.notes();
        notes.retain(|line| line == "one");
        let expected = usize::from(end != End::Unknown || fault == Fault::DieAfter);
        assert_eq!(notes.len(), expected, "{fault:?}: at most once");
        assert!(stage.notes().contains(&"later".to_owned()), "{fault:?}");
    }
}

#[test]
fn a_run_that_is_stopped_between_two_effects_keeps_the_outcome_of_the_first() {
    let stage = Stage::new();
    let asked = Cell::new(0);
    let effects = [message("one"), note("two")];
    let stop = || asked.replace(asked.get() + 1) == 1;
    let stopped = stage.apply_from(None, &effects, Fault::None, &stop);
    assert!(
        matches!(stopped, Err(ApplyError::Interrupted)),
        "{stopped:?}"
    );
    assert_eq!(stage.notes(), ["one"]);
    stage.recover();
    assert_eq!(stage.recorded(), ended("one", End::Done));
    stage.apply(&effects, Fault::None);
    assert_eq!(stage.notes(), ["one", "two"]);
}

#[test]
fn a_run_that_is_stopped_before_its_first_effect_is_taken_back() {
    let stage = Stage::new();
    let stopped = stage.apply_from(None, &[note("one")], Fault::None, &|| true);
    assert!(
        matches!(stopped, Err(ApplyError::Interrupted)),
        "{stopped:?}"
    );
    assert_eq!(stage.recover().end, RecoveredEnd::TakenBack);
    assert!(stage.sandbox.history().is_empty());
    stage.apply(&[note("one")], Fault::None);
    assert_eq!(stage.notes(), ["one"]);
}

/// A run that may not be finished is dropped, but what it did outside the household is not forgotten.
#[test]
fn the_effects_of_a_run_that_is_dropped_are_recorded() {
    let stage = Stage::new();
    stage.killed(&[message("one")], Fault::DieAfter);
    let recovered = stage.recover_as(&Machine::default());
    let RecoveredEnd::Dropped { effects, .. } = recovered.end else {
        panic!("{recovered:?}");
    };
    assert_eq!(ends(&effects), ended("one", End::Unknown));
    assert_eq!(stage.recorded(), ended("one", End::Unknown));
    assert_eq!(stage.last().line.files, [""; 0]);
    stage.apply(&[message("one")], Fault::None);
    assert_eq!(stage.notes(), ["one"]);
}
