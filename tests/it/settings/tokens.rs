//! Where tokens come from.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests lay out the files they read"
)]

use super::*;

fn resolve(source: &TokenSource, household: &Path) -> Result<String, TokenError> {
    source
        .resolve(household)
        .map(|token| token.expose().to_owned())
}

/// Renders an error as a person sees it, causes and hint included.
fn report(error: &TokenError) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string);
    format!("{error} {source:?} {} {error:?}", error.hint())
}

#[test]
fn a_variable_holds_a_token_or_is_named() {
    let variable = |name: &str| TokenSource::Env(name.to_owned());
    // Cargo sets this one for every test.
    let token = resolve(&variable("CARGO_PKG_NAME"), Path::new("."));
    assert_eq!(token.expect("set"), "plexmgr");
    let error = resolve(&variable("PLEXMGR_TEST_UNSET"), Path::new(".")).expect_err("unset");
    assert_eq!(
        error.to_string(),
        "the environment variable `PLEXMGR_TEST_UNSET` is not set"
    );
}

#[test]
fn a_file_holds_a_token_or_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = TokenSource::File("token".into());
    let error = resolve(&source, folder.path()).expect_err("missing");
    assert_eq!(error.to_string(), "the token file `token` cannot be read");
    let path = folder.path().join("token");
    std::fs::write(&path, "hunter2\n").expect("written");
    assert_eq!(resolve(&source, folder.path()).expect("a token"), "hunter2");
    for (text, expected) in [
        (String::new(), Unusable::Empty),
        ("hunter2\nhunter2".to_owned(), Unusable::SeveralLines),
        ("hunter2 hunter2".to_owned(), Unusable::Characters),
        ("hunter2".repeat(10_000), Unusable::TooLong),
    ] {
        std::fs::write(&path, text).expect("written");
        let error = resolve(&source, folder.path()).expect_err("no token");
        assert!(
            matches!(&error, TokenError::Unusable { reason, .. } if *reason == expected),
            "{error}"
        );
        assert!(!report(&error).contains("hunter2"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_command_prints_a_token_or_is_named_without_its_arguments() {
    let shell =
        |script: &str| TokenSource::Command(vec!["sh".into(), "-c".into(), script.to_owned()]);
    let here = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(
        resolve(&shell("echo hunter2; echo noise >&2"), here.path()).expect("a token"),
        "hunter2"
    );
    for (script, expected) in [
        (
            "echo hunter2; exit 3",
            "the token command `sh` failed: exit status: 3",
        ),
        ("kill -9 $$", "the token command `sh` failed: signal: 9"),
        ("true", "the output of the token command `sh` is empty"),
        (
            "echo hunter2; echo hunter2",
            "the output of the token command `sh` contains several lines",
        ),
        (
            "yes hunter2",
            "the output of the token command `sh` is too long for a token",
        ),
    ] {
        let error = resolve(&shell(script), here.path()).expect_err(script);
        assert!(error.to_string().starts_with(expected), "{error}");
        assert!(!report(&error).contains("hunter2"), "{error}");
    }
    let missing = TokenSource::Command(vec!["./no-such-program".into(), "hunter2".into()]);
    let error = resolve(&missing, here.path()).expect_err("missing");
    assert_eq!(
        error.to_string(),
        "the token command `./no-such-program` cannot be run"
    );
    assert!(!report(&error).contains("hunter2"), "{error}");
}
