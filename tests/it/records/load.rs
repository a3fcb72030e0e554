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
    load(household, &RecordsSettings::default()).map_err(|problems| problems.to_string())
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
        ("records/users/README.md", b"# People\n"),
    ]);
    let household = loaded(household.path()).expect("good");
    assert_eq!(household.records.users.len(), 2);
    assert_eq!(household.sources.len(), 4);
}

#[test]
fn a_household_without_plans_is_told_how_to_begin() {
    let household = lay_out(&[]);
    assert_eq!(
        loaded(household.path()),
        Err(
            "records/plans.yaml: there is no such file, so there are no plans [no_plans_file]
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
        ("records/users/ada.YML", b""),
        ("records/users/bob.yaml/file", b""),
        ("records/users/c d.yaml", b"class: standard"),
        ("records/users/con.yaml", b"class: standard"),
    ]);
    assert_eq!(
        loaded(household.path()),
        Err("records/users.yml: this file is not read [stray_file]
  help: rename it to `users.yaml`
records/users/ada.YML: this file is not read [stray_file]
  help: rename it to end in `.yaml`
records/users/bob.yaml: this is no file [stray_file]
records/users/c d.yaml:1:1: `c d` is no handle [bad_handle]
  help: a handle holds letters, digits, `-`, `_` and `.`, and begins with a letter or digit
records/users/con.yaml:1:1: `con` is no handle [bad_handle]
  help: some systems keep that name for a device"
            .to_owned())
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
  help: users can stand in files of their own, in `users/`"
                .to_owned()
        )
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_household_is_refused() {
    let elsewhere = lay_out(&[("plans.yaml", PLANS.as_bytes())]);
    let household = lay_out(&[("records/users/x.md", b"")]);
    let link = household.path().join("records/plans.yaml");
    std::os::unix::fs::symlink(elsewhere.path().join("plans.yaml"), link).expect("linked");
    assert_eq!(
        loaded(household.path()),
        Err(
            "records/plans.yaml: this cannot be read: a symbolic link leads out of the household [unreadable_file]"
                .to_owned()
        )
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_not_the_same_as_nothing() {
    let household = lay_out(&[
        ("records/plans.yaml", PLANS.as_bytes()),
        ("records/users/x.md", b""),
    ]);
    for name in ["servers.yaml", "users.yaml", "users/bob.yaml"] {
        let link = household.path().join("records").join(name);
        std::os::unix::fs::symlink("elsewhere.yaml", link).expect("linked");
    }
    let told = |name| {
        let message = "this cannot be read: a symbolic link leads to nothing [unreadable_file]";
        format!("records/{name}: {message}")
    };
    let names = ["servers.yaml", "users.yaml", "users/bob.yaml"];
    assert_eq!(loaded(household.path()), Err(names.map(told).join("\n")));
}
