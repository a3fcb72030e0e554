//! How the two branches are taken together, and reverted.

use crate::admin::{Settled, mend, settle};
use crate::desk::Release;
use crate::git::Git;
use crate::program::Output;
use crate::story::{Step, Story};
use crate::truth::recorded;

/// What ends a command of git that stopped.
struct GoOn {
    /// After conflicts are settled.
    settled: &'static [&'static str],
    /// If nothing is left of the commit.
    empty: Option<&'static [&'static str]>,
    /// If they cannot be settled.
    abort: &'static [&'static str],
}

const MERGE: GoOn = GoOn {
    settled: &["commit", "-q", "--no-edit"],
    empty: None,
    abort: &["merge", "--abort"],
};

const PICK: GoOn = GoOn {
    settled: &["cherry-pick", "--continue"],
    empty: Some(&["cherry-pick", "--skip"]),
    abort: &["cherry-pick", "--abort"],
};

const REBASE: GoOn = GoOn {
    settled: &["rebase", "--continue"],
    empty: Some(&["rebase", "--skip"]),
    abort: &["rebase", "--abort"],
};

const REVERT: GoOn = GoOn {
    settled: &["revert", "--continue"],
    // An empty one is not in progress.
    empty: Some(&["reset", "-q", "--hard"]),
    abort: &["revert", "--abort"],
};

/// How often one command of git may stop.
const MOST_STOPS: usize = 60;

impl Story {
    /// Takes a step in a clone, and validates it.
    pub(crate) fn step(&mut self, step: Step, who: usize) -> Result<(), String> {
        let name = self.desks[who].name;
        self.say(format!("{name}: {step:?}"));
        match step {
            Step::Merge => self.merge(who),
            Step::Squash => self.squash(who),
            Step::Discard => self.discard(who),
            Step::CherryPick => self.cherry_pick(who),
            Step::Amend => self.amend(who),
            Step::Rebase => self.rebase(who),
            Step::Revert => self.revert(who),
            Step::Stash => self.stash(who, "stash", &["stash", "push", "-q"]),
            Step::StashAll => self.stash(who, "stash -u", &["stash", "push", "-q", "-u"]),
            Step::Checkout => self.checkout(who),
            Step::Undo => self.undo(who),
        }
    }

    pub(crate) fn ask(&self, who: usize, arguments: &[&str]) -> Result<String, String> {
        self.desks[who].git(self.clock).ask(arguments)
    }

    /// Commits both clones, and fetches what the other one has; returns its branch.
    pub(crate) fn fetched(&mut self, who: usize) -> Result<String, String> {
        self.commit(0)?;
        self.commit(1)?;
        let other = self.desks[1 - who].name;
        self.ask(who, &["fetch", "-q", other])?;
        Ok(format!("{other}/{other}"))
    }

    /// Runs a command of git to its end, and settles its conflicts. Returns false if it was taken back, because the
    /// records of both do not fit together.
    fn go(&mut self, who: usize, arguments: &[&str], go_on: &GoOn) -> Result<bool, String> {
        let before = self.desks[who].git(self.clock).head()?;
        let mut output = self.desks[who].git(self.clock).run(arguments);
        for _ in 0..MOST_STOPS {
            if output.code == Some(0) {
                break;
            }
            output = match self.went_on(who, &output, go_on)? {
                Some(output) => output,
                None => {
                    self.counts.note("given up");
                    self.ask(who, go_on.abort)?;
                    self.look(who)?;
                    return Ok(false);
                }
            };
        }
        output.ended_with(&[0], "git, at last,")?;
        self.mended(who, &before)?;
        self.look(who)?;
        Ok(true)
    }

    /// Mends records that do not fit together although git saw no conflict.
    pub(crate) fn mended(&mut self, who: usize, before: &str) -> Result<(), String> {
        let Err(problems) = recorded(&self.desks[who].folder) else {
            return Ok(());
        };
        self.say(format!("mended: {problems}"));
        self.counts.note("records mended");
        match mend(&self.desks[who], self.clock, before, &problems)? {
            true => self.commit(who),
            false => Err(format!("the records cannot be mended\n{problems}")),
        }
    }

