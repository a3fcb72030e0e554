//! A household on disk, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use plexmgr::history::{self, Origin, Run, RunLine, lines_of};
use plexmgr::sources::plex::{AccountOutcome, snapshot};
use plexmgr::store::{Look, Machine, RunOutcome, StateFolder, Writer};
use plexmgr::vocabulary::AccountName;

use super::people::{ACCOUNT, PLANS, Recorded, world};

/// The `client_id` of the household.
const CLIENT_ID: &str = "5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11";

/// What Plex said, as a file of the household.
pub(crate) const SNAPSHOT: &str = "observed.json";

/// A folder that goes away with the benchmark, or the example.
pub(crate) struct OnDisk {
    folder: PathBuf,
    _temporary: Option<tempfile::TempDir>,
}

impl OnDisk {
    /// The household in `examples`.
    pub(crate) fn example() -> Self {
        Self {
            folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/household"),
            _temporary: None,
        }
    }

    /// Nobody is recorded; plex.tv is at `url`.
    pub(crate) fn empty(url: &str) -> Self {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let household = Self {
            folder: temporary.path().to_owned(),
            _temporary: Some(temporary),
        };
        let settings = format!(
            "version = 1\nclient_id = \"{CLIENT_ID}\"\n\n\
             [plex]\nurl = \"{url}\"\nretries = 0\n\n\
             [[account]]\nname = \"{ACCOUNT}\"\ntoken = {{ env = \"PLEX_TOKEN\" }}\n"
        );
        household.write("plexmgr.toml", settings.as_bytes());
        household.write("records/plans.yaml", PLANS.as_bytes());
        household
    }

    /// Everybody is recorded and remembered.
    pub(crate) fn of(recorded: &Recorded, url: &str) -> Self {
        let household = Self::empty(url);
        for source in &recorded.sources {
            household.write(&source.path, &source.bytes);
        }
        let observed = &recorded.observed;
        household.write(SNAPSHOT, snapshot::to_json(observed, None, None).as_bytes());
        let mut read = observed
            .accounts
            .iter()
            .filter_map(|account| match &account.outcome {
                AccountOutcome::Read(facts) => Some(facts),
                AccountOutcome::Unknown(_) => None,
            });
        let facts = read.next_back().expect("the only account was read");
        household.remember(|run| RunLine {
            owners: [(AccountName::new(ACCOUNT), facts.owner.id)].into(),
            people: facts.people.iter().map(|person| person.id).collect(),
            ..run
        });
        household
    }

    /// Remembers one more run, in history and store.
    fn remember(&self, about: impl FnOnce(RunLine) -> RunLine) {
        let folder = StateFolder {
            household: self.folder.clone(),
            path: self.path("state"),
            client_id: CLIENT_ID.to_owned(),
        };
        let mut store = Writer::open(&Machine::default(), &folder, Look::Whole).expect("a store");
        let today = "2026-11-22".parse().expect("a date");
        let run = store.next_run("2026-11-22T12:00:00Z", today, Origin::default());
        let outcome = RunOutcome {
            run: about(run),
            changes: Vec::new(),
            files: Vec::new(),
            texts: Vec::new(),
            effects: Vec::new(),
        };
        store.finish(&outcome, || {}).expect("remembered");
    }

    /// Runs the program to its end, which must be a good one.
    pub(crate) fn run(&self, arguments: &[&str]) {
        let built = || env!("CARGO_BIN_EXE_plexmgr").into();
        let program = std::env::var_os("PLEXMGR").unwrap_or_else(built);
        let token = world(0).accounts.swap_remove(0).token;
        let output = Command::new(program)
            .current_dir(&self.folder)
            .env_clear()
            .env("PLEX_TOKEN", token)
            .args(arguments)
            .args(["--today", "2026-11-22"])
            .stdin(Stdio::null())
            .output()
            .expect("the program runs");
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Where a file of the household is.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Makes the history as long as if its run had been followed by others that imported no users, all known to
    /// the store.
    pub(crate) fn repeat_history(&self, runs: usize) {
        let state = self.path("state");
        let mut last = history::read(&state, "state")
            .expect("a history")
            .runs
            .remove(0);
        for number in 2..runs {
            let (minute, second) = (number / 60 % 60, number % 60);
            let line = RunLine {
                after: vec![last.id],
                time: format!(
                    "2026-11-22T{:02}:{minute:02}:{second:02}Z",
                    12 + number / 3600
                ),
                people: Vec::new(),
                ..last.line.clone()
            };
            last = Run::read(&lines_of(&line, &[], &[], &[])).expect("a run");
            self.write(&format!("state/history/{}", last.file_name()), last.lines());
        }
        self.remember(|run| run);
    }

    /// As in a fresh clone.
    #[expect(clippy::disallowed_methods, reason = "benchmarks lay out files")]
    pub(crate) fn remove_store(&self) {
        std::fs::remove_file(self.path("state/plexmgr.redb")).expect("there is a store");
    }

    /// What is in a file of the household.
    #[expect(clippy::disallowed_methods, reason = "benchmarks look at files")]
    pub(crate) fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).expect("a text")
    }

    #[expect(clippy::disallowed_methods, reason = "benchmarks lay out files")]
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
}
