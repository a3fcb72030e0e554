//! Files of other owners keep them, and a household that may only be read can be read.
#![cfg(unix)]

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;

use super::{APPLY, run};
use crate::sandbox::{Run, Sandbox};

/// Nobody on the machine, as far as these tests know.
const SOMEBODY_ELSE: u32 = 12_345;

fn paths(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = vec![folder.to_owned()];
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(paths(&path)),
            false => found.push(path),
        }
    }
    found
}

/// Gives the whole household away; `false` if that is not allowed.
pub(super) fn given_to_another_owner(sandbox: &Sandbox) -> bool {
    let mut paths = paths(sandbox.path()).into_iter();
    paths.all(|path| chown(path, Some(SOMEBODY_ELSE), Some(SOMEBODY_ELSE)).is_ok())
}

fn rights(sandbox: &Sandbox, path: &str) -> (u32, u32, u32) {
    let metadata = std::fs::metadata(sandbox.at(path)).unwrap();
    (metadata.uid(), metadata.gid(), metadata.mode() & 0o7777)
}

fn set_mode(sandbox: &Sandbox, path: &str, mode: u32) {
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(sandbox.at(path), permissions).unwrap();
}

#[test]
fn a_replaced_record_keeps_owner_group_and_mode() {
    let sandbox = Sandbox::example();
    let marlow = "records/users/marlow.yaml";
    set_mode(&sandbox, marlow, 0o640);
    set_mode(&sandbox, "records/servers.yaml", 0o664);
    // Without root the owner stays what it is, which has to survive as well.
    let _ = chown(sandbox.at(marlow), Some(SOMEBODY_ELSE), Some(SOMEBODY_ELSE));
    let before = [marlow, "records/servers.yaml"].map(|path| rights(&sandbox, path));
    run(&sandbox, &APPLY, 0);
    assert!(sandbox.read(marlow).contains("captain.m"));
    let after = [marlow, "records/servers.yaml"].map(|path| rights(&sandbox, path));
    assert_eq!(after, before);
    run(&sandbox, &["undo", "1", "--yes"], 0);
    let after = [marlow, "records/servers.yaml"].map(|path| rights(&sandbox, path));
    assert_eq!(after, before);
}

