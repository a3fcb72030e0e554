//! A household on disk, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use plexmgr::sources::plex::{Outcome, snapshot};
use plexmgr::store::{Origin, RunDetails, RunLine, RunOutcome, Writer};
use plexmgr::vocabulary::AccountName;

use super::people::{ACCOUNT, PLANS, Recorded, world};

/// What Plex said, as a file of the household.
pub(crate) const SNAPSHOT: &str = "observed.json";

/// The history of the household.
const HISTORY: &str = "state/history.jsonl";

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
            "version = 1\nclient_id = \"5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11\"\n\n\
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
        household.write(SNAPSHOT, snapshot::to_json(observed).as_bytes());
        let mut read = observed
            .accounts
            .iter()
            .filter_map(|account| match &account.outcome {
                Outcome::Read(facts) => Some(facts),
                Outcome::Unknown(_) => None,
            });
        let facts = read.next_back().expect("the only account was read");
        let mut store = Writer::open(
            &plexmgr::store::Machine::default(),
            &household.folder.join("state"),
        )
        .expect("a new store");
        let today = "2026-11-22".parse().expect("a date");
        let run = RunLine {
            owners: [(AccountName::new(ACCOUNT), facts.owner.id)].into(),
            people: facts.people.iter().map(|person| person.id).collect(),
            ..RunLine::begun(
                store.lineage(),
                store.next_serial(),
                "2026-11-22T12:00:00Z",
                today,
                Origin::default(),
            )
        };
        let details = RunDetails {
            run,
            changes: Vec::new(),
            files: Vec::new(),
        };
        let texts = Vec::new();
        store
            .finish(&RunOutcome { details, texts }, || {})
            .expect("remembered");
        household
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

    /// Makes the history as long as if its last run had been followed by others that imported nobody.
    #[expect(clippy::disallowed_methods, reason = "benchmarks lay out files")]
    pub(crate) fn repeat_history(&self, runs: usize) {
        let mut history = std::fs::read_to_string(self.path(HISTORY)).expect("there is one");
        let first = history.lines().next().expect("there is a run").to_owned();
        let (head, rest) = first.split_once("\"people\":[").expect("it imports people");
        let (_, tail) = rest.split_once(']').expect("a list ends");
        for serial in 2..=runs {
            let (minute, second) = (serial / 60 % 60, serial % 60);
            let time = format!("T{:02}:{minute:02}:{second:02}Z", 12 + serial / 3600);
            let head = head.replace("\"serial\":1,", &format!("\"serial\":{serial},"));
            let head = head.replace("T12:00:00Z", &time);
            history.push_str(&format!("{head}\"people\":[]{tail}\n"));
        }
        self.write(HISTORY, history.as_bytes());
    }

    /// As in a fresh clone.
    #[expect(clippy::disallowed_methods, reason = "benchmarks lay out files")]
    pub(crate) fn remove_store(&self) {
        std::fs::remove_file(self.path("state/plexmgr.redb")).expect("there is a store");
    }

    #[expect(clippy::disallowed_methods, reason = "benchmarks lay out files")]
    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
}
