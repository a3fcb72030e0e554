//! Reading a household from disk.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests lay out the files they read"
)]

use std::fs;
use std::path::Path;

use plexmgr::records::{Household, load};
use plexmgr::settings::RecordsSettings;

use super::{MARLOW, PLANS, SERVERS};

fn lay_out(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let household = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        let path = household.path().join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    household
}

fn loaded(household: &Path) -> Result<Household, String> {
    load(household, &RecordsSettings::default(), &[]).map_err(|problems| problems.to_string())
}

#[test]
fn files_are_found_in_their_places() {
    let household = lay_out(&[
        ("records/plans.yaml", PLANS.as_bytes()),
        ("records/servers.yaml", SERVERS.as_bytes()),
        ("records/users.yaml", b"zoe: {class: standard}\n"),
        ("records/users/marlow.yaml", MARLOW.as_bytes()),
        ("records/users/marlow.yaml~", b"class: [\n"),
        ("records/users/.#marlow.yaml", b"class: [\n"),
        ("records/users/#marlow.yaml#", b"class: [\n"),
        ("records/users/.marlow.yaml.swp", b"class: [\n"),
        ("records/users/.gitkeep", b""),
        ("records/.archive/zoe.yaml", b"class: [\n"),
    ]);
    let household = loaded(household.path()).expect("good");
    assert_eq!(household.records.users.len(), 2);
    assert_eq!(household.sources.len(), 4);
}

#[test]
fn a_household_without_plans_shows_how_to_begin() {
    let household = lay_out(&[]);
    assert_eq!(
        loaded(household.path()),
        Err(
            "records/plans.yaml: the file is missing, so there are no plans [no_plans_file]
  help: `plexmgr init` makes one; a plan looks like `monthly: {duration: 1 month, default: true}`"
                .to_owned()
        )
    );
}

#[test]
fn files_that_are_not_read_are_mentioned() {
    let household = lay_out(&[
        ("records/plans.yaml", PLANS.as_bytes()),
        ("records/users.yml", b""),
        ("records/user.yaml", b""),
        ("records/ledger.yaml", b""),
        ("records/zoe", b""),
        ("records/notes.txt", b""),
        ("records/decisions/2026/one.yaml", b""),
        ("records/users/README.md", b"# People\n"),
        ("records/users/deep/er/zoe.yaml", b"class: standard"),
        ("records/users/ada.YML", b""),
        ("records/users/bob.yaml/file", b""),
        ("records/users/c d.yaml", b"class: standard"),
        ("records/users/con.yaml", b"class: standard"),
    ]);
    assert_eq!(
        loaded(household.path()),
        Err(
            "records/decisions/2026/one.yaml: this file is not read [stray_file]
  help: move it to `records/decisions`
records/ledger.yaml: this file is not read [stray_file]
  help: move it to `records/users` if it records a user, else move it out of `records`
records/notes.txt: this file is not read [stray_file]
  help: move it out of `records`
records/user.yaml: this file is not read [stray_file]
  help: if it holds users, rename it to `users.yaml`
records/users.yml: this file is not read [stray_file]
  help: if it holds users, rename it to `users.yaml`
records/users/README.md: this file is not read [stray_file]
  help: move it out of `records`
records/users/ada.YML: this file is not read [stray_file]
  help: rename it to end in `.yaml`
records/users/bob.yaml: this folder is not read [stray_file]
  help: move it out of `records`
records/users/bob.yaml/file: this file is not read [stray_file]
  help: move it out of `records`
records/users/c d.yaml:1:1: `c d` is not a handle [bad_handle]
  help: a handle has letters, digits, `-`, `_` and `.`, and begins with a letter or digit
records/users/con.yaml:1:1: `con` is not a handle [bad_handle]
  help: some systems reserve that name for a device
records/users/deep/er/zoe.yaml: this file is not read [stray_file]
  help: move it to `records/users` if it records a user, else move it out of `records`
records/zoe: this file is not read [stray_file]
  help: move it out of `records`"
                .to_owned()
        )
    );
}

