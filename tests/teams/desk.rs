//! A clone of the household on a machine of its own.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::git::Git;
use crate::places::write;
use crate::program::{Output, Place, run};

/// Which version of plexmgr a clone has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Release {
    First,
    Now,
}

/// How users are filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    FilePerUser,
    SingleFile,
}

/// A clone, its branch and its machine.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Who works there; the branch has the same name.
    pub(crate) name: &'static str,
    pub(crate) folder: PathBuf,
    /// What this machine knows.
    pub(crate) home: PathBuf,
    pub(crate) release: Release,
    /// All runs that were in the tree when a run was applied here: the store keeps them.
    pub(crate) known: BTreeSet<String>,
}

/// What a clone leaves to git.
const IGNORED: &str = "/state/plexmgr.redb\n/state/plexmgr.lock\n.plexmgr-*.tmp\n";

const PLANS: &str =
    "monthly:\n  name: Monthly\n  price: 5.00 EUR\n  duration: 1 month\n  default: true\n";

/// What names the household.
pub(crate) const CLIENT_ID: &str = "5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11";

const SETTINGS: &str = r#"version = 1
timezone = "UTC"
client_id = "CLIENT_ID"

[[account]]
name = "main"
token = { env = "TOKEN" }

[guards]
departures = { count = 1000, percent = 100 }
imports = { count = 1000, percent = 100 }
updates = { count = 1000, percent = 100 }
"#;

impl Desk {
    pub(crate) fn git(&self, clock: i64) -> Git<'_> {
        Git {
            folder: &self.folder,
            clock,
        }
    }

    pub(crate) fn run(&self, clock: i64, arguments: &[&str]) -> Output {
        let place = Place {
            household: &self.folder,
            home: &self.home,
            clock,
        };
        run(place, arguments)
    }

    /// Lays out a household before its first run, and commits it.
    pub(crate) fn begin(&self, clock: i64, layout: Layout) -> Result<(), String> {
        let layout = match layout {
            Layout::FilePerUser => "",
            Layout::SingleFile => "\n[records]\nlayout = \"single-file\"\n",
        };
        let settings = SETTINGS.replace("CLIENT_ID", CLIENT_ID);
        write(
            &self.folder.join("plexmgr.toml"),
            format!("{settings}{layout}"),
        );
        write(&self.folder.join("records/plans.yaml"), PLANS);
        write(&self.folder.join(".gitignore"), IGNORED);
        let git = self.git(clock);
        git.ask(&["init", "-q", "-b", self.name])?;
        git.set_up(self.name)?;
        git.commit("household").map(drop)
    }

    /// Clones the household of another desk.
    pub(crate) fn clone_of(&self, other: &Self, clock: i64) -> Result<(), String> {
        let [from, to] = [other, self].map(|desk| desk.folder.to_string_lossy().into_owned());
        let place = other.git(clock);
        place.ask(&["clone", "-q", "-o", other.name, &from, &to])?;
        let git = self.git(clock);
        git.set_up(self.name)?;
        git.ask(&["checkout", "-q", "-b", self.name])?;
        place.ask(&["remote", "add", self.name, &to]).map(drop)
    }
}
