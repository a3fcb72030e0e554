//! One story: two clones, what happens in them, and the end, at which both are the same.

use std::collections::BTreeSet;

use crate::counts::Counts;
use crate::desk::{Desk, Layout, Release};
use crate::first_release::{self, Ended};
use crate::places::{fresh, write};
use crate::random::Random;
use crate::truth::{Run, Tree, digits, is_shown, seen};
use crate::world::World;

/// The first moment of every story: 2026-11-22, noon.
const BEGINNING: i64 = 1_795_348_800;

const DAY: u64 = 86_400;

/// How many steps a story has.
const STEPS: u64 = 3;

/// What is done in one of the clones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Merge,
    Squash,
    Discard,
    CherryPick,
    Amend,
    Rebase,
    Revert,
    /// Only what git tracks.
    Stash,
    StashAll,
    Checkout,
    Undo,
}

/// Those that are often not possible are tried twice as often.
const ALL: [Step; 14] = [
    Step::CherryPick,
    Step::Amend,
    Step::Undo,
    Step::Merge,
    Step::Squash,
    Step::Discard,
    Step::CherryPick,
    Step::Amend,
    Step::Rebase,
    Step::Revert,
    Step::Stash,
    Step::StashAll,
    Step::Checkout,
    Step::Undo,
];

/// A story under way.
pub(crate) struct Story {
    pub(crate) random: Random,
    pub(crate) world: World,
    pub(crate) clock: i64,
    pub(crate) desks: [Desk; 2],
    /// What each clone was found to hold last.
    pub(crate) trees: [Tree; 2],
    pub(crate) layout: Layout,
    pub(crate) counts: Counts,
    steps: Vec<String>,
    /// Everyone who was ever imported with a payment, in each clone.
    paid: [BTreeSet<String>; 2],
    folder: tempfile::TempDir,
}

/// Of so many stories there are two in which both clones drop the same run.
const DROPPING: u64 = 16;

/// Runs the story of a seed; returns what was done in it, and what went wrong.
pub(crate) fn report(seed: u64) -> (Counts, Result<(), String>) {
    let mut story = Story::new(seed);
    let ended = match seed % DROPPING {
        2 | 5 => story.both_drop(),
        _ => story.run(),
    };
    let steps = story.steps.join("\n  ");
    let failed = |error| format!("seed {seed} failed after these steps:\n  {steps}\n{error}");
    (story.counts, ended.map_err(failed))
}