    /// Goes on after a command of git stopped; `None` if that is not possible.
    fn went_on(
        &mut self,
        who: usize,
        stopped: &Output,
        go_on: &GoOn,
    ) -> Result<Option<Output>, String> {
        let desk = &self.desks[who];
        let git = desk.git(self.clock);
        let settled = settle(desk, self.clock, &mut self.random)?;
        let is_empty = git.run(&["diff", "--cached", "--quiet", "HEAD"]).code == Some(0);
        if settled != Settled::None {
            self.counts.note("conflict in records");
        }
        match (go_on.empty, settled) {
            (_, Settled::Hopeless) => Ok(None),
            (Some(skip), _) if is_empty => Ok(Some(git.run(skip))),
            (_, Settled::All) => Ok(Some(git.run(go_on.settled))),
            (_, Settled::None) => Err(format!("git stopped\n{}{}", stopped.stdout, stopped.stderr)),
        }
    }

    pub(crate) fn merge(&mut self, who: usize) -> Result<(), String> {
        let other = self.fetched(who)?;
        self.counts.note("merge");
        self.go(who, &["merge", "-q", "--no-edit", &other], &MERGE)
            .map(drop)
    }

    fn squash(&mut self, who: usize) -> Result<(), String> {
        let other = self.fetched(who)?;
        self.counts.note("squash");
        let settled = GoOn {
            settled: &["status"],
            empty: None,
            abort: &["reset", "-q", "--hard"],
        };
        let is_done = self.go(who, &["merge", "-q", "--squash", &other], &settled)?;
        self.commit(who)?;
        self.end_first_branch(who, is_done)
    }

    /// Lets the other clone go on from here if it still has the first release: an old file that only grows cannot be
    /// taken over in part and go on growing elsewhere.
    fn end_first_branch(&mut self, who: usize, is_done: bool) -> Result<(), String> {
        let other = 1 - who;
        if !is_done || self.desks[other].release == Release::Now {
            return Ok(());
        }
        let branch = self.fetched(other)?;
        self.say(format!("{} goes on from there", self.desks[other].name));
        self.ask(other, &["reset", "-q", "--hard", &branch])?;
        self.look(other).map(drop)
    }

    fn cherry_pick(&mut self, who: usize) -> Result<(), String> {
        let other = self.fetched(who)?;
        let range = format!("HEAD..{other}");
        let git = self.desks[who].git(self.clock);
        let commits = git.lines(&["rev-list", "--reverse", "--no-merges", &range])?;
        let of_first = git.lines(&["rev-list", &range, "--", "state/history.jsonl"])?;
        if commits.is_empty() {
            return Ok(());
        }
        self.counts.note("cherry-pick");
        if of_first.is_empty() {
            let commit = self.random.pick(&commits).clone();
            return self.go(who, &["cherry-pick", &commit], &PICK).map(drop);
        }
        let mut arguments = vec!["cherry-pick"];
        arguments.extend(commits.iter().map(String::as_str));
        let is_done = self.go(who, &arguments, &PICK)?;
        self.end_first_branch(who, is_done)
    }

    fn rebase(&mut self, who: usize) -> Result<(), String> {
        let other = self.fetched(who)?;
        self.counts.note("rebase");
        self.go(who, &["rebase", "-q", &other], &REBASE).map(drop)
    }

    fn revert(&mut self, who: usize) -> Result<(), String> {
        self.commit(who)?;
        let git = self.desks[who].git(self.clock);
        let commits = git.lines(&[
            "rev-list",
            "--no-merges",
            "--min-parents=1",
            "--max-count=6",
            "HEAD",
        ])?;
        let mut free = Vec::new();
        for commit in commits {
            if !holds_first(git, &commit)? {
                free.push(commit);
            }
        }
        if free.is_empty() {
            return Ok(());
        }
        self.counts.note("revert");
        let commit = self.random.pick(&free).clone();
        self.go(who, &["revert", "--no-edit", &commit], &REVERT)
            .map(drop)
    }

    /// Reverts the newest commit.
    pub(crate) fn revert_newest(&mut self, who: usize) -> Result<(), String> {
        self.counts.note("revert");
        self.go(who, &["revert", "--no-edit", "HEAD"], &REVERT)
            .map(drop)
    }
}

/// Whether a commit holds runs of the first release. Today's adds one line alone to their file.
pub(crate) fn holds_first(git: Git<'_>, commit: &str) -> Result<bool, String> {
    let arguments = ["show", "--numstat", "--format=", commit, "--"];
    let changed = git.ask(&[&arguments[..], &["state/history.jsonl"]].concat())?;
    Ok(!changed.is_empty() && !changed.starts_with("1\t0\t"))
}
