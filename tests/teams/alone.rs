//! What is done with git in one clone, and undo.

use crate::admin::{Settled, settle};
use crate::desk::{Layout, Release};
use crate::story::Story;
use crate::together::holds_first;
use crate::truth::{recorded, runs_in_files};

impl Story {
    /// Whether the newest commit may be replaced: not the first one, and with the first release only while the other
    /// clone does not have it.
    fn is_free(&mut self, who: usize) -> Result<bool, String> {
        self.fetched(1 - who)?;
        let (mine, theirs) = (
            self.desks[who].git(self.clock),
            self.desks[1 - who].git(self.clock),
        );
        let head = mine.head()?;
        let is_shared = theirs.is_ancestor(&head, "HEAD");
        let is_first = mine.run(&["rev-parse", "-q", "--verify", "HEAD~1"]).code != Some(0);
        let is_fixed = is_shared && self.desks[who].release == Release::First;
        Ok(!(is_first || is_fixed))
    }

    pub(crate) fn discard(&mut self, who: usize) -> Result<(), String> {
        if !self.is_free(who)? {
            return Ok(());
        }
        let target = match self.random.below(3) {
            _ if self.desks[who].release == Release::First => "HEAD~1".to_owned(),
            0 => "HEAD~1".to_owned(),
            1 => {
                let git = self.desks[who].git(self.clock);
                let is_long = git.run(&["rev-parse", "-q", "--verify", "HEAD~2"]).code == Some(0);
                if is_long { "HEAD~2" } else { "HEAD~1" }.to_owned()
            }
            _ => {
                let other = self.fetched(who)?;
                self.ask(who, &["merge-base", "HEAD", &other])?
            }
        };
        self.counts.note("discard");
        self.ask(who, &["reset", "-q", "--hard", &target])?;
        self.look(who).map(drop)
    }

    pub(crate) fn amend(&mut self, who: usize) -> Result<(), String> {
        let git = self.desks[who].git(self.clock);
        if holds_first(git, "HEAD")? || !self.is_free(who)? {
            return Ok(());
        }
        self.change();
        self.apply(who)?;
        self.counts.note("amend");
        self.ask(who, &["add", "-A"])?;
        self.ask(
            who,
            &["commit", "-q", "--amend", "--no-edit", "--allow-empty"],
        )?;
        self.look(who).map(drop)
    }

    pub(crate) fn stash(
        &mut self,
        who: usize,
        what: &'static str,
        push: &[&str],
    ) -> Result<(), String> {
        self.commit(who)?;
        self.change();
        if self.apply(who)?.is_none() {
            return Ok(());
        }
        self.ask(who, push)?;
        self.without_leftovers(who)?;
        self.look(who)?;
        if self.ask(who, &["stash", "list"])?.is_empty() {
            return Ok(());
        }
        self.counts.note(what);
        match self.random.below(3) {
            _ if self.desks[who].release == Release::First => {}
            0 => {}
            1 => self.merge(who)?,
            _ => {
                self.change();
                self.apply(who)?;
                self.commit(who)?;
            }
        }
        self.pop(who)
    }

    /// Takes back what was stashed; where that is not possible, drops it.
    fn pop(&mut self, who: usize) -> Result<(), String> {
        let before = self.desks[who].git(self.clock).head()?;
        let popped = self.desks[who].git(self.clock).run(&["stash", "pop", "-q"]);
        if popped.code != Some(0) {
            match settle(&self.desks[who], self.clock, &mut self.random)? {
                Settled::All => self.counts.note("conflict in records"),
                Settled::None | Settled::Hopeless => {
                    // Some files of the stash are there already.
                    self.counts.note("stash dropped");
                    self.ask(who, &["reset", "-q", "--hard"])?;
                    self.ask(who, &["clean", "-fdq"])?;
                }
            }
            self.ask(who, &["stash", "drop", "-q"])?;
        }
        self.mended(who, &before)?;
        self.look(who).map(drop)
    }

    /// Removes new records if they are not valid without what git took back.
    fn without_leftovers(&mut self, who: usize) -> Result<(), String> {
        if recorded(&self.desks[who].folder).is_err() {
            self.counts.note("leftovers removed");
            self.ask(who, &["clean", "-fdq", "records"])?;
        }
        Ok(())
    }

    pub(crate) fn checkout(&mut self, who: usize) -> Result<(), String> {
        self.commit(who)?;
        let mut runs = Vec::new();
        for _ in 0..=self.random.below(3) {
            self.change();
            runs.extend(self.apply(who)?);
        }
        if runs.is_empty() {
            return Ok(());
        }
        self.counts.note("checkout .");
        self.ask(who, &["checkout", "-q", "."])?;
        let is_all = self.random.chance(50);
        if is_all {
            self.ask(who, &["clean", "-fdq", "records"])?;
        }
        self.without_leftovers(who)?;
        let is_first = self.desks[who].release == Release::First;
        let is_back = self
            .ask(who, &["status", "--porcelain", "records"])?
            .is_empty();
        let tree = self.look(who)?;
        let counted = runs.iter().find(|run| !tree.taken_back.contains(*run));
        if let Some(run) = counted.filter(|_| is_back && !is_first) {
            return Err(format!("{run} does not count as taken back"));
        }
        if is_back && !is_first && runs.len() > 1 {
            self.counts.note("several runs taken back");
        }
        match self.random.below(3) {
            0 => {
                self.ask(who, &["clean", "-fdq"])?;
                self.look(who)?;
            }
            1 => {
                self.apply(who)?;
                self.commit(who)?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn undo(&mut self, who: usize) -> Result<(), String> {
        let runs = self.trees[who].runs.clone();
        let Some(newest) = runs.last() else {
            return Ok(());
        };
        if self.desks[who].release == Release::First {
            return Ok(());
        }
        let run = match self.random.chance(50) {
            true => newest.clone(),
            false => self.random.pick(&runs).clone(),
        };
        self.counts.note("undo");
        let output = self.desks[who].run(self.clock, &["undo", &run.id, "--yes"]);
        let code = output.ended_with(&[0, 5, 7], "undo")?.code;
        let before = self.trees[who].ids();
        let files = runs_in_files(&self.desks[who].folder.join("state"))?;
        let has_written = files.keys().any(|id| !before.contains(id));
        if has_written {
            self.desks[who].known.extend(files.into_keys());
            self.counts.note("undo wrote");
            if !run.line["undoes"].is_null() {
                self.counts.note("undo of an undo");
            }
        }
        self.say(format!("undo of {} ended with {code:?}", &run.id[..8]));
        self.look(who)?;
        if self.layout == Layout::SingleFile || self.random.chance(50) {
            self.commit(who)?;
        }
        Ok(())
    }
}
