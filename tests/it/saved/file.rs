//! The file alone: every damaged byte is noticed, and what is no saved plan is told from what is one
//! of another version.

use plexmgr::saved::{FORMAT_VERSION, SavedPlan, SavedPlanError};
use proptest::prelude::*;

use super::household::{FILE, example, refused, reseal, resealed};
use crate::sandbox::Sandbox;

fn read(text: &str) -> Result<SavedPlan, SavedPlanError> {
    SavedPlan::from_bytes(text.as_bytes())
}

/// A plan with little in it.
fn small() -> String {
    let sandbox = Sandbox::example();
    let apply = ["apply", "--yes", "--observed", "observed.json"];
    assert_eq!(sandbox.run(&apply).code, 0);
    let out = ["plan", "--out", FILE, "--observed", "observed.json"];
    assert_eq!(sandbox.run(&out).code, 0);
    sandbox.read(FILE)
}

#[test]
fn every_flipped_byte_is_noticed() {
    let text = small();
    assert!(read(&text).is_ok());
    let mut bytes = text.into_bytes();
    for position in 0..bytes.len() {
        let flip = [0x01, 0x20, 0x80][position % 3];
        bytes[position] ^= flip;
        let read = SavedPlan::from_bytes(&bytes);
        assert!(read.is_err(), "byte {position} ^ {flip:#x}");
        bytes[position] ^= flip;
    }
}

#[test]
fn everything_cut_off_or_added_is_noticed() {
    let text = small();
    for end in 0..text.len() {
        assert!(
            SavedPlan::from_bytes(&text.as_bytes()[..end]).is_err(),
            "{end} bytes"
        );
    }
    for other in [
        format!("{text}\n"),
        format!("{text} "),
        format!("\n{text}"),
        format!("\u{feff}{text}"),
        text.replace('\n', "\r\n"),
        text.trim_end().to_owned(),
        format!("{text}{text}"),
    ] {
        assert!(read(&other).is_err());
    }
}

#[test]
fn a_flipped_byte_stops_the_apply() {
    let sandbox = example();
    let text = sandbox.read(FILE);
    sandbox.write(
        FILE,
        &text.replacen("\"after\": \"Cirrus\"", "\"after\": \"Cirrvs\"", 1),
    );
    refused(
        &sandbox,
        &[],
        5,
        &[
            "cannot use the saved plan plan.json",
            "was changed or cut off",
        ],
    );
    let run = sandbox.run(&["show", FILE]);
    assert_eq!((run.code, run.stdout.as_str()), (5, ""), "{}", run.stderr);
}

#[test]
fn an_unknown_major_version_is_named_and_a_newer_minor_one_is_read() {
    let sandbox = example();
    let text = sandbox.read(FILE);
    let version = format!("\"format_version\": \"{FORMAT_VERSION}\"");
    for other in ["3.0", "1.0", "1", "1.0.0", "latest", ""] {
        let changed = format!("\"format_version\": \"{other}\"");
        sandbox.write(FILE, &resealed(&text, &version, &changed));
        for command in ["apply", "show"] {
            let run = sandbox.run(&[command, FILE]);
            assert_eq!(run.code, 5, "{}", run.stderr);
            let told = format!("format version `{other}` is not supported");
            assert!(run.stderr.contains(&told), "{}", run.stderr);
        }
    }
    let newer = "\"format_version\": \"2.99\",\n  \"new\": {\"key\": 1}";
    let newer = resealed(&text, &version, newer);
    let newer = resealed(&newer, "\"basis\": {", "\"basis\": {\n    \"new\": [null],");
    let newer = resealed(&newer, "\"subject\": ", "\"new\": 1, \"subject\": ");
    let known = read(&text).unwrap();
    assert_eq!(read(&newer).unwrap().contents, known.contents);
}

#[test]
fn unknown_keys_are_refused_in_a_known_version() {
    let text = small();
    for place in [
        "\"household\": ",
        "\"today\": ",
        "\"newest\": ",
        "\"people\": ",
    ] {
        let changed = resealed(&text, place, &format!("\"new\": 1, {place}"));
        assert!(read(&changed).is_err(), "{place}");
    }
}

#[test]
fn other_files_are_distinguished() {
    let text = small();
    assert_eq!(
        read(&resealed(&text, "plexmgr plan", "plexmgr plans")),
        Err(SavedPlanError::Format("plexmgr plans".into()))
    );
    assert_eq!(
        read(&text.replace("\"basis\"", "\"basic\"")),
        Err(SavedPlanError::Digest)
    );
    for other in [
        "",
        "{}",
        "[]",
        "null",
        "plexmgr",
        "{\"format\": 1}",
        "class: standard\n",
    ] {
        assert!(
            matches!(read(other), Err(SavedPlanError::Shape(_))),
            "{other}"
        );
    }
    let deep = "[".repeat(100_000);
    assert!(matches!(read(&deep), Err(SavedPlanError::Shape(_))));
    let large = vec![b' '; plexmgr::saved::MOST_BYTES + 1];
    assert_eq!(SavedPlan::from_bytes(&large), Err(SavedPlanError::TooLarge));
}

#[test]
fn other_files_stop_apply_and_show() {
    let sandbox = Sandbox::example();
    for other in [
        "",
        "not json",
        "{}",
        &sandbox.read("observed.json"),
        "{\"format\": \"\u{1b}[2J\", \"format_version\": \"1.0\"}",
    ] {
        sandbox.write(FILE, other);
        let run = refused(
            &sandbox,
            &[],
            5,
            &["cannot use the saved plan", "it is not a saved plan"],
        );
        assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
        assert_eq!(sandbox.run(&["show", FILE]).code, 5);
    }
}

#[test]
fn a_plan_that_makes_no_sense_is_refused_by_its_place() {
    let text = example().read(FILE);
    for (from, to, told) in [
        (
            "\"kind\": \"add_server\"",
            "\"kind\": \"add_severs\"",
            "change 2: `kind`",
        ),
        ("\"user\": \"marlow\"", "\"user\": \"../marlow\"", "`user`"),
        (
            "\"after\": \"2026-12-22\"",
            "\"after\": \"2026-13-22\"",
            "`end`",
        ),
        (
            "\"summary\": {",
            "\"summary\": {\n      \"add_planet\": 1,",
            "`summary.add_planet`",
        ),
        (
            "\"complete\": true,\n  \"accounts\"",
            "\"complete\": false,\n  \"accounts\"",
            "`complete`",
        ),
        (
            "\"status\": \"added\"",
            "\"status\": \"stolen\"",
            "`status`",
        ),
        (
            "\"verdict\": \"pass\"",
            "\"verdict\": \"fine\"",
            "`guards[0].verdict`",
        ),
    ] {
        let error = read(&resealed(&text, from, to)).expect_err(to).to_string();
        assert!(error.contains(told), "{to}: {error}");
    }
}

#[test]
fn a_plan_for_no_day_or_household_is_refused() {
    let sandbox = example();
    reseal(&sandbox, "\"household\": \"5d0c", "\"household\": \"{5d0c");
    refused(&sandbox, &[], 5, &["`household` is invalid"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(SavedPlan::from_bytes(&bytes).is_err());
    }
}
