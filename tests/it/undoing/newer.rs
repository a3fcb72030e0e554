//! A run of a newer version is not damaged: `undo` says who wrote it, and which version can undo it.

use super::{applied, run};

#[test]
fn a_run_of_a_newer_version_is_left_to_that_version() {
    let sandbox = applied();
    let file = sandbox.run_file(1);
    let text = sandbox.read(&file);
    let newer = text.replacen("\"format\":2", "\"format\":3", 1);
    assert_ne!(newer, text);
    sandbox.write(&file, &newer);
    let digits = file.strip_suffix(".jsonl").unwrap();
    let digits = &digits[digits.len() - 8..];
    let before = sandbox.fingerprint();
    for arguments in [
        &["undo", digits, "--yes"][..],
        &["undo", digits, "--dry-run"],
        &["undo", "latest", "--yes"],
    ] {
        let stderr = run(&sandbox, arguments, 9).stderr;
        assert!(!stderr.contains("damaged"), "{stderr}");
        assert!(stderr.contains(&format!("line 1 of {file} ")), "{stderr}");
        assert!(stderr.contains("has format 3"), "{stderr}");
        assert!(
            stderr.contains("a newer plexmgr wrote it; use that one"),
            "{stderr}"
        );
    }
    assert_eq!(sandbox.fingerprint(), before);
}
