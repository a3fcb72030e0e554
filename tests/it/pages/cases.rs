//! What is shown: one line per text.

use super::households::{
    applied, broken, edited, empty, example, half_known, lost_history, members, no_plans, paying,
    refused, saved, stale, undone, unwritten,
};
use crate::sandbox::Sandbox;

/// One command in one household.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    /// The name of its snapshot.
    pub(super) name: &'a str,
    pub(super) household: fn() -> Sandbox,
    /// The words behind `plexmgr`.
    pub(super) line: &'a str,
    pub(super) exit: i32,
}

impl Case<'_> {
    /// Whether a line may be wider than the page: examples are shown as they are typed, and clap does
    /// not break the usage line.
    pub(super) fn may_be_wide(&self, line: &str) -> bool {
        let example = self.name.starts_with("explain") && line.starts_with("    ");
        example || line.starts_with("Usage: ")
    }

    /// Whether it has tables that leave out columns on narrow pages.
    pub(super) fn drops_columns(&self) -> bool {
        [
            "status",
            "status_due",
            "user",
            "find",
            "payments",
            "payments_month",
        ]
        .contains(&self.name)
    }

    /// Whether its household has names without spaces that are wider than the page, which are broken.
    pub(super) fn breaks_words(&self) -> bool {
        self.name.ends_with("_refused")
    }
}

/// Cases as lines: name, household, command line, exit code.
macro_rules! cases {
    ($($name:ident: $household:ident, $line:literal, $exit:literal;)*) => {
        &[$(Case { name: stringify!($name), household: $household, line: $line, exit: $exit }),*]
    };
}

/// Each has a snapshot at 80 columns.
pub(super) const PAGES: &[Case<'static>] = cases! {
    plan: example, "plan --observed=observed.json", 0;
    plan_refused: refused, "plan --observed=observed.json --brief", 4;
    plan_half_known: half_known, "plan --observed=observed.json --brief", 8;
    plan_no_changes: applied, "plan --observed=observed.json", 0;
    plan_saved: example, "plan --observed=observed.json --brief --out=plan.json", 0;
    plan_why: example, "plan --observed=observed.json --brief -v", 0;
    apply: example, "apply --observed=observed.json --yes", 0;
    apply_refused: refused, "apply --observed=observed.json --yes --brief", 4;
    show: saved, "show plan.json --brief", 0;
    adopt: members, "adopt members.csv --dry-run", 7;
    history: undone, "history", 0;
    history_of_nothing: example, "history", 0;
    history_of_a_run: applied, "history 1", 0;
    undo: applied, "undo 1 --yes", 0;
    undo_in_part: edited, "undo 1 --yes", 7;
    undo_twice: undone, "undo 1 --yes", 0;
    state_check: applied, "state check", 0;
    state_check_findings: lost_history, "state check", 9;
    check: example, "check", 0;
    check_problems: broken, "check", 3;
    explain: empty, "explain", 0;
    explain_a_problem: empty, "explain no_such_server", 0;
    explain_a_notice: empty, "explain pending_invitation", 0;
    explain_an_exit: empty, "explain 5", 0;
    init: empty, "init", 0;
    alone_without_household: empty, "", 0;
    alone_not_valid: broken, "", 0;
    alone_without_token: unwritten, "", 0;
    alone_ready: example, "", 0;
    alone_applied: applied, "", 0;
    status: example, "status", 0;
    status_due: example, "status --due --expiring-within 60", 0;
    payments: paying, "payments", 0;
    payments_month: paying, "payments month 2026-11", 0;
    payments_explain: paying, "payments explain FAKETXN0000000031", 0;
    find: example, "find an", 0;
    find_nothing: example, "find nobody-of-that-name", 0;
    user: applied, "user marlow@example.com", 0;
    doctor: example, "doctor --offline", 0;
    schema: empty, "schema", 0;
    help: empty, "--help", 0;
    help_plan: empty, "plan --help", 0;
    help_plan_short: empty, "plan -h", 0;
    help_payments: empty, "payments --help", 0;
    help_payments_month: empty, "payments month --help", 0;
    help_apply: empty, "apply --help", 0;
};

/// All are shown in one snapshot, one below the other.
pub(super) const ERRORS: &[Case<'static>] = cases! {
    no_household: empty, "plan", 3;
    no_plans: no_plans, "plan --observed=observed.json", 3;
    no_token: unwritten, "plan", 3;
    no_snapshot: example, "plan --observed=nowhere.json", 3;
    no_such_account: example, "plan --observed=observed.json --account=mian", 64;
    no_such_user: example, "user marlo", 64;
    no_such_transaction: paying, "payments explain FAKETXN0000000030", 64;
    no_such_filter: example, "status --where sever=atlas", 64;
    no_such_run: applied, "undo 0000000000 --yes", 64;
    no_such_code: empty, "explain unkown_key", 64;
    no_such_format: example, "init --format=json", 64;
    no_such_command: empty, "plam", 64;
    no_such_guard: example, "apply --accept=departure=7", 64;
    no_terminal: example, "apply --observed=observed.json", 64;
    no_plan_file: example, "show observed.json", 5;
    stale_plan: stale, "apply plan.json", 5;
};

/// The commands of every day; they are shown one below the other, in one snapshot for each width.
pub(super) const EVERYDAY: &[Case<'static>] = cases! {
    pay: members, "pay marlow --on 2026-11-20 --dry-run --brief", 0;
    pay_many: members, "pay --where standing=expired,expiring --dry-run --brief", 0;
    confirm: members, "confirm --all --dry-run --brief", 0;
    set: members, "set marlow paypal_email=pays@example.com notes=Plays --dry-run --brief", 0;
    switch: members, "switch marlow --plan yearly --dry-run --brief", 0;
    rename: members, "rename plan monthly per-month --dry-run --brief", 0;
    remove: members, "remove user bruno --anyway --dry-run --brief", 0;
    remove_refused: members, "remove server atlas --dry-run", 64;
    set_layout: members, "set-layout single-file --dry-run --brief", 0;
    adopt: members, "adopt members.csv --dry-run --brief", 7;
    status_due: members, "status --due --expiring-within 60", 0;
    find: members, "find an", 0;
    user: members, "user marlow", 0;
};

/// Pages that repeat another one: their snapshot shows only the lines that differ.
pub(super) const LIKE: &[(&str, &str)] = &[
    ("plan_why", "plan_saved"),
    ("apply", "plan"),
    ("apply_refused", "plan_refused"),
    ("show", "plan_saved"),
    ("undo_in_part", "undo"),
];

/// Pages that have a snapshot in colour as well.
pub(super) const COLOURED: &[&str] = &["plan", "check_problems", "status", "history", "help_plan"];

/// Pages that change their shape on a narrow page, and have a snapshot at 60 columns as well.
pub(super) const NARROW: &[&str] = &["status", "user", "plan_refused", "adopt"];
