//! Records and a matching Plex, to be changed on one side.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plexmgr::change::Change;
use plexmgr::history::Remembered;
use plexmgr::payments;
use plexmgr::plan::{self, Accepted, ChangeSet, Clock, Filing, Input, NewUsers, Rules, Taken};
use plexmgr::records::{self, Household, SourceFile};
use plexmgr::settings::GuardSettings;
use plexmgr::sources::SourceReading;
use plexmgr::sources::plex::{
    AccountFacts, AccountOutcome, AccountReading, FactName, FailureReport, Invitation, Observed,
    ObservedLibrary, ObservedServer, ObservedShare, Owner, Person, SharedLibraries,
};
use plexmgr::vocabulary::{AccountName, Class, LibraryId, MachineId, PlexId, Timestamp};

pub(super) const PLANS: &str = "monthly: {duration: 1 month, default: true}\n";

/// One server, atlas of account main, with two libraries.
pub(super) const SERVERS: &str = "\
atlas:
  account: main
  machine_id: aaa
  name: Atlas
  libraries:
    movies: {id: 1, title: Movies, type: movie}
    music: {id: 2, title: Music, type: artist}
";

/// Everything a plan is made from, ready to be changed.
pub(super) struct Case {
    pub(super) files: BTreeMap<String, String>,
    pub(super) observed: Observed,
    pub(super) remembered: Remembered,
    pub(super) rules: Rules,
    /// What sources of transactions list.
    pub(super) readings: Vec<SourceReading>,
}

pub(super) fn share(server: &str) -> ObservedShare {
    ObservedShare {
        server: machine(server),
        libraries: SharedLibraries::All,
        invited: Some(day(1)),
        accepted: Some(day(2)),
    }
}

pub(super) fn pending(server: &str) -> ObservedShare {
    ObservedShare {
        accepted: None,
        ..share(server)
    }
}

/// Noon of a day in March 2026.
pub(super) fn day(day: i64) -> Timestamp {
    Timestamp(1_772_323_200 + (day - 1) * 86_400 + 43_200)
}

pub(super) fn machine(id: &str) -> MachineId {
    id.parse().unwrap()
}

/// A person whose names all derive from `name`.
pub(super) fn person(id: u64, name: &str, shares: Vec<ObservedShare>) -> Person {
    Person {
        id: PlexId(id),
        username: Some(name.to_owned()),
        title: Some(name.to_owned()),
        email: Some(format!("{name}@example.com")),
        home: false,
        managed: false,
        shares,
        unread: Vec::new(),
    }
}

/// The record of that person, sharing atlas since 2 March 2026.
pub(super) fn record(id: u64, name: &str) -> String {
    format!(
        "class: standard\nplex:\n  id: {id}\n  username: {name}\n  email: {name}@example.com\n  \
         title: {name}\n  shares:\n    - server: atlas\n      libraries: all\n      \
         invited: 2026-03-01\n      accepted: 2026-03-02\n"
    )
}

fn facts(
    owner: u64,
    server: (&str, &str, &[(u64, &str, &str)]),
    people: Vec<Person>,
) -> AccountFacts {
    let (machine_id, name, libraries) = server;
    let library = |(id, title, kind): &(u64, &str, &str)| ObservedLibrary {
        id: LibraryId(*id),
        title: (*title).to_owned(),
        kind: (*kind).to_owned(),
    };
    AccountFacts {
        owner: Owner {
            id: PlexId(owner),
            username: None,
            title: None,
            email: None,
        },
        servers: vec![ObservedServer {
            machine_id: machine(machine_id),
            name: name.to_owned(),
            libraries: libraries.iter().map(library).collect(),
        }],
        people,
        invitations: Vec::new(),
        not_found: Vec::new(),
        doubts: Vec::new(),
    }
}

impl Case {
    /// Account main with server atlas, nobody recorded, nobody listed.
    pub(super) fn new() -> Self {
        let libraries = [(1, "Movies", "movie"), (2, "Music", "artist")];
        let main = facts(100, ("aaa", "Atlas", &libraries), Vec::new());
        let files = [
            ("records/plans.yaml", PLANS),
            ("records/servers.yaml", SERVERS),
        ];
        Self {
            files: files
                .map(|(path, text)| (path.to_owned(), text.to_owned()))
                .into(),
            observed: Observed {
                accounts: vec![reading("main", AccountOutcome::Read(main))],
            },
            remembered: Remembered::default(),
            readings: Vec::new(),
            rules: Rules {
                today: "2026-11-22".parse().unwrap(),
                timezone: chrono_tz::UTC,
                class: Class::Standard,
                home_users: None,
                ignore_users: BTreeSet::new(),
                ignore_servers: BTreeSet::new(),
                accounts: vec![AccountName::new("main")],
                guards: GuardSettings::default(),
                accepted: Accepted::default(),
                clock: Clock::default(),
                taken: Taken::default(),
                payments: payments::Rules::new(
                    "2026-11-22".parse().expect("a date"),
                    chrono_tz::UTC,
                    7,
                ),
                notes: None,
            },
        }
    }

