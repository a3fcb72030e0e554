//! No git configuration, repository, variable or program in the household executes anything.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{APPLY, run};
use crate::history::{committed, git, with_git};
use crate::sandbox::Sandbox;

/// Every command that could ask git, in an order in which each of them works.
const COMMANDS: [&[&str]; 8] = [
    &["check"],
    &["plan", "--observed", "observed.json"],
    &["doctor", "--offline"],
    &APPLY,
    &["status"],
    &["history"],
    &["state", "check"],
    &["undo", "1", "--yes"],
];

/// Writes a script that anyone may run.
#[expect(clippy::disallowed_methods, reason = "the test lays out files")]
pub(crate) fn script(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A folder with a script in it that leaves a mark when it runs.
struct Trap {
    folder: tempfile::TempDir,
}

impl Trap {
    fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let trap = Self { folder };
        script(
            &trap.script(),
            &format!("echo \"$0 $*\" >> '{}'; cat", trap.mark().display()),
        );
        trap
    }

    fn script(&self) -> PathBuf {
        self.folder.path().join("trap.sh")
    }

    fn mark(&self) -> PathBuf {
        self.folder.path().join("mark")
    }

    fn sprung(&self) -> bool {
        self.mark().exists()
    }

    /// A configuration that names the script wherever a program can be named.
    fn config(&self) -> String {
        let script = self.script();
        let script = script.display();
        format!(
            "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tfsmonitor = {script}\n\
             \thooksPath = {hooks}\n\tsshCommand = {script}\n\taskPass = {script}\n\teditor = {script}\n\
             \tpager = {script}\n\tgitProxy = {script}\n\talternateRefsCommand = {script}\n\
             [diff]\n\texternal = {script}\n[diff \"trap\"]\n\tcommand = {script}\n\ttextconv = {script}\n\
             [filter \"trap\"]\n\tclean = {script}\n\tsmudge = {script}\n\trequired = true\n\
             [filter \"Trap.two\"]\n\tprocess = {script}\n\trequired = true\n\
             [merge \"trap\"]\n\tdriver = {script}\n[credential]\n\thelper = {script}\n\
             [alias]\n\tstatus = !{script}\n\trev-parse = !{script}\n\tvar = !{script}\n\
             [pager]\n\tstatus = {script}\n[gpg]\n\tprogram = {script}\n\
             [protocol \"ext\"]\n\tallow = always\n[remote \"origin\"]\n\turl = ext::{script}\n\
             \tpromisor = true\n\tuploadpack = {script}\n[extensions]\n\tpartialClone = origin\n",
            hooks = self.folder.path().join("hooks").display(),
        )
    }

    fn hooks(&self) {
        for hook in [
            "post-index-change",
            "fsmonitor-watchman",
            "post-checkout",
            "reference-transaction",
        ] {
            let hook = self.folder.path().join("hooks").join(hook);
            script(&hook, &format!("echo hook >> '{}'", self.mark().display()));
        }
    }
}

/// What the history says of the first run.
pub(super) fn of_the_run(sandbox: &Sandbox, key: &str) -> Value {
    let history = run(sandbox, &["history", "1", "--format", "json"], 0);
    let history: Value = serde_json::from_str(&history.stdout).unwrap();
    history["run"][key].clone()
}

/// Runs every command and looks after each whether something was executed.
fn none_springs(sandbox: &Sandbox, trap: &Trap) {
    for arguments in COMMANDS {
        let run = sandbox.run(arguments);
        let doctor = arguments[0] == "doctor";
        assert!(run.code == 0 || doctor, "{arguments:?}: {}", run.stderr);
        assert!(
            !trap.sprung(),
            "{arguments:?} executed what the repository names"
        );
    }
}

