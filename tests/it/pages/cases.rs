//! What is shown: one line per text.

use super::households::{
    applied, broken, edited, empty, example, half_known, lost_history, no_plans, refused, saved,
    stale, undone, untold,
};
use crate::sandbox::Sandbox;

/// One command in one household.
pub(super) struct Case {
    /// The name of its snapshots.
    pub(super) name: &'static str,
    pub(super) household: fn() -> Sandbox,
    pub(super) arguments: &'static [&'static str],
    pub(super) exit: i32,
}

impl Case {
    /// Whether it has to begin anew each time.
    pub(super) fn writes(&self) -> bool {
        let commands = ["apply", "undo", "init", "state"];
        self.arguments
            .first()
            .is_some_and(|first| commands.contains(first))
    }

    /// Whether a line may be wider than the page: examples are shown as they are typed, and clap does
    /// not break the line that tells the usage.
    pub(super) fn may_be_wide(&self, line: &str) -> bool {
        let example = self.name.starts_with("explain") && line.starts_with("    ");
        example || line.starts_with("Usage: ")
    }
}

const fn case(
    name: &'static str,
    household: fn() -> Sandbox,
    arguments: &'static [&'static str],
    exit: i32,
) -> Case {
    Case {
        name,
        household,
        arguments,
        exit,
    }
}

const OBSERVED: &str = "--observed=observed.json";

pub(super) const CASES: &[Case] = &[
    case("plan", example, &["plan", OBSERVED], 0),
    case("plan_refused", refused, &["plan", OBSERVED, "--brief"], 4),
    case(
        "plan_half_known",
        half_known,
        &["plan", OBSERVED, "--brief"],
        8,
    ),
    case("plan_no_changes", applied, &["plan", OBSERVED], 0),
    case(
        "plan_saved",
        example,
        &["plan", OBSERVED, "--brief", "--out=plan.json"],
        0,
    ),
    case("plan_why", example, &["plan", OBSERVED, "--brief", "-v"], 0),
    case("apply", example, &["apply", OBSERVED, "--yes"], 0),
    case(
        "apply_refused",
        refused,
        &["apply", OBSERVED, "--yes", "--brief"],
        4,
    ),
    case("show", saved, &["show", "plan.json", "--brief"], 0),
    case("history", undone, &["history"], 0),
    case("history_of_nothing", example, &["history"], 0),
    case("history_of_a_run", applied, &["history", "1"], 0),
    case("undo", applied, &["undo", "1", "--yes"], 0),
    case("undo_in_part", edited, &["undo", "1", "--yes"], 7),
    case("undo_twice", undone, &["undo", "1", "--yes"], 0),
    case("state_check", applied, &["state", "check"], 0),
    case("state_check_findings", lost_history, &["state", "check"], 1),
    case("check", example, &["check"], 0),
    case("check_problems", broken, &["check"], 3),
    case("explain", empty, &["explain"], 0),
    case(
        "explain_a_problem",
        empty,
        &["explain", "no_such_server"],
        0,
    ),
    case(
        "explain_a_notice",
        empty,
        &["explain", "pending_invitation"],
        0,
    ),
    case("explain_an_exit", empty, &["explain", "5"], 0),
    case("init", empty, &["init"], 0),
    case("alone_without_household", empty, &[], 0),
    case("alone_not_valid", broken, &[], 0),
    case("alone_without_token", untold, &[], 0),
    case("alone_ready", example, &[], 0),
    case("alone_applied", applied, &[], 0),
    case("error_no_household", empty, &["plan"], 3),
    case("error_no_plans", no_plans, &["plan", OBSERVED], 3),
    case("error_no_token", untold, &["plan"], 3),
    case(
        "error_no_snapshot",
        example,
        &["plan", "--observed=nowhere.json"],
        3,
    ),
    case(
        "error_no_such_account",
        example,
        &["plan", OBSERVED, "--account=mian"],
        64,
    ),
    case("error_no_such_run", applied, &["undo", "7", "--yes"], 64),
    case("error_no_such_code", empty, &["explain", "unkown_key"], 64),
    case(
        "error_no_such_format",
        example,
        &["init", "--format=json"],
        64,
    ),
    case("error_no_such_command", empty, &["plam"], 64),
    case(
        "error_no_such_guard",
        example,
        &["apply", "--accept=departure=7"],
        64,
    ),
    case("error_nobody_to_ask", example, &["apply", OBSERVED], 64),
    case("error_no_plan_file", example, &["show", "observed.json"], 5),
    case("error_stale_plan", stale, &["apply", "plan.json"], 5),
    case("status", example, &["status"], 0),
    case("doctor", example, &["doctor", "--offline"], 0),
    case("schema", empty, &["schema"], 0),
    case("help", empty, &["--help"], 0),
    case("help_short", empty, &["-h"], 0),
    case("help_init", empty, &["init", "--help"], 0),
    case("help_check", empty, &["check", "--help"], 0),
    case("help_plan", empty, &["plan", "--help"], 0),
    case("help_plan_short", empty, &["plan", "-h"], 0),
    case("help_apply", empty, &["apply", "--help"], 0),
    case("help_show", empty, &["show", "--help"], 0),
    case("help_snapshot", empty, &["snapshot", "--help"], 0),
    case("help_history", empty, &["history", "--help"], 0),
    case("help_undo", empty, &["undo", "--help"], 0),
    case("help_explain", empty, &["explain", "--help"], 0),
    case("help_state", empty, &["state", "--help"], 0),
    case("help_state_check", empty, &["state", "check", "--help"], 0),
    case(
        "help_state_export",
        empty,
        &["state", "export", "--help"],
        0,
    ),
    case(
        "help_state_rebuild",
        empty,
        &["state", "rebuild", "--help"],
        0,
    ),
    case("help_login", empty, &["login", "--help"], 0),
    case("help_doctor", empty, &["doctor", "--help"], 0),
    case("help_status", empty, &["status", "--help"], 0),
    case("help_report", empty, &["report", "--help"], 0),
    case("help_comment", empty, &["comment", "--help"], 0),
    case("help_schema", empty, &["schema", "--help"], 0),
    case("help_completions", empty, &["completions", "--help"], 0),
    case("help_man", empty, &["man", "--help"], 0),
];
