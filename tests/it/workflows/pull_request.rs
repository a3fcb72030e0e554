//! `pull-request.yml`: one comment for the pull request, or the summary where nobody may comment.

use super::Repository;
use super::runner::{Runner, yaml};
use crate::forge::TOKEN;
use crate::forge::fake::{FakeGithub, World};
use crate::history::git;
use crate::sandbox::Sandbox;

/// A household whose records and snapshot agree, and its pull request on GitHub.
struct Proposal {
    repository: Repository,
    github: FakeGithub,
    /// Where a person works on the branch `proposal`.
    clone: Sandbox,
}

impl Proposal {
    fn new() -> Self {
        let repository = Repository::new();
        repository.import();
        git(
            &repository.origin,
            &["update-ref", "refs/heads/main", "plexmgr/import"],
        );
        let clone = Sandbox::empty();
        git(&clone, &["clone", "--quiet", &repository.url(), "."]);
        git(&clone, &["switch", "--quiet", "--create", "proposal"]);
        Self {
            repository,
            github: FakeGithub::start(World::new(TOKEN)),
            clone,
        }
    }

    /// Pushes what is in the clone.
    fn push(&self) {
        git(&self.clone, &["add", "--all"]);
        let message = ["commit", "--quiet", "--allow-empty", "-m", "a proposal"];
        git(&self.clone, &message);
        git(&self.clone, &["push", "--quiet", "origin", "proposal"]);
    }

    /// Runs the workflow for a pull request from this repository or from a fork.
    fn checked(&self, head: &str) -> (Runner, bool) {
        let mut runner = self.repository.runner("proposal", "check");
        let url = self.github.url();
        let facts = [
            ("github.token", TOKEN),
            ("github.repository", "octocat/home"),
            ("github.event.pull_request.head.repo.full_name", head),
            ("github.event.pull_request.number", "12"),
            ("github.ref", "refs/pull/12/merge"),
            ("github.api_url", &url),
        ];
        let facts = facts.map(|(name, value)| (name.to_owned(), value.to_owned()));
        runner.facts.extend(facts);
        let (_, well) = runner.job(&yaml("examples/workflows/pull-request.yml"), "check");
        assert!(!runner.log.contains(TOKEN), "{}", runner.log);
        (runner, well)
    }

    /// The only comment, without its marker.
    fn comment(&self) -> String {
        let own = self.github.own();
        assert_eq!(own.len(), 1, "{:?}", self.github.world().seen);
        let (marker, text) = own[0].body.split_once('\n').expect("several lines");
        assert!(marker.starts_with("<!-- plexmgr:"), "{marker}");
        text.to_owned()
    }

    /// The record of a person who is recorded.
    fn some_person(&self) -> String {
        let records = self.clone.records();
        let mut users = records.keys().filter(|path| path.starts_with("users/"));
        format!("records/{}", users.next().expect("a user is recorded"))
    }
}

#[test]
fn a_pull_request_has_one_comment_that_is_kept_up_to_date() {
    let proposal = Proposal::new();
    proposal.push();
    let (runner, well) = proposal.checked("octocat/home");
    assert!(well, "{}", runner.log);
    assert_eq!(
        proposal.github.writes(),
        [""; 0],
        "there is no comment needed"
    );

    let person = proposal.some_person();
    let record = proposal.clone.read(&person);
    proposal.clone.remove(&person);
    proposal.push();
    let (runner, well) = proposal.checked("octocat/home");
    assert!(well, "{}", runner.log);
    let comment = proposal.comment();
    assert!(comment.contains("### Imports (1)"), "{comment}");
    assert!(runner.summary.contains(&comment), "{}", runner.summary);
    assert!(
        runner.log.contains("created comment https://"),
        "{}",
        runner.log
    );

    proposal.clone.write(&person, &record);
    proposal.push();
    let (runner, well) = proposal.checked("octocat/home");
    assert!(well, "{}", runner.log);
    let comment = proposal.comment();
    assert!(comment.starts_with("## No changes\n"), "{comment}");
}

#[test]
fn what_a_guard_refuses_is_reported_in_the_comment() {
    let proposal = Proposal::new();
    let settings = proposal.clone.read("plexmgr.toml");
    let strict = "\n[guards]\nimports = { count = 0, percent = 0 }\n";
    proposal
        .clone
        .write("plexmgr.toml", &format!("{settings}{strict}"));
    proposal.clone.remove(&proposal.some_person());
    proposal.push();
    let (runner, well) = proposal.checked("octocat/home");
    assert!(!well, "{}", runner.log);
    let comment = proposal.comment();
    assert!(comment.starts_with("## Refused by imports\n"), "{comment}");
    assert!(
        comment.contains("plexmgr apply --accept imports=1"),
        "{comment}"
    );
}

#[test]
fn a_fork_gets_the_summary_and_no_comment() {
    let proposal = Proposal::new();
    proposal.clone.remove(&proposal.some_person());
    proposal.push();
    let (runner, well) = proposal.checked("mallory/home");
    assert!(well, "{}", runner.log);
    assert!(
        runner.summary.contains("### Imports (1)"),
        "{}",
        runner.summary
    );
    assert_eq!(proposal.github.world().seen, [""; 0]);
}

#[test]
fn records_that_are_not_valid_are_annotated_and_not_shown() {
    let proposal = Proposal::new();
    let person = proposal.some_person();
    let record = proposal.clone.read(&person);
    proposal
        .clone
        .write(&person, &record.replace("class:", "klass:"));
    proposal.push();
    let (runner, well) = proposal.checked("octocat/home");
    assert!(!well);
    assert!(
        runner.log.contains(&format!("::error file={person},line=")),
        "{}",
        runner.log
    );
    assert!(
        runner.summary.contains("not valid: 2 problems"),
        "{}",
        runner.summary
    );
    assert_eq!(proposal.github.world().seen, [""; 0]);
}
