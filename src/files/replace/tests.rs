//! Files that are edited before, while and after they are written.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}

fn moved(result: Result<Replacement<'_>, PutError>) -> ConcurrentChange {
    match result {
        Err(PutError::Moved(moved, None)) => moved,
        other => panic!("expected a moved file, got {other:?}"),
    }
}

#[test]
fn a_replaced_file_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users/marlow.yaml");
    replace(&path, b"one").unwrap();
    replace(&path, b"two").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert_eq!(names(&folder.path().join("users")), ["marlow.yaml"]);
}

#[test]
fn permissions_and_links_survive() {
    let folder = tempfile::tempdir().unwrap();
    let (target, link) = (folder.path().join("target"), folder.path().join("link"));
    fs::write(&target, b"one").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&target, &link).unwrap();
    replace(&link, b"two").unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"two");
    let mode = fs::metadata(&target).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn only_the_file_that_was_read_is_replaced_made_or_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ada.yaml");
    let mut writing = Writing::default();
    let (old, new) = (Some(b"old".as_slice()), Some(b"new".as_slice()));
    assert_eq!(
        moved(writing.put(&path, old, new)),
        ConcurrentChange::Removed
    );
    assert_eq!(
        moved(writing.put(&path, old, None)),
        ConcurrentChange::Removed
    );
    fs::write(&path, b"edit").unwrap();
    assert_eq!(
        moved(writing.put(&path, old, new)),
        ConcurrentChange::Changed
    );
    assert_eq!(
        moved(writing.put(&path, old, None)),
        ConcurrentChange::Changed
    );
    assert_eq!(moved(writing.put(&path, None, new)), ConcurrentChange::Made);
    assert_eq!(fs::read(&path).unwrap(), b"edit");
    assert_eq!(names(folder.path()), ["ada.yaml"]);
    symlink("ada.yaml", folder.path().join("link.yaml")).unwrap();
    let link = folder.path().join("link.yaml");
    assert!(matches!(
        writing.put(&link, Some(b"edit"), new),
        Err(PutError::Io(_))
    ));
}

#[test]
fn what_was_replaced_stays_until_the_end_and_an_edit_in_it_is_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ada.yaml");
    fs::write(&path, b"old").unwrap();
    let mut editor = fs::OpenOptions::new().append(true).open(&path).unwrap();
    let mut writing = Writing::default();
    let mut written = writing.put(&path, Some(b"old"), Some(b"new")).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(written.settle(false).unwrap(), ReplacedText::Untouched);
    editor.write_all(b"+edit").unwrap();
    assert_eq!(written.settle(false).unwrap(), ReplacedText::PutBack);
    assert_eq!(fs::read(&path).unwrap(), b"old+edit");
    assert_eq!(written.discard().unwrap(), ReplacedText::Untouched);
    assert_eq!(names(folder.path()), ["ada.yaml"]);
}

#[test]
fn an_edit_of_what_was_replaced_is_kept_beside_a_newer_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ada.yaml");
    for name in ["ada.yaml.edited", "ada.yaml.edited-2"] {
        fs::write(&path, b"old").unwrap();
        let mut editor = fs::OpenOptions::new().append(true).open(&path).unwrap();
        let mut writing = Writing::default();
        let mut written = writing.put(&path, Some(b"old"), Some(b"new")).unwrap();
        editor.write_all(b"+edit").unwrap();
        fs::write(&path, b"newer").unwrap();
        let kept = folder.path().join(name);
        assert_eq!(
            written.settle(false).unwrap(),
            ReplacedText::Kept(kept.clone())
        );
        assert_eq!(fs::read(&path).unwrap(), b"newer");
        assert_eq!(fs::read(&kept).unwrap(), b"old+edit");
    }
}

#[test]
fn an_edit_made_after_the_last_look_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ada.yaml");
    fs::write(&path, b"old").unwrap();
    let mut editor = fs::OpenOptions::new().append(true).open(&path).unwrap();
    let mut writing = Writing::default();
    let written = writing.put(&path, Some(b"old"), None).unwrap();
    assert!(!path.exists());
    editor.write_all(b"+edit").unwrap();
    let kept = folder.path().join("ada.yaml.edited");
    assert_eq!(written.discard().unwrap(), ReplacedText::Kept(kept.clone()));
    assert_eq!(fs::read(&kept).unwrap(), b"old+edit");
}
