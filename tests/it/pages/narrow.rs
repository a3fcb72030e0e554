//! Pages on which hardly anything fits.

use plexmgr::render::kit::width::columns_of;

use super::households::{applied, broken, example, refused};
use super::{prose, run_at};

const OBSERVED: &str = "--observed=observed.json";

#[test]
fn nothing_panics_on_the_narrowest_pages() {
    for columns in [1, 2, 10, 20] {
        for (mut sandbox, arguments) in [
            (refused(), &["plan", OBSERVED][..]),
            (broken(), &["check"]),
            (applied(), &["history", "1"]),
            (example(), &["explain", "departures"]),
            (example(), &["explain"]),
            (example(), &["--help"]),
            (example(), &[]),
        ] {
            let run = run_at(&mut sandbox, columns, "always", arguments);
            assert!(
                [0, 3, 4].contains(&run.code),
                "{arguments:?} at {columns}: {}",
                run.stderr
            );
        }
    }
}

#[test]
fn on_twenty_columns_a_plan_still_fits() {
    let run = run_at(&mut refused(), 20, "never", &["plan", OBSERVED]);
    for line in prose(&run.stdout) {
        assert!(columns_of(line) <= 20, "{line}");
    }
}

#[test]
fn what_is_no_width_is_not_heeded() {
    let mut sandbox = example();
    let plain = sandbox.run(&["plan", OBSERVED]);
    for columns in ["", "0", "-1", "wide", "99999999999999999999999"] {
        sandbox.set("COLUMNS", columns);
        assert_eq!(sandbox.run(&["plan", OBSERVED]), plain, "{columns}");
    }
}

#[test]
fn ten_thousand_columns_are_as_good_as_none() {
    let mut sandbox = example();
    let plain = sandbox.run(&["plan", OBSERVED]);
    sandbox.set("COLUMNS", "10000");
    assert_eq!(sandbox.run(&["plan", OBSERVED]), plain);
}