    /// A second account, backup, with server borealis.
    pub(super) fn with_backup(mut self, people: Vec<Person>) -> Self {
        let backup = facts(200, ("bbb", "Borealis", &[(9, "Shows", "show")]), people);
        self.observed
            .accounts
            .push(reading("backup", AccountOutcome::Read(backup)));
        self.rules.accounts.push(AccountName::new("backup"));
        self.files.get_mut("records/servers.yaml").unwrap().push_str(
            "borealis:\n  account: backup\n  machine_id: bbb\n  name: Borealis\n  libraries: {shows: {id: 9, title: Shows, type: show}}\n",
        );
        self
    }

    pub(super) fn listed(mut self, person: Person) -> Self {
        self.main().people.push(person);
        self
    }

    pub(super) fn invited(mut self, invitation: Invitation) -> Self {
        self.main().invitations.push(invitation);
        self
    }

    pub(super) fn recorded(mut self, handle: &str, text: &str) -> Self {
        self.files
            .insert(format!("records/users/{handle}.yaml"), text.to_owned());
        self
    }

    /// Recorded and listed alike.
    pub(super) fn known(self, id: u64, name: &str) -> Self {
        self.recorded(name, &record(id, name))
            .listed(person(id, name, vec![share("aaa")]))
    }

    pub(super) fn main(&mut self) -> &mut AccountFacts {
        match &mut self.observed.accounts[0].outcome {
            AccountOutcome::Read(facts) => facts,
            AccountOutcome::Unknown(_) => panic!("the account was made unknown before"),
        }
    }

    /// Account number `index` could not be read.
    pub(super) fn unknown(mut self, index: usize) -> Self {
        let doubt = FailureReport {
            endpoint: "/api/v2/user".to_owned(),
            ..doubt(FactName::Owner, None)
        };
        self.observed.accounts[index].outcome = AccountOutcome::Unknown(vec![doubt]);
        self
    }

    pub(super) fn household(&self) -> Household {
        let source = |(path, text): (&String, &String)| SourceFile {
            path: Arc::from(path.as_str()),
            bytes: text.clone().into_bytes(),
        };
        records::read("records", self.files.iter().map(source).collect())
            .unwrap_or_else(|problems| panic!("{problems}"))
    }

    pub(super) fn filing(household: &Household) -> Filing {
        let users = household.users.iter();
        Filing {
            servers_file: Arc::from("records/servers.yaml"),
            inbox_file: Arc::from("records/inbox.yaml"),
            users: users
                .map(|(handle, home)| (handle.clone(), home.place.clone()))
                .collect(),
            new_users: NewUsers::Folder("records/users".to_owned()),
        }
    }

    pub(super) fn plan(&self) -> ChangeSet {
        let household = self.household();
        plan::plan(&Input {
            records: &household.records,
            filing: &Self::filing(&household),
            observed: &self.observed,
            readings: &self.readings,
            remembered: &self.remembered,
            rules: &self.rules,
        })
    }

    /// `kind subject` of every change.
    pub(super) fn changes(&self) -> Vec<String> {
        words(&self.plan())
    }

    /// `kind subject` of every notice.
    pub(super) fn notices(&self) -> Vec<String> {
        let set = self.plan();
        set.notices
            .iter()
            .map(|n| format!("{} {}", n.kind.word(), n.subject))
            .collect()
    }
}

/// A fact that could not be read.
pub(super) fn doubt(fact: FactName, server: Option<&str>) -> FailureReport {
    FailureReport {
        fact,
        endpoint: "/api".to_owned(),
        server: server.map(machine),
        person: None,
        reason: "status 503".to_owned(),
        hint: None,
        if_it_stays: None,
    }
}

fn reading(account: &str, outcome: AccountOutcome) -> AccountReading {
    AccountReading {
        account: AccountName::new(account),
        outcome,
    }
}

/// `kind subject` of every change.
pub(super) fn words(set: &ChangeSet) -> Vec<String> {
    let word = |change: &Change| {
        let user = change.who().map(|who| who.user.to_string());
        let server = change.server().map(ToString::to_string);
        let library = change.subject.library().map(ToString::to_string);
        let subject: Vec<String> = [user, server, library].into_iter().flatten().collect();
        format!("{} {}", change.kind().word(), subject.join("/"))
    };
    set.changes.iter().map(word).collect()
}