/// An access list as Linux keeps it: version 2, then tag, rights and id of each entry.
fn access_list() -> Vec<u8> {
    let entries: [(u16, u16, u32); 5] = [
        (0x01, 6, u32::MAX),
        (0x02, 4, SOMEBODY_ELSE),
        (0x04, 4, u32::MAX),
        (0x10, 4, u32::MAX),
        (0x20, 0, u32::MAX),
    ];
    let mut list = 2_u32.to_le_bytes().to_vec();
    for (tag, rights, id) in entries {
        list.extend(tag.to_le_bytes());
        list.extend(rights.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    list
}

fn attribute(path: &Path, name: &str) -> Option<Vec<u8>> {
    let mut value = vec![0; 4096];
    let length = rustix::fs::getxattr(path, name, value.as_mut_slice()).ok()?;
    value.truncate(length);
    Some(value)
}

#[test]
fn a_replaced_record_keeps_access_lists_and_extended_attributes() {
    use rustix::fs::{XattrFlags, setxattr};
    let sandbox = Sandbox::example();
    let (list, names) = (access_list(), ["system.posix_acl_access", "user.note"]);
    let values = [list.as_slice(), b"seen by the club"];
    let paths = ["records/users/marlow.yaml", "records/servers.yaml"].map(|path| sandbox.at(path));
    for path in &paths {
        for (name, value) in names.iter().zip(values) {
            if setxattr(path, *name, value, XattrFlags::empty()).is_err() {
                println!("skipped: this file system keeps no attribute `{name}`");
                return;
            }
        }
    }
    for command in [&APPLY[..], &["undo", "1", "--yes"]] {
        run(&sandbox, command, 0);
        for path in &paths {
            for (name, value) in names.iter().zip(values) {
                assert_eq!(attribute(path, name).as_deref(), Some(value), "{name}");
            }
        }
    }
}

/// A folder can give every new file an access list; a replaced file has none because of that.
#[test]
fn a_replaced_record_gets_no_access_list_of_its_folder() {
    use rustix::fs::{XattrFlags, setxattr};
    let sandbox = Sandbox::example();
    let users = sandbox.at("records/users");
    let list = access_list();
    if setxattr(
        &users,
        "system.posix_acl_default",
        &list,
        XattrFlags::empty(),
    )
    .is_err()
    {
        println!("skipped: this file system keeps no access lists");
        return;
    }
    let marlow = sandbox.at("records/users/marlow.yaml");
    let before = rights(&sandbox, "records/users/marlow.yaml");
    run(&sandbox, &APPLY, 0);
    assert_eq!(attribute(&marlow, "system.posix_acl_access"), None);
    assert_eq!(rights(&sandbox, "records/users/marlow.yaml"), before);
}

#[test]
fn a_new_file_may_be_read_by_users_who_may_read_its_folder_and_written_by_its_owner() {
    for (folder_mode, mode) in [
        (0o755, 0o644),
        (0o750, 0o640),
        (0o700, 0o600),
        (0o777, 0o644),
    ] {
        let sandbox = Sandbox::example();
        set_mode(&sandbox, "records/users", folder_mode);
        run(&sandbox, &APPLY, 0);
        let (_, _, made) = rights(&sandbox, "records/users/no.yaml");
        assert_eq!(made, mode, "in a folder of mode {folder_mode:o}");
    }
}

/// Runs plexmgr as somebody who may read the household and nothing else; `None` if that cannot be
/// arranged here.
fn as_a_reader(sandbox: &Sandbox, arguments: &[&str]) -> Option<Run> {
    let mut command = sandbox.command(arguments);
    if rights(sandbox, "plexmgr.toml").0 == 0 {
        command.uid(SOMEBODY_ELSE).gid(SOMEBODY_ELSE);
        // The binary may lie where only root can reach it.
        let reachable = Path::new(env!("CARGO_BIN_EXE_plexmgr"))
            .ancestors()
            .skip(1)
            .all(|folder| {
                let metadata = std::fs::metadata(folder).unwrap();
                metadata.mode() & 0o001 != 0
            });
        reachable.then_some(())?;
    }
    Some(Sandbox::ended(&mut command))
}

#[test]
fn a_household_that_may_only_be_read_can_be_read() {
    let sandbox = Sandbox::example();
    run(&sandbox, &APPLY, 0);
    sandbox.remove("records/users/no.yaml");
    for path in paths(sandbox.path()) {
        let mode = if path.is_dir() { 0o555 } else { 0o444 };
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let before = sandbox.fingerprint();
    let commands: [(&[&str], i32); 6] = [
        (&["check"], 0),
        (&["plan", "--observed", "observed.json"], 0),
        (&["history", "1"], 0),
        (&["state", "check"], 0),
        (&["history", "latest"], 0),
        (&APPLY, 1),
    ];
    for (command, code) in commands {
        let Some(run) = as_a_reader(&sandbox, command) else {
            eprintln!("not run: another user cannot start the binary where it lies");
            break;
        };
        assert_eq!(run.code, code, "{command:?}: {}", run.stderr);
        if code == 0 {
            assert_eq!(run.stderr, "", "{command:?}");
        } else {
            assert!(
                run.stderr.contains("cannot take the lock"),
                "{}",
                run.stderr
            );
        }
    }
    assert_eq!(sandbox.fingerprint(), before);
    for path in paths(sandbox.path()).iter().filter(|path| path.is_dir()) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn a_store_that_may_not_be_read_stops_the_run_with_a_hint() {
    let sandbox = Sandbox::example();
    run(&sandbox, &APPLY, 0);
    set_mode(&sandbox, "state/plexmgr.redb", 0o000);
    std::fs::set_permissions(sandbox.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let Some(plan) = as_a_reader(&sandbox, &["plan", "--observed", "observed.json"]) else {
        eprintln!("not run: another user cannot start the binary where it lies");
        return;
    };
    assert_eq!(plan.code, 9, "{}", plan.stderr);
    assert!(
        plan.stderr
            .contains("hint: run plexmgr as a user who can read"),
        "{}",
        plan.stderr
    );
}