#[test]
fn a_file_too_large_is_refused_without_reading_on() {
    let household = lay_out(&[("records/plans.yaml", PLANS.as_bytes())]);
    let users = fs::File::create(household.path().join("records/users.yaml")).expect("made");
    users.set_len(1 << 40).expect("a sparse file");
    assert_eq!(
        loaded(household.path()),
        Err(
            "records/users.yaml:1:1: the file is larger than 16 MiB [too_large]
  help: each user can have a separate file in `users/`"
                .to_owned()
        )
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_household_is_refused() {
    let elsewhere = lay_out(&[("plans.yaml", PLANS.as_bytes())]);
    let household = lay_out(&[("records/users/.x", b"")]);
    let link = household.path().join("records/plans.yaml");
    std::os::unix::fs::symlink(elsewhere.path().join("plans.yaml"), link).expect("linked");
    assert_eq!(
        loaded(household.path()),
        Err(
            "records/plans.yaml: cannot be read: a symbolic link points outside the household [unreadable_file]"
                .to_owned()
        )
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_not_the_same_as_nothing() {
    let household = lay_out(&[
        ("records/plans.yaml", PLANS.as_bytes()),
        ("records/users/.x", b""),
    ]);
    for name in ["servers.yaml", "users.yaml", "users/bob.yaml"] {
        let link = household.path().join("records").join(name);
        std::os::unix::fs::symlink("elsewhere.yaml", link).expect("linked");
    }
    let told = |name| {
        let message = "cannot be read: a symbolic link is broken [unreadable_file]";
        format!("records/{name}: {message}")
    };
    let names = ["servers.yaml", "users.yaml", "users/bob.yaml"];
    assert_eq!(loaded(household.path()), Err(names.map(told).join("\n")));
}

#[test]
fn only_what_is_named_may_be_among_the_records() {
    let household = lay_out(&[
        ("records/plans.yaml", PLANS.as_bytes()),
        ("records/state/history.jsonl", b""),
        ("records/token", b""),
    ]);
    let besides = ["records/state".to_owned(), "records/token".to_owned()];
    let settings = RecordsSettings::default();
    load(household.path(), &settings, &besides).expect("nothing is unexpected");
    load(household.path(), &settings, &[]).expect_err("both are unexpected");
}

#[test]
fn a_file_deep_below_is_reported_and_a_bottomless_folder_ends() {
    let deep = format!("records/users/{}zoe.yaml", "d/".repeat(100));
    let household = lay_out(&[
        ("records/plans.yaml", PLANS.as_bytes()),
        (&deep, b"class: standard"),
    ]);
    let folder = format!("records/users/{}d", "d/".repeat(31));
    let help = "move it out of `records`";
    assert_eq!(
        loaded(household.path()),
        Err(format!(
            "{folder}: this folder is not read [stray_file]\n  help: {help}"
        ))
    );
}

#[cfg(unix)]
#[test]
fn no_link_among_the_records_is_followed_in_circles() {
    let household = lay_out(&[
        ("records/plans.yaml", PLANS.as_bytes()),
        ("records/users/marlow.yaml", b"class: standard"),
    ]);
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(target, household.path().join(name)).expect("linked");
    };
    link("..", "records/users/up");
    link("/", "records/root");
    link("users", "records/people.yaml");
    assert_eq!(
        loaded(household.path()),
        Err("records/people.yaml: this file is not read [stray_file]
  help: move it to `records/users` if it records a user, else move it out of `records`
records/root: this file is not read [stray_file]
  help: move it out of `records`
records/users/up: this file is not read [stray_file]
  help: move it out of `records`"
            .to_owned())
    );
}

#[cfg(unix)]
#[test]
fn a_stray_name_cannot_steer_a_terminal() {
    use std::os::unix::ffi::OsStrExt;
    let household = lay_out(&[("records/plans.yaml", PLANS.as_bytes())]);
    let records = household.path().join("records");
    for name in [&b"\x1b[31mred.yaml"[..], b"a\nb.yaml", b"\xff.yaml"] {
        fs::write(records.join(std::ffi::OsStr::from_bytes(name)), b"").expect("written");
    }
    let problems = loaded(household.path()).expect_err("three strays");
    assert!(!problems.contains('\u{1b}'), "{problems}");
    assert_eq!(problems.matches("[stray_file]").count(), 3, "{problems}");
    assert!(problems.contains("records/a\\nb.yaml: "), "{problems}");
}
