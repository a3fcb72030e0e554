//! Effects are carried out once, after the files, and recorded with what became of them.

use plexmgr::apply::{Means, ToApply, apply};
use plexmgr::change::Effect;
use plexmgr::draft::Draft;
use plexmgr::effects::{End, Outcome};
use plexmgr::records::schema::Records;
use plexmgr::store::{Look, Machine, Writer};

use super::{ADA, Fault, Stage, change_set, ended, ends, message, note};

#[test]
fn effects_follow_the_files_and_are_in_the_history() {
    let stage = Stage::new();
    let effects = [note("one"), message("two")];
    let applied = stage.apply_from(Some("old\n"), &effects, Fault::None, &|| false);
    let applied = applied.unwrap();
    assert!(applied.is_whole(), "{applied:?}");
    assert_eq!(stage.notes(), ["one", "two"]);
    assert_eq!(stage.sandbox.read(ADA), "new\n");
    let details = stage.last().details();
    assert_eq!(details.run.effects, 2);
    assert_eq!(details.effects, applied.effects);
    let lines: Vec<Effect> = details.effects.into_iter().map(|l| l.effect).collect();
    assert_eq!(lines, effects, "a line holds all of an effect");
    let last = String::from_utf8(stage.last().lines().to_vec()).unwrap();
    let expected = r#"{"line":"effect","key":"two","kind":"note_blindly","what":"two for ada","details":{"line":"two"},"outcome":"done"}"#;
    assert_eq!(last.lines().last().map(str::trim_start), Some(expected));
}

#[test]
fn an_effect_is_never_carried_out_twice() {
    let stage = Stage::new();
    stage.apply(&[note("one"), note("one")], Fault::None);
    let again = stage.apply(&[note("one"), note("two")], Fault::None);
    assert!(again.is_whole(), "{again:?}");
    assert_eq!(stage.notes(), ["one", "two"]);
    assert_eq!(stage.recorded(), ended("two", End::Done));
    let none = stage.apply(&[note("one")], Fault::None);
    assert_eq!((none.run, none.is_whole()), (None, true));
    assert_eq!(
        stage.sandbox.history().len(),
        2,
        "a run without effect is not recorded"
    );
}

/// The files of runs that are set aside are not in the working tree, but what they did is done.
#[test]
fn runs_that_are_set_aside_count_for_effects() {
    let stage = Stage::new();
    stage.apply(&[note("one")], Fault::None);
    stage.sandbox.remove(&stage.sandbox.run_file(1));
    assert!(stage.sandbox.history().is_empty());
    stage.apply(&[note("one"), note("two")], Fault::None);
    assert_eq!(stage.notes(), ["one", "two"]);
}

#[test]
fn what_did_not_happen_is_done_by_a_later_run_and_what_may_have_happened_is_not() {
    for (fault, effect, end) in [
        (Fault::Refuse, note("one"), End::Refused),
        (Fault::Fail, note("one"), End::Failed),
        (Fault::Pretend, note("one"), End::Failed),
        (Fault::LoseAnswer, note("one"), End::Done),
        (Fault::LoseAnswer, message("one"), End::Unknown),
    ] {
        let stage = Stage::new();
        let first = stage.apply(std::slice::from_ref(&effect), fault);
        assert_eq!(ends(&first.effects), ended("one", end), "{fault:?}");
        assert_eq!(first.is_whole(), end == End::Done, "{fault:?}");
        assert_eq!(stage.recorded(), ended("one", end), "{fault:?}");
        stage.apply(&[effect], Fault::None);
        assert_eq!(stage.notes(), ["one"], "{fault:?}: it happens exactly once");
    }
}

#[test]
fn a_refusal_is_recorded_with_the_words_of_the_service() {
    let stage = Stage::new();
    stage.apply(&[note("one")], Fault::Refuse);
    let outcome = stage.last().details().effects.remove(0).outcome;
    assert_eq!(outcome, Outcome::refused("Missing Permissions"));
}

#[test]
fn no_effect_is_begun_unless_all_files_are_written() {
    let stage = Stage::new();
    let before = Some("what the plan found\n");
    let applied = stage.apply_from(before, &[note("one")], Fault::None, &|| false);
    let applied = applied.unwrap();
    assert_eq!((applied.run, applied.effects_left), (None, 1));
    assert!(!applied.is_whole());
    assert_eq!(stage.notes(), [""; 0]);
}

#[test]
fn without_a_note_on_this_machine_no_effect_is_begun() {
    let stage = Stage::new();
    let performers = stage.performers(Fault::None);
    let means = Means {
        performers: &performers,
        stop: &|| false,
    };
    let folder = stage.sandbox.state();
    let mut store = Writer::open(&Machine::default(), &folder, Look::Whole).unwrap();
    let to_apply = ToApply {
        folder: stage.folder(),
        records: &Records::default(),
        change_set: &change_set(&[note("one")]),
        draft: &Draft::default(),
        about: &stage.about(),
    };
    let applied = apply(&to_apply, &mut store, means).unwrap();
    assert_eq!((applied.run, applied.effects_left), (None, 1));
    assert_eq!(stage.notes(), [""; 0]);
}
