//! The example workflows, the action and the script for cron, run for real on a household in git.

mod elsewhere;
mod expression;
mod pull_request;
mod runner;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_yaml::Value;

use crate::fake::{FakePlex, Fault, Fleet, Rule, World};
use crate::history::{git, git_in};
use crate::sandbox::Sandbox;
use runner::{Facts, Runner, read, write, yaml};

/// A `gh` that keeps one pull request in a file, for each branch at most one, as GitHub does.
const GH: &str = r#"#!/bin/bash
set -eu
desk="$(dirname "$0")/../desk"
echo "gh $*" >> "$desk.log"
body() { while [ $# -gt 0 ]; do if [ "$1" = --body-file ]; then cp "$2" "$desk.body"; fi; shift; done; }
case "$1 $2" in
  "pr list") if [ -e "$desk.open" ]; then echo 7; fi ;;
  "pr create") [ ! -e "$desk.open" ]; touch "$desk.open"; body "$@" ;;
  "pr edit") [ "$3" = 7 ]; body "$@" ;;
  "pr close") [ "$3" = 7 ]; rm "$desk.open" ;;
  *) exit 64 ;;
esac
"#;

/// A household at GitHub, the plex.tv behind it, and a machine that runs its workflows.
struct Repository {
    plex: FakePlex,
    world: World,
    /// What is pushed to.
    origin: Sandbox,
    machine: Sandbox,
}

impl Repository {
    fn new() -> Self {
        let mut world = World::generate(Fleet {
            people_per_account: 4,
            ..Fleet::default()
        });
        world.now = now();
        let plex = FakePlex::start(world.clone());
        let (origin, machine) = (Sandbox::empty(), Sandbox::empty());
        git(
            &origin,
            &["init", "--quiet", "--bare", "--initial-branch=main", "."],
        );
        let repository = Self {
            plex,
            world,
            origin,
            machine,
        };
        let household = Sandbox::household(&repository.world, &repository.plex.url());
        household.write(
            ".gitignore",
            "/state/plexmgr.redb\n/state/plexmgr.lock\n.plexmgr-*.tmp\n",
        );
        let settings = household.read("plexmgr.toml");
        household.write(
            "plexmgr.toml",
            &settings.replace("TOKEN_1", "PLEX_TOKEN_MAIN"),
        );
        git(&household, &["init", "--quiet", "--initial-branch=main"]);
        git(&household, &["add", "--all"]);
        git(&household, &["commit", "--quiet", "-m", "the household"]);
        git(&household, &["push", "--quiet", &repository.url(), "main"]);
        repository
    }

    fn url(&self) -> String {
        self.origin.path().display().to_string()
    }

    /// A fresh machine with a checkout of `branch`, as each job has.
    fn runner(&self, branch: &str, job: &str) -> Runner {
        let machine = self.machine.at(job);
        if machine.exists() {
            std::fs::remove_dir_all(&machine).unwrap();
        }
        let workspace = machine.join("workspace");
        let temp = machine.join("temp");
        let target = workspace.display().to_string();
        git(
            &self.machine,
            &["clone", "--quiet", "--branch", branch, &self.url(), &target],
        );
        let binary = temp.join("plexmgr/bin/plexmgr");
        write(&temp.join("plexmgr/bin/made"), "");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_plexmgr"), binary).unwrap();
        let programs = self.machine.at("programs");
        write(&programs.join("gh"), GH);
        executable(&programs.join("gh"));
        let facts = [
            ("runner.os", "Linux"),
            ("runner.arch", "X64"),
            ("github.token", "the-token-of-the-job"),
            ("github.repository", "ada/household"),
            ("github.server_url", "https://github.example"),
            ("secrets.PLEX_TOKEN_MAIN", &self.world.accounts[0].token),
        ];
        let facts = facts.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Runner {
            workspace,
            temp,
            facts: Facts::from(facts),
            programs,
            artifacts: self.machine.at("artifacts"),
            log: String::new(),
            summary: String::new(),
        }
    }

    fn desk(&self, what: &str) -> PathBuf {
        self.machine.at(&format!("desk.{what}"))
    }

    /// What a branch holds under `path`.
    fn pushed(&self, branch: &str, path: &str) -> String {
        git(&self.origin, &["show", &format!("{branch}:{path}")])
    }

