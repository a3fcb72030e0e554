//! A recorded household of five hundred people, a fake plex.tv of its own, and runs on it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use super::watched::{self, Watched};
use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::{Run, Sandbox};

/// How many people the first account has; the second one has a few.
pub(super) const PEOPLE: usize = 500;
const OTHERS: usize = 20;

/// How long one exchange may take in a run that meets bad answers.
const TIMEOUT_SECONDS: u64 = 2;
/// Two exchanges may have to follow each other; the rest is for a busy machine. What never ends takes longer.
const TIME_LIMIT: Duration = Duration::from_secs(2 * TIMEOUT_SECONDS + 26);
/// 300 MB.
const MEMORY_LIMIT_KIB: u64 = 300_000_000 / 1024;

/// The settings of runs that meet bad answers.
const HASTY: &str = "hasty.toml";

/// Two accounts of two servers each. One person of the first account also uses the second, and both
/// have invited people by their address.
fn world() -> World {
    let mut world = World::generate(Fleet {
        accounts: 2,
        people_per_account: PEOPLE,
        ..Fleet::default()
    });
    let friends = &world.accounts[1].friends;
    let leaving: Vec<u64> = friends[OTHERS..]
        .iter()
        .map(|friend| friend.person)
        .collect();
    for person in leaving {
        world.accounts[1].forget(person);
    }
    let both = world.accounts[0].friends[0].person;
    befriend(&mut world, 1, both);
    let special = World::generate(Fleet {
        special_cases: true,
        ..Fleet::default()
    });
    let invitations = &special.accounts[0].sent;
    let by_address = invitations.iter().filter(|sent| sent.person.is_none());
    let by_address: Vec<_> = by_address.cloned().collect();
    for account in &mut world.accounts {
        account.sent.clone_from(&by_address);
    }
    world
}

/// Gives a person an accepted share of an account's first server.
fn befriend(world: &mut World, account: usize, person: u64) {
    let account = &mut world.accounts[account];
    let mut friend = account.friends[0].clone();
    friend.person = person;
    account.friends.push(friend);
    let shares = &mut account.servers[0].shares;
    let mut share = shares[0].clone();
    share.id = person;
    share.person = person;
    shares.push(share);
}

/// Somebody new on an account, last in all its lists. Returns the user name.
pub(super) fn newcomer(world: &mut World, account: usize, number: u64) -> String {
    let id = 900_000_000 + number;
    let name = format!("newcomer{number}");
    let known = world.accounts[account].friends[0].person;
    let mut person = world.person(known).clone();
    person.id = id;
    person.uuid = format!("{id:016}");
    person.username = Some(name.clone());
    person.email = Some(format!("{name}@example.com"));
    person.title.clone_from(&name);
    world.people.insert(id, person);
    befriend(world, account, id);
    name
}

/// A world, and the files of a household in which one good run has recorded everybody.
struct Recorded {
    world: World,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

/// Made once for all tests: recording takes longer than most of them.
static RECORDED: LazyLock<Recorded> = LazyLock::new(|| {
    let world = world();
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let run = sandbox.run(&["apply", "--yes", "--brief"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let records = sandbox.records().into_values().collect::<String>();
    let ends = records
        .lines()
        .filter(|line| line.trim_start().starts_with("end:"));
    assert_eq!(ends.count(), PEOPLE + OTHERS);
    let everything = sandbox.files().into_values().collect::<String>();
    check_silence(&world, &everything);
    let files = sandbox.contents();
    Recorded { world, files }
});

/// What no run may change: every byte of every file, and whether it was touched at all.
type Kept = (
    BTreeMap<String, String>,
    BTreeMap<PathBuf, (SystemTime, u64)>,
);

/// A copy of the household with its own plex.tv.
pub(super) struct Home {
    pub(super) plex: FakePlex,
    pub(super) sandbox: Sandbox,
    pub(super) world: World,
    before: Kept,
}

impl Home {
    pub(super) fn new() -> Self {
        let Recorded { world, files } = &*RECORDED;
        let plex = FakePlex::start(world.clone());
        let sandbox = Sandbox::household(world, &plex.url());
        let settings = sandbox.read("plexmgr.toml");
        let sandbox = sandbox.filled(files);
        sandbox.write("plexmgr.toml", &settings);
        let hasty = format!("timeout_seconds = {TIMEOUT_SECONDS}\n");
        sandbox.write(HASTY, &settings.replace("timeout_seconds = 20\n", &hasty));
        let before = kept(&sandbox);
        Self {
            plex,
            sandbox,
            world: world.clone(),
            before,
        }
    }

    /// Takes everything as it is now for what may not change.
    pub(super) fn remember(&mut self) {
        self.before = kept(&self.sandbox);
    }

    /// Whether no file was touched since.
    pub(super) fn is_untouched(&self) -> bool {
        kept(&self.sandbox) == self.before
    }

    /// The record files that were there before and are no longer the same.
    pub(super) fn changed_records(&self) -> Vec<String> {
        let now = self.sandbox.files();
        let before = self.before.0.iter();
        let records = before.filter(|(path, _)| path.starts_with("records/"));
        let changed = records.filter(|(path, text)| now.get(*path) != Some(text));
        changed.map(|(path, _)| path.clone()).collect()
    }

    /// `apply` while something is wrong: in time, within the memory, and without a secret.
    pub(super) fn apply_hastily(&self) -> Watched {
        let words = ["apply", "--yes", "-v", "-v", "--config", HASTY];
        let run = watched::run(self.sandbox.command(&words));
        let Watched { took, peak_kib, .. } = run;
        assert!(took < TIME_LIMIT, "took {took:?}: {}", run.stdout);
        assert!(
            peak_kib < MEMORY_LIMIT_KIB,
            "{peak_kib} KiB: {}",
            run.stdout
        );
        assert!(run.stderr.contains("debug: "), "the log is on");
        check_silence(&self.world, &run.stdout);
        check_silence(&self.world, &run.stderr);
        run
    }

    /// `apply` with good answers and time for them.
    pub(super) fn apply(&self) -> Run {
        self.plex.heal();
        self.sandbox.run(&["apply", "--yes"])
    }
}

fn kept(sandbox: &Sandbox) -> Kept {
    (sandbox.files(), sandbox.fingerprint())
}

/// No secret is in `text`.
fn check_silence(world: &World, text: &str) {
    for secret in world.secrets() {
        assert!(!text.contains(&secret), "a secret got out: {text}");
    }
}
