//! A household in a temporary folder and the real binary run on it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use plexmgr::history;
use plexmgr::store::StateFolder;
use plexmgr::vocabulary::RunId;

use crate::fake::World;
use crate::schema::check_outputs;

/// A folder that goes away with the test.
pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
    environment: BTreeMap<String, String>,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Where the machine of all tests notes what it began; every household has a note of its own there.
pub(crate) const NOTES: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/state-home");

/// The `client_id` of the example household.
const CLIENT_ID: &str = "5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11";

/// Plans every household of these tests has.
pub(crate) const PLANS: &str =
    "monthly:\n  name: Monthly\n  price: 5.00 EUR\n  duration: 1 month\n  default: true\n";

#[expect(
    clippy::disallowed_methods,
    reason = "the tests lay out and look at files"
)]
impl Sandbox {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            folder,
            environment: BTreeMap::new(),
        }
    }

    /// An empty folder inside another one.
    pub(crate) fn empty_in(above: &Path) -> Self {
        let folder = tempfile::tempdir_in(above).expect("a temporary folder");
        Self {
            folder,
            environment: BTreeMap::new(),
        }
    }

    /// A household whose accounts are those of `world`, served at `url`.
    pub(crate) fn household(world: &World, url: &str) -> Self {
        let mut sandbox = Self::empty();
        let mut settings = format!(
            "version = 1\nclient_id = \"5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11\"\n\n\
             [plex]\nurl = \"{url}\"\ntimeout_seconds = 20\nretries = 0\n"
        );
        for (number, account) in (1..).zip(&world.accounts) {
            settings.push_str(&format!(
                "\n[[account]]\nname = \"account{number}\"\ntoken = {{ env = \"TOKEN_{number}\" }}\n"
            ));
            sandbox
                .environment
                .insert(format!("TOKEN_{number}"), account.token.clone());
        }
        sandbox.write("plexmgr.toml", &settings);
        sandbox.write("records/plans.yaml", PLANS);
        sandbox
    }

    /// A copy of the example household, its snapshot included.
    pub(crate) fn example() -> Self {
        let sandbox = Self::empty();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/household");
        for (path, text) in texts(&example) {
            if !path.starts_with("state/") {
                sandbox.write(&path, &text);
            }
        }
        sandbox
    }

    /// The same with the files that [`Sandbox::contents`] gave for another one.
    pub(crate) fn filled(self, contents: &BTreeMap<PathBuf, Vec<u8>>) -> Self {
        for (path, bytes) in contents {
            let path = self.folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("inside the sandbox")).expect("made");
            std::fs::write(path, bytes).expect("written");
        }
        self
    }

    /// Every file, byte for byte, by its path in the household.
    pub(crate) fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let inside = |path: &Path| path.strip_prefix(self.path()).expect("below it").to_owned();
        paths(self.path())
            .iter()
            .map(|path| (inside(path), std::fs::read(path).expect("readable")))
            .collect()
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub(crate) fn set(&mut self, variable: &str, value: &str) {
        self.environment
            .insert(variable.to_owned(), value.to_owned());
    }

    pub(crate) fn unset(&mut self, variable: &str) {
        self.environment.remove(variable);
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().expect("inside the sandbox")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Every file, by its path in the household; bytes that are no text are replaced.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        texts(self.path())
    }

    /// The record files alone.
    pub(crate) fn records(&self) -> BTreeMap<String, String> {
        texts(&self.at("records"))
    }

    /// Everything that could tell that a file was touched.
    pub(crate) fn fingerprint(&self) -> BTreeMap<PathBuf, (std::time::SystemTime, u64)> {
        let mut prints = BTreeMap::new();
        for path in paths(self.path()) {
            let metadata = std::fs::metadata(&path).expect("readable");
            prints.insert(path, (metadata.modified().expect("a time"), metadata.len()));
        }
        prints
    }

    /// Runs plexmgr in the household, on the day of all tests, with nothing on stdin. Ids of runs come out as
    /// their places in the history, counted from 1, because they depend on the time.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.numbered(Self::ended(&mut self.command(arguments)))
    }

    /// Runs plexmgr in the household, with nothing on stdin, on the day the arguments or the clock
    /// say.
    pub(crate) fn run_any_day(&self, arguments: &[&str]) -> Run {
        self.numbered(Self::ended(&mut self.command_any_day(arguments)))
    }

    /// The state folder, for the library.
    pub(crate) fn state(&self) -> StateFolder {
        StateFolder {
            household: self.path().to_owned(),
            path: self.at("state"),
            client_id: CLIENT_ID.to_owned(),
        }
    }

    /// The applied runs in their order; none if the history cannot be read.
    pub(crate) fn history(&self) -> Vec<history::Run> {
        history::read(&self.at("state"), "state")
            .map_or_else(|_| Vec::new(), |history| history.runs)
    }

    /// Where the file of a run is, counted from 1.
    pub(crate) fn run_file(&self, number: usize) -> String {
        format!("state/history/{}", self.history()[number - 1].file_name())
    }

    /// All lines of the history, run by run.
    pub(crate) fn history_text(&self) -> String {
        let lines = self.history();
        let lines = lines
            .iter()
            .map(|run| String::from_utf8_lossy(run.lines()).into_owned());
        lines.collect()
    }

    /// Edits a run, counted from 1, as one may who opens a pull request: the file gets the name that fits.
    pub(crate) fn forge_run(&self, number: usize, edit: impl FnOnce(&str) -> String) {
        let file = self.run_file(number);
        let text = edit(&self.read(&file));
        self.remove(&file);
        let id = RunId::of(text.as_bytes());
        let (moment, _) = file.rsplit_once('-').expect("the name of a run");
        self.write(&format!("{moment}-{id}.jsonl"), &text);
    }

    /// The output with the places of runs instead of their ids.
    pub(crate) fn numbered(&self, run: Run) -> Run {
        let ids: Vec<String> = self
            .history()
            .iter()
            .map(|run| run.id.to_string())
            .collect();
        let text = |mut text: String| {
            for (place, id) in (1..).zip(&ids) {
                text = with_place(&text, id, place);
            }
            text
        };
        Run {
            code: run.code,
            stdout: text(run.stdout),
            stderr: text(run.stderr),
        }
    }

    /// Waits for the end of a command, with nothing on its stdin. What it prints or saves as JSON must
    /// be what its schema says.
    pub(crate) fn ended(command: &mut Command) -> Run {
        let output = command
            .stdin(Stdio::null())
            .output()
            .expect("the binary runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        };
        check_outputs(command, &run);
        run
    }

    /// The command of [`Sandbox::run`], not yet started; the day may be among the arguments.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.command_any_day(arguments);
        if !arguments.contains(&"--today") {
            command.args(["--today", "2026-11-22"]);
        }
        command
    }

    fn command_any_day(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plexmgr"));
        command
            .current_dir(self.path())
            .env_clear()
            .env("XDG_STATE_HOME", NOTES)
            .envs(&self.environment)
            .args(self.with_ids(arguments));
        command
    }

    /// The arguments, in which `undo 1` and `history 1` mean the first run.
    fn with_ids(&self, arguments: &[&str]) -> Vec<String> {
        let mut words: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
        let names_run = matches!(arguments.first(), Some(&"undo" | &"history"));
        if let Some(word) = words.get_mut(1).filter(|_| names_run)
            && let Ok(place @ 1..) = word.parse::<usize>()
            && let Some(run) = self.history().get(place - 1)
        {
            *word = run.id.hex();
        }
        words
    }
}

/// A text with the place of a run wherever its id is a word of its own.
fn with_place(text: &str, id: &str, place: usize) -> String {
    let is_part = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b":-".contains(byte))
    };
    let mut numbered = String::new();
    let mut end = 0;
    for (at, _) in text.match_indices(id) {
        let before = text.as_bytes().get(at.wrapping_sub(1));
        let behind = text.as_bytes().get(at + id.len());
        let goes_on = behind.is_some_and(u8::is_ascii_alphanumeric);
        let is_coloured = text[..at].ends_with("\u{1b}[1m");
        if (is_coloured || !is_part(before)) && !goes_on {
            numbered.push_str(&text[end..at]);
            numbered.push_str(&place.to_string());
            end = at + id.len();
        }
    }
    numbered + &text[end..]
}

fn paths(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[expect(clippy::disallowed_methods, reason = "the tests look at files")]
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let text = |path: PathBuf| {
        let name = path.strip_prefix(folder).expect("below the folder");
        let bytes = std::fs::read(&path).expect("readable");
        (
            name.to_string_lossy().replace('\\', "/"),
            String::from_utf8_lossy(&bytes).into_owned(),
        )
    };
    paths(folder).into_iter().map(text).collect()
}