impl Story {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let folder = fresh();
        let desk = |name: &'static str, release| Desk {
            name,
            folder: folder.path().join(name),
            home: folder.path().join(format!("home of {name}")),
            release,
            known: BTreeSet::new(),
        };
        let second = match seed % 4 {
            0 | 3 => Release::First,
            _ => Release::Now,
        };
        let desks = [desk("ada", second), desk("bob", second)];
        let layout = match seed % 2 {
            0 => Layout::FilePerUser,
            _ => Layout::SingleFile,
        };
        for desk in &desks {
            std::fs::create_dir_all(&desk.folder).expect("a temporary folder can be written");
            std::fs::create_dir_all(&desk.home).expect("a temporary folder can be written");
        }
        Self {
            world: World::new(&mut random),
            random,
            clock: BEGINNING,
            desks,
            trees: Default::default(),
            layout,
            counts: Counts::default(),
            steps: Vec::new(),
            paid: Default::default(),
            folder,
        }
    }

    pub(crate) fn say(&mut self, step: String) {
        if std::env::var_os("PLEXMGR_TEAMS_SEED").is_some() {
            println!("  {step}");
        }
        self.steps.push(step);
    }

    fn run(&mut self) -> Result<(), String> {
        self.begin()?;
        for _ in 0..STEPS {
            for who in 0..2 {
                if self.random.chance(40) {
                    self.change();
                    self.apply(who)?;
                    if self.random.chance(80) {
                        self.commit(who)?;
                    }
                }
            }
            let who = self.random.index(2);
            let step = *self.random.pick(&ALL);
            self.step(step, who)?;
            if self.random.chance(40) {
                is_shown(&self.desks[who], self.clock, &self.trees[who])?;
            }
        }
        self.end()
    }

    /// Both clones revert the same run, and each applies much the same again. Git must not take both new files for
    /// new names of the one that both removed.
    fn both_drop(&mut self) -> Result<(), String> {
        self.begin()?;
        self.change();
        self.apply(0)?;
        self.commit(0)?;
        self.merge(1)?;
        for who in 0..2 {
            self.revert_newest(who)?;
            self.apply(who)?;
            self.commit(who)?;
            self.clock += 1;
        }
        self.counts.note("same run dropped on both");
        self.end()
    }

    /// Lays out the household, applies the first runs and clones it. Then the first clone has this release.
    fn begin(&mut self) -> Result<(), String> {
        self.counts.note(match self.layout {
            Layout::FilePerUser => "layout file-per-user",
            Layout::SingleFile => "layout single-file",
        });
        self.desks[0].begin(self.clock, self.layout)?;
        for _ in 0..self.random.below(2) {
            self.apply(0)?;
            self.commit(0)?;
            self.change();
        }
        let [first, second] = &self.desks;
        second.clone_of(first, self.clock)?;
        self.desks[0].release = Release::Now;
        self.look(0)?;
        self.look(1).map(drop)
    }

    /// Takes both branches together; then both clones are the same, and nothing is left to do.
    fn end(&mut self) -> Result<(), String> {
        let who = self.random.index(2);
        self.say("end".to_owned());
        self.merge(who)?;
        self.change();
        self.apply(who)?;
        self.commit(who)?;
        self.merge(1 - who)?;
        for desk in 0..2 {
            self.desks[desk].release = Release::Now;
            self.nothing_left(desk)?;
        }
        is_shown(&self.desks[who], self.clock, &self.trees[who])?;
        match self.trees[0].ids() == self.trees[1].ids() {
            true => Ok(()),
            false => Err("the clones hold different runs in the end".to_owned()),
        }
    }

    /// Plex changes, and time passes: often less than a second.
    pub(crate) fn change(&mut self) {
        self.world.change(&mut self.random);
        let passed = match self.random.below(10) {
            0..=3 => 0,
            4..=7 => self.random.below(600),
            _ => DAY * (1 + self.random.below(3)),
        };
        self.clock += i64::try_from(passed).unwrap_or(0);
    }

    fn snapshot(&self) -> String {
        let path = self.folder.path().join("observed.json");
        write(&path, self.world.snapshot());
        path.to_string_lossy().into_owned()
    }

    /// Validates a clone, and remembers what is in it.
    pub(crate) fn look(&mut self, who: usize) -> Result<&Tree, String> {
        self.trees[who] = seen(&self.desks[who])?;
        let tree = &self.trees[who];
        if !tree.set_aside.is_empty() {
            self.counts.note("run set aside");
        }
        if !tree.taken_back.is_empty() {
            self.counts.note("run taken back by git");
        }
        Ok(tree)
    }

    /// Commits everything in a clone.
    pub(crate) fn commit(&mut self, who: usize) -> Result<(), String> {
        let git = self.desks[who].git(self.clock);
        if git.commit("apply")? {
            let name = self.desks[who].name;
            self.say(format!("{name} commits"));
        }
        Ok(())
    }

    /// Applies what Plex says; returns the run, if there was anything to do.
    pub(crate) fn apply(&mut self, who: usize) -> Result<Option<String>, String> {
        let name = self.desks[who].name;
        self.say(format!("{name} applies at {}", self.clock));
        let snapshot = self.snapshot();
        let before = self.trees[who].clone();
        let by_first =
            self.desks[who].release == Release::First && self.applied_by_first(who, &snapshot)?;
        if !by_first {
            let arguments = ["apply", "--yes", "--brief", "--observed", &snapshot];
            let output = self.desks[who].run(self.clock, &arguments);
            output.ended_with(&[0], "apply")?;
            // The store takes the runs of the tree along when there is something to write.
            let files = crate::truth::runs_in_files(&self.desks[who].folder.join("state"))?;
            if files.keys().any(|id| !before.ids().contains(id)) {
                self.desks[who].known.extend(files.into_keys());
            }
        }
        let tree = self.look(who)?.clone();
        let is_new = |run: &&Run| !before.ids().contains(&run.id);
        let new: Vec<&Run> = tree.runs.iter().filter(is_new).collect();
        // The first release also writes what its store knows and git took away.
        if new.len() > 1 && !by_first {
            return Err("one run left two".to_owned());
        }
        let is_judged = !by_first || first_release::binary().is_none();
        self.paid_once(who, &before, &tree, is_judged)?;
        let Some(run) = new.last() else {
            return Ok(None);
        };
        self.counts.note(if by_first {
            "applied by the first release"
        } else {
            "applied"
        });
        let times = tree
            .runs
            .iter()
            .filter(|other| other.line["time"] == run.line["time"]);
        if times.count() > 1 {
            self.counts.note("same second");
        }
        let noted: BTreeSet<String> = digits(&run.line["taken_back"]).into_iter().collect();
        if noted != before.taken_back && !by_first {
            return Err(format!(
                "the run notes {noted:?} as taken back, not {:?}",
                before.taken_back
            ));
        }
        if !noted.is_empty() {
            self.counts.note("taking back noted");
        }
        if self.random.chance(10) && !by_first {
            self.nothing_left(who)?;
        }
        Ok(Some(run.id.clone()))
    }

    /// Applies with the first release; returns whether it did. If it refuses, the clone gets today's release.
    fn applied_by_first(&mut self, who: usize, snapshot: &str) -> Result<bool, String> {
        let desk = &mut self.desks[who];
        match first_release::apply(desk, self.clock, snapshot.as_ref())? {
            Ended::Applied => return Ok(true),
            Ended::Refused => desk.release = Release::Now,
        }
        self.counts.note("first release refused");
        let name = self.desks[who].name;
        self.say(format!("{name} is refused and takes today's release"));
        Ok(false)
    }

    /// Whether all people a run imported have a default payment, unless an earlier run in the tree gave them one.
    fn paid_once(
        &mut self,
        who: usize,
        before: &Tree,
        after: &Tree,
        is_judged: bool,
    ) -> Result<(), String> {
        let remembered = before.remembered();
        for (person, payments) in &after.payments {
            if before.payments.contains_key(person) {
                continue;
            }
            let expected = usize::from(!remembered.contains(person));
            if is_judged && *payments != expected {
                return Err(format!(
                    "{person} has {payments} default payments instead of {expected}"
                ));
            }
            self.counts
                .note(match (*payments, self.paid[who].contains(person)) {
                    (0, _) => "imported again without payment",
                    (_, true) => "imported again with payment",
                    (_, false) => "imported",
                });
            if *payments > 0 {
                self.paid[who].insert(person.clone());
            }
            if self.trees[1 - who].payments.contains_key(person) {
                self.counts.note("same people on both");
            }
        }
        Ok(())
    }

    /// Whether a plan finds nothing to do.
    fn nothing_left(&mut self, who: usize) -> Result<(), String> {
        let snapshot = self.snapshot();
        let arguments = [
            "plan",
            "--brief",
            "--detailed-exitcode",
            "--observed",
            &snapshot,
        ];
        let output = self.desks[who].run(self.clock, &arguments);
        output.ended_with(&[0], "a plan after a run")?;
        self.counts.note("empty plan");
        Ok(())
    }
}