    /// The lines of all runs that were pushed to a branch.
    fn history(&self, branch: &str) -> String {
        let files = git(
            &self.origin,
            &["ls-tree", "--name-only", branch, "state/history/"],
        );
        files
            .lines()
            .map(|file| self.pushed(branch, file))
            .collect()
    }

    fn import(&self) -> Runner {
        let mut runner = self.runner("main", "import");
        let (_, well) = runner.job(&yaml("examples/workflows/import.yml"), "import");
        assert!(well, "{}", runner.log);
        runner
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "plans compare the clock of plex.tv"
)]
fn now() -> u64 {
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_import_proposes_updates_and_withdraws_one_pull_request() {
    let repository = Repository::new();
    let runner = repository.import();
    assert!(runner.summary.contains("### Imports"), "{}", runner.summary);
    let log = read(&repository.desk("log"));
    assert!(log.contains("gh pr create --head plexmgr/import"), "{log}");
    let body = read(&repository.desk("body"));
    assert!(body.contains("### Imports (4)"), "{body}");
    assert!(
        repository
            .pushed("plexmgr/import", "observed.json")
            .contains("people")
    );
    let history = repository.history("plexmgr/import");
    assert!(history.contains("add_user"), "{history}");
    let heads = git(&repository.origin, &["log", "--format=%s", "main"]);
    assert_eq!(heads, "the household", "nothing is merged");

    let again = repository.import();
    let log = read(&repository.desk("log"));
    assert!(
        log.ends_with(&format!(
            "gh pr edit 7 --body-file {}\n",
            again.temp.join("body.md").display()
        )),
        "{log}"
    );

    // Merged, so Plex and the records agree.
    git(
        &repository.origin,
        &["update-ref", "refs/heads/main", "plexmgr/import"],
    );
    repository.import();
    let log = read(&repository.desk("log"));
    assert!(log.contains("gh pr close 7 --comment"), "{log}");
    let lists = log
        .lines()
        .filter(|line| line.starts_with("gh pr list"))
        .count();
    assert_eq!(lists, 3);
}

/// Somebody else commits to the branch of the proposal.
fn committed_by_another(repository: &Repository, branch: &str) -> String {
    let runner = repository.runner(branch, "another");
    write(
        &runner.workspace.join("records/users/ada.yaml"),
        "class: permanent\n",
    );
    git_in(&runner.workspace, &["add", "--all"]);
    git_in(&runner.workspace, &["commit", "--quiet", "-m", "by hand"]);
    git_in(&runner.workspace, &["push", "--quiet", "origin", branch]);
    git(&repository.origin, &["rev-parse", branch])
}

#[test]
fn a_branch_with_commits_of_others_is_not_replaced() {
    let repository = Repository::new();
    repository.import();
    let theirs = committed_by_another(&repository, "plexmgr/import");
    let mut runner = repository.runner("main", "import");
    let (_, well) = runner.job(&yaml("examples/workflows/import.yml"), "import");
    assert!(!well, "{}", runner.log);
    let said = "::error::plexmgr/import has other commits";
    assert!(runner.log.contains(said), "{}", runner.log);
    assert_eq!(
        git(&repository.origin, &["rev-parse", "plexmgr/import"]),
        theirs
    );
}

#[test]
fn an_import_that_a_guard_refuses_fails_and_says_why() {
    let repository = Repository::new();
    repository.import();
    git(
        &repository.origin,
        &["update-ref", "refs/heads/main", "plexmgr/import"],
    );
    repository.plex.change(|world| {
        let friends: Vec<u64> = world.accounts[0]
            .friends
            .iter()
            .map(|friend| friend.person)
            .collect();
        for person in friends {
            world.accounts[0].forget(person);
        }
    });
    let mut runner = repository.runner("main", "import");
    let (seen, well) = runner.job(&yaml("examples/workflows/import.yml"), "import");
    assert!(!well);
    assert_eq!(seen["steps.plan.outputs.exit-code"], "4", "{}", runner.log);
    assert_eq!(seen["steps.plan.outputs.blocked-by"], "empty,departures");
    assert!(runner.log.contains("\n::error "), "{}", runner.log);
    assert!(runner.summary.contains("efused"), "{}", runner.summary);
}

/// What does not rest on what is unknown goes on, and the job fails.
#[test]
fn an_import_goes_on_without_what_is_unknown_and_fails() {
    let repository = Repository::new();
    let shares = "/api/servers/*/shared_servers";
    repository
        .plex
        .inject(Rule::new(shares, Fault::Status(500)));
    let mut runner = repository.runner("main", "import");
    let (seen, well) = runner.job(&yaml("examples/workflows/import.yml"), "import");
    assert!(!well, "{}", runner.log);
    assert_eq!(seen["steps.plan.outputs.exit-code"], "8", "{}", runner.log);
    assert_eq!(seen["steps.plan.outputs.blocked-by"], "");
    let servers = repository.pushed("plexmgr/import", "records/servers.yaml");
    assert!(servers.contains("machine_id"), "{servers}");
    assert!(repository.desk("open").exists(), "{}", runner.log);
    assert!(runner.log.contains("fact_unknown"), "{}", runner.log);
}

#[test]
fn an_approved_plan_goes_on_without_what_is_unknown_and_fails() {
    let repository = Repository::new();
    let shares = "/api/servers/*/shared_servers";
    repository
        .plex
        .inject(Rule::new(shares, Fault::Status(500)));
    let workflow = yaml("examples/workflows/apply.yml");
    let mut planning = repository.runner("main", "plan");
    let (seen, well) = planning.job(&workflow, "plan");
    assert!(!well, "{}", planning.log);
    let mut applying = repository.runner("main", "apply");
    let changes = seen["steps.applicable.outputs.changes"].clone();
    applying
        .facts
        .insert("needs.plan.outputs.changes".to_owned(), changes);
    let (_, well) = applying.job(&workflow, "apply");
    assert!(!well, "{}", applying.log);
    let servers = repository.pushed("main", "records/servers.yaml");
    assert!(servers.contains("machine_id"), "{servers}");
}

#[test]
fn what_was_approved_is_applied_to_main() {
    let repository = Repository::new();
    let workflow = yaml("examples/workflows/apply.yml");
    let mut planning = repository.runner("main", "plan");
    let (seen, well) = planning.job(&workflow, "plan");
    assert!(well, "{}", planning.log);
    assert!(planning.summary.contains("### Imports"));

    let mut applying = repository.runner("main", "apply");
    let changes = seen["steps.plan.outputs.changes"].clone();
    applying
        .facts
        .insert("needs.plan.outputs.changes".to_owned(), changes);
    let (_, well) = applying.job(&workflow, "apply");
    assert!(well, "{}", applying.log);
    let users = git(
        &repository.origin,
        &["ls-tree", "--name-only", "main", "records/users/"],
    );
    assert_eq!(users.lines().count(), 4, "{users}");

    let mut again = repository.runner("main", "plan");
    let (seen, _) = again.job(&workflow, "plan");
    assert_eq!(seen["steps.plan.outputs.changes"], "0", "{}", again.log);
}

#[test]
fn what_moved_after_the_approval_is_not_applied() {
    let repository = Repository::new();
    let workflow = yaml("examples/workflows/apply.yml");
    let mut planning = repository.runner("main", "plan");
    assert!(planning.job(&workflow, "plan").1, "{}", planning.log);
    repository.plex.change(|world| {
        let person = world.accounts[0].friends[0].person;
        world.accounts[0].forget(person);
    });
    let mut applying = repository.runner("main", "apply");
    let changes = ("needs.plan.outputs.changes".to_owned(), "12".to_owned());
    applying.facts.extend([changes]);
    let (_, well) = applying.job(&workflow, "apply");
    assert!(!well);
    assert!(
        applying.log.contains("the saved plan is stale"),
        "{}",
        applying.log
    );
    let heads = git(&repository.origin, &["log", "--format=%s", "main"]);
    assert_eq!(heads, "the household");
}

#[test]
fn every_example_is_yaml_with_least_rights() {
    for name in ["pull-request", "import", "apply"] {
        let workflow = yaml(&format!("examples/workflows/{name}.yml"));
        assert_eq!(
            workflow["permissions"],
            Value::Mapping(serde_yaml::Mapping::new()),
            "{name} gives rights to all jobs"
        );
        for (job, about) in workflow["jobs"].as_mapping().unwrap() {
            assert!(about["permissions"].is_mapping(), "{name}: {job:?}");
            assert!(about["timeout-minutes"].is_number(), "{name}: {job:?}");
        }
    }
}
