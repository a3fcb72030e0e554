//! The script for cron, and the pipeline of GitLab.

use super::*;

#[test]
fn cron_commits_and_pushes_what_changed_and_is_silent_otherwise() {
    let repository = Repository::new();
    let runner = repository.runner("main", "cron");
    let run = || {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cron/import.sh");
        let path = std::env::var("PATH").unwrap();
        let binary = runner.temp.join("plexmgr/bin");
        Command::new("sh")
            .arg(script)
            .arg(&runner.workspace)
            .env_clear()
            .env("PATH", format!("{}:{path}", binary.display()))
            .env("PLEX_TOKEN_MAIN", &repository.world.accounts[0].token)
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Ada")))
            .envs(
                ["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "ada@example.com")),
            )
            .output()
            .unwrap()
    };
    let first = run();
    assert!(first.status.success(), "{first:?}");
    assert!(
        String::from_utf8_lossy(&first.stdout).contains("+ add_user"),
        "{first:?}"
    );
    let heads = git(&repository.origin, &["log", "--format=%s", "main"]);
    assert_eq!(heads, "Import from Plex\nthe household");

    let second = run();
    assert!(second.status.success(), "{second:?}");
    assert!(
        second.stdout.is_empty() && second.stderr.is_empty(),
        "{second:?}"
    );

    // What could not be pushed one night is pushed the next.
    git(
        &repository.origin,
        &["update-ref", "refs/heads/main", "main~1"],
    );
    let again = run();
    assert!(again.status.success(), "{again:?}");
    let heads = git(&repository.origin, &["log", "--format=%s", "main"]);
    assert_eq!(heads, "Import from Plex\nthe household");

    repository
        .plex
        .change(|world| world.accounts[0].withdrawn = true);
    let third = run();
    assert_eq!(third.status.code(), Some(8), "{third:?}");
    assert!(!third.stdout.is_empty());
}

/// Runs the lines of a job as GitLab does: one shell, which ends at the first failure.
fn gitlab(repository: &Repository, runner: &Runner, job: &str) -> Output {
    let pipeline = yaml("examples/gitlab-ci.yml");
    let before = pipeline["default"]["before_script"].as_sequence().unwrap();
    let script = pipeline[job]["script"].as_sequence().unwrap();
    let lines = before.iter().chain(script);
    let lines: Vec<&str> = lines.map(|line| line.as_str().unwrap()).collect();
    let path = std::env::var("PATH").unwrap();
    let binary = runner.temp.join("plexmgr/bin");
    let address = "https://plexmgr:secret@gitlab.example/ada/household.git";
    Command::new("sh")
        .args(["-ec", &lines.join("\n")])
        .current_dir(&runner.workspace)
        .env_clear()
        .env("PATH", format!("{}:{path}", binary.display()))
        .env("HOME", &runner.temp)
        .env("PLEX_TOKEN_MAIN", &repository.world.accounts[0].token)
        .envs([
            ("CI_PROJECT_DIR", "/builds/ada/household"),
            ("CI_DEFAULT_BRANCH", "main"),
            ("CI_SERVER_HOST", "gitlab.example"),
            ("CI_PROJECT_PATH", "ada/household"),
            ("PUSH_TOKEN", "secret"),
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_VALUE_0", address),
        ])
        .env(
            "GIT_CONFIG_KEY_0",
            format!("url.{}.insteadOf", repository.url()),
        )
        .output()
        .unwrap()
}

/// What does not rest on what is unknown is proposed, and the job fails.
#[test]
fn gitlab_goes_on_without_what_is_unknown_and_fails() {
    let repository = Repository::new();
    let shares = "/api/servers/*/shared_servers";
    repository
        .plex
        .inject(Rule::new(shares, Fault::Status(500)));
    git(
        &repository.origin,
        &["config", "receive.advertisePushOptions", "true"],
    );
    let runner = repository.runner("main", "gitlab");
    let run = gitlab(&repository, &runner, "import");
    assert_eq!(run.status.code(), Some(8), "{run:?}");
    let servers = repository.pushed("plexmgr-import", "records/servers.yaml");
    assert!(servers.contains("machine_id"), "{servers}");
}

#[test]
fn gitlab_checks_and_proposes_an_import() {
    let repository = Repository::new();
    git(
        &repository.origin,
        &["config", "receive.advertisePushOptions", "true"],
    );
    let import = |checkout: &str| {
        let runner = repository.runner(checkout, "gitlab");
        gitlab(&repository, &runner, "import")
    };
    let first = import("main");
    assert!(first.status.success(), "{first:?}");
    let history = repository.history("plexmgr-import");
    assert!(history.contains("add_user"), "{history}");

    let proposed = repository.runner("plexmgr-import", "proposed");
    let checked = gitlab(&repository, &proposed, "check");
    assert!(checked.status.success(), "{checked:?}");
    assert!(
        String::from_utf8_lossy(&checked.stdout).ends_with("No changes.\n"),
        "{checked:?}"
    );

    let heads = || git(&repository.origin, &["rev-parse", "plexmgr-import"]);
    let before = heads();
    // A snapshot says when it was taken, to the second.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let again = import("plexmgr-import");
    assert!(again.status.success(), "{again:?}");
    assert_eq!(heads(), before, "nothing is pushed when nothing changed");

    let replaced = import("main");
    assert!(replaced.status.success(), "{replaced:?}");
    let theirs = committed_by_another(&repository, "plexmgr-import");
    let refused = import("main");
    assert!(!refused.status.success(), "{refused:?}");
    assert_eq!(heads(), theirs);
}