/// Makes a folder look like a bare repository.
#[expect(clippy::disallowed_methods, reason = "the test lays out files")]
fn plant(folder: &Path, config: &str) {
    for sub in ["objects", "refs"] {
        std::fs::create_dir_all(folder.join(sub)).unwrap();
    }
    for (name, text) in [("HEAD", "ref: refs/heads/main\n"), ("config", config)] {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

/// What git itself does with the household, to see that the trap works; its outcome is of no interest.
fn status_of(sandbox: &Sandbox) {
    let status = Command::new("git")
        .current_dir(sandbox.path())
        .arg("status")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.expect("the tests need git");
}

/// The example household in a subfolder of a repository; the folder above is removed with the second one.
fn in_a_subfolder() -> (Sandbox, tempfile::TempDir) {
    let above = tempfile::tempdir().unwrap();
    let example = Sandbox::example().contents();
    let mut sandbox = Sandbox::empty_in(above.path()).filled(&example);
    with_git(&mut sandbox);
    sandbox.set("GIT_AUTHOR_NAME", "Ada");
    sandbox.set("GIT_AUTHOR_EMAIL", "ada@example.com");
    for arguments in [
        &["init", "--quiet", ".."] as &[&str],
        &["add", "."],
        &["commit", "--quiet", "-m", "the household"],
    ] {
        git(&sandbox, arguments);
    }
    (sandbox, above)
}

#[test]
fn a_bare_repository_planted_in_a_subfolder_is_inert() {
    let config = |trap: &Trap, rest: &str| {
        let script = trap.script();
        format!(
            "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = {}\n{rest}",
            script.display()
        )
    };
    for rest in ["\tbare = true\n", "\tbare = false\n\tworktree = .\n"] {
        let (sandbox, _above) = in_a_subfolder();
        let trap = Trap::set();
        plant(sandbox.path(), &config(&trap, rest));
        status_of(&sandbox);
        if rest.contains("worktree") {
            assert!(trap.sprung(), "git itself falls for it");
            Command::new("rm").arg(trap.mark()).status().unwrap();
        }
        none_springs(&sandbox, &trap);
        let above = git(&sandbox, &["--git-dir=../.git", "rev-parse", "HEAD"]);
        assert_eq!(of_the_run(&sandbox, "commit"), above.as_str());
    }
}

#[test]
fn a_planted_repository_without_one_above_is_inert() {
    let mut sandbox = Sandbox::example();
    with_git(&mut sandbox);
    let trap = Trap::set();
    trap.hooks();
    let config = trap.config();
    plant(sandbox.path(), &config);
    none_springs(&sandbox, &trap);
}

#[test]
fn no_program_of_the_configuration_is_run() {
    let (sandbox, _) = committed();
    let trap = Trap::set();
    trap.hooks();
    sandbox.write(
        ".gitattributes",
        "*.yaml filter=trap diff=trap merge=trap\n*.toml filter=Trap.two diff=trap\n",
    );
    let config = sandbox.read(".git/config");
    sandbox.write(".git/config", &format!("{config}{}", trap.config()));
    status_of(&sandbox);
    assert!(trap.sprung(), "git itself runs them");
    Command::new("rm").arg(trap.mark()).status().unwrap();
    // Every file differs from what the index remembers, so its content has to be compared.
    for (path, text) in sandbox.records() {
        sandbox.write(&format!("records/{path}"), &text);
    }
    none_springs(&sandbox, &trap);
    assert!(of_the_run(&sandbox, "commit").is_string());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test lays out files")]
fn no_variable_reaches_git_that_names_a_program_or_a_repository() {
    let (mut sandbox, commit) = committed();
    let trap = Trap::set();
    let elsewhere = tempfile::tempdir().unwrap();
    plant(elsewhere.path(), &trap.config());
    let script = trap.script();
    let script = script.to_str().unwrap();
    let config = trap.folder.path().join("gitconfig");
    std::fs::write(&config, trap.config()).unwrap();
    let config = config.to_str().unwrap();
    let elsewhere = elsewhere.path().to_str().unwrap();
    for (variable, value) in [
        ("GIT_DIR", elsewhere),
        ("GIT_COMMON_DIR", elsewhere),
        ("GIT_CONFIG_GLOBAL", config),
        ("GIT_CONFIG_SYSTEM", config),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "core.fsmonitor"),
        ("GIT_CONFIG_VALUE_0", script),
        (
            "GIT_CONFIG_PARAMETERS",
            &format!("'core.fsmonitor={script}'"),
        ),
        ("GIT_EXEC_PATH", trap.folder.path().to_str().unwrap()),
        ("GIT_SSH_COMMAND", script),
        ("GIT_ASKPASS", script),
        ("GIT_EXTERNAL_DIFF", script),
        ("GIT_PAGER", script),
        ("PAGER", script),
        ("GIT_EDITOR", script),
        ("GIT_TRACE2_EVENT", "/nowhere/trace"),
        ("LD_PRELOAD_TRAP", script),
    ] {
        sandbox.set(variable, value);
    }
    none_springs(&sandbox, &trap);
    assert_eq!(of_the_run(&sandbox, "commit"), commit.as_str());
}

#[test]
fn no_program_of_the_household_is_taken_for_git() {
    let (mut sandbox, _) = committed();
    let trap = Trap::set();
    let fake = format!("echo git >> '{}'", trap.mark().display());
    for folder in ["", "bin", "tools"] {
        script(&sandbox.at(folder).join("git"), &fake);
    }
    let bin = sandbox.at("bin");
    let path = std::env::var("PATH").unwrap();
    sandbox.set("PATH", &format!(":.:bin:{}:./tools:{path}:", bin.display()));
    for arguments in [&["doctor", "--offline"] as &[&str], &APPLY] {
        sandbox.run(arguments);
        assert!(!trap.sprung(), "{arguments:?}");
    }
    assert!(of_the_run(&sandbox, "commit").is_string());
}

/// Puts a git of our own first in `PATH`; in the script, `$GIT` is the real one.
pub(crate) fn with_fake_git(sandbox: &mut Sandbox, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = std::env::var("PATH").unwrap();
    let real = std::env::split_paths(&path).map(|folder| folder.join("git"));
    let real = real.into_iter().find(|git| git.exists()).unwrap();
    let text = format!(
        "GIT='{}'; HERE='{}'\n{text}",
        real.display(),
        folder.path().display()
    );
    script(&folder.path().join("git"), &text);
    sandbox.set("PATH", &format!("{}:{path}", folder.path().display()));
    folder
}

#[expect(clippy::disallowed_methods, reason = "the test lays out files")]
pub(crate) fn written(folder: &tempfile::TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).unwrap_or_default()
}

#[test]
fn git_gets_no_token_and_is_always_given_the_repository() {
    let (mut sandbox, _) = committed();
    for secret in [
        "PLEX_TOKEN",
        "PLEX_TOKEN_A",
        "GITHUB_TOKEN",
        "GH_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "WHATEVER",
    ] {
        sandbox.set(secret, "very-secret-value");
    }
    let fake = "env >> \"$HERE/environment\"\necho \"$*\" >> \"$HERE/asked\"\nexec \"$GIT\" \"$@\"";
    let folder = with_fake_git(&mut sandbox, fake);
    for arguments in COMMANDS {
        sandbox.run(arguments);
    }
    let environment = written(&folder, "environment");
    assert!(
        environment.contains("GIT_OPTIONAL_LOCKS=0"),
        "git was asked"
    );
    assert!(!environment.contains("very-secret-value"), "{environment}");
    let asked = written(&folder, "asked");
    for question in asked.lines() {
        let names = question.contains("--git-dir=") && question.contains("--work-tree=");
        let finds = question.ends_with(" rev-parse --absolute-git-dir");
        assert!(names || finds, "{question}");
    }
    assert!(asked.lines().count() > 10, "{asked}");
}

#[test]
fn a_git_file_that_leads_into_the_work_tree_is_not_followed() {
    let mut sandbox = Sandbox::example();
    with_git(&mut sandbox);
    let trap = Trap::set();
    plant(&sandbox.at("records/.hidden"), &trap.config());
    sandbox.write(".git", "gitdir: records/.hidden\n");
    for arguments in [&["doctor", "--offline"] as &[&str], &APPLY] {
        let run = sandbox.run(arguments);
        if arguments[0] == "doctor" {
            assert!(
                run.stdout.contains("points into its own work tree"),
                "{}",
                run.stdout
            );
        }
        assert!(!trap.sprung());
    }
}

#[test]
fn a_linked_work_tree_shows_its_own_commit() {
    let (sandbox, _) = committed();
    let above = tempfile::tempdir().unwrap();
    let mut inside = Sandbox::empty_in(above.path());
    let linked = inside.path().to_str().unwrap();
    git(
        &sandbox,
        &["worktree", "add", "--quiet", "-b", "other", linked],
    );
    with_git(&mut inside);
    git(
        &inside,
        &["commit", "--quiet", "--allow-empty", "-m", "another"],
    );
    let head = git(&inside, &["rev-parse", "HEAD"]);
    run(&inside, &APPLY, 0);
    assert_eq!(of_the_run(&inside, "commit"), head.as_str());
    assert_eq!(of_the_run(&inside, "dirty"), Value::Null);
}
