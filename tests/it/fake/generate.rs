//! Households made from a seed: as many accounts, servers and people as a test wants.

use std::collections::BTreeMap;

use super::model::{
    Account, ForeignServer, Friend, Home, HomeMember, Invitation, InvitedServer, Library,
    PendingRows, Permissions, Person, Purpose, Server, Share, World,
};
use super::names::{ordinary, strange_names};
use super::random::Random;

/// What a generated household is like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fleet {
    pub(crate) accounts: usize,
    pub(crate) servers_per_account: usize,
    /// Length of each account's users list.
    pub(crate) people_per_account: usize,
    pub(crate) seed: u64,
    /// Everybody from the list of strange names is on the first account, and the others have them as
    /// titles.
    pub(crate) strange_names: bool,
    /// People without a share, pending ones, Home members, foreign servers, invitations, owners who use
    /// each other's servers, people on several accounts. Without them everybody in a users list has an
    /// accepted share.
    pub(crate) special_cases: bool,
}

impl Default for Fleet {
    fn default() -> Self {
        Self {
            accounts: 1,
            servers_per_account: 2,
            people_per_account: 20,
            seed: 1,
            strange_names: false,
            special_cases: false,
        }
    }
}

/// 2026-11-21T22:26:40Z.
pub(crate) const NOW: u64 = 1_795_300_000;
const FIRST_INVITATION: u64 = 1_420_070_400;

const LIBRARIES: [(&str, &str); 5] = [
    ("Movies", "movie"),
    ("TV Shows", "show"),
    ("Music", "artist"),
    ("Kids & Family \"HD\"", "movie"),
    ("Anime (日本語): no # 7", "show"),
];

impl World {
    /// A household as described; equal fleets give equal worlds.
    pub(crate) fn generate(fleet: Fleet) -> Self {
        let mut generator = Generator {
            fleet,
            random: Random::new(fleet.seed),
            people: BTreeMap::new(),
            next_person: 300_000_000 + fleet.seed % 1000,
            next_share: 30_000_000,
            next_section: 118_000_000,
        };
        let mut accounts: Vec<Account> = (0..fleet.accounts)
            .map(|index| generator.account(index))
            .collect();
        if fleet.special_cases {
            generator.relate(&mut accounts);
        }
        let people = generator.people;
        Self {
            now: NOW,
            people,
            accounts,
            pending_rows: PendingRows::Zero,
        }
    }
}

/// Makes worlds; what ties accounts to each other is in `relations`.
pub(crate) struct Generator {
    fleet: Fleet,
    random: Random,
    people: BTreeMap<u64, Person>,
    next_person: u64,
    pub(crate) next_share: u64,
    next_section: u64,
}

impl Generator {
    fn account(&mut self, index: usize) -> Account {
        let owner = self.person(format!("owner{index}"), format!("owner{index}@example.org"));
        let servers = (0..self.fleet.servers_per_account)
            .map(|n| self.server(index, n))
            .collect();
        let mut account = Account {
            id: owner,
            token: format!("token-{index}-{}", self.random.hex(20)),
            withdrawn: false,
            joined_at: FIRST_INVITATION - 86_400,
            container_id: self.random.hex(40),
            home: None,
            servers,
            friends: Vec::new(),
            sent: Vec::new(),
            received: Vec::new(),
        };
        let strange = if self.fleet.strange_names {
            strange_names()
        } else {
            Vec::new()
        };
        for position in 0..self.fleet.people_per_account {
            let person = match strange.get(position) {
                Some(name) => self.strange_person(index, position, name),
                None => self.ordinary_person(),
            };
            account.friends.push(friend(person, self.permissions()));
            if self.fleet.special_cases && position >= strange.len() {
                self.special_case(&mut account, person, position - strange.len());
            } else {
                self.share(&mut account, person);
            }
        }
        account
    }

    fn server(&mut self, account: usize, number: usize) -> Server {
        // Names are not unique at Plex: the second account calls all its servers the same.
        let name = match (account, number) {
            (1, _) if self.fleet.special_cases => "Media".to_owned(),
            _ => format!("Server {account}-{number}: the \"big\" one"),
        };
        let libraries = (1..).zip(LIBRARIES).map(|(key, (title, kind))| {
            self.next_section += 1;
            Library {
                id: self.next_section,
                key,
                title: title.to_owned(),
                kind,
            }
        });
        let libraries = libraries.collect();
        Server {
            machine_id: self.random.hex(40),
            internal_id: 51_000_000 + self.random.below(1_000_000),
            name,
            version: "1.43.3.10861-07dfddaeb",
            created_at: FIRST_INVITATION - 3600,
            last_seen_at: NOW - self.random.below(86_400),
            libraries,
            shares: Vec::new(),
        }
    }

    fn person(&mut self, username: String, email: String) -> u64 {
        self.next_person += 1 + self.random.below(9);
        let id = self.next_person;
        let person = Person {
            id,
            uuid: self.random.hex(16),
            title: username.clone(),
            username: Some(username),
            email: Some(email),
            has_avatar: self.random.chance(90),
            ..Person::default()
        };
        self.people.insert(id, person);
        id
    }

    fn ordinary_person(&mut self) -> u64 {
        let number = self.next_person;
        let name = ordinary(&mut self.random, number);
        self.person(name, format!("person{number}@example.com"))
    }

    fn strange_person(&mut self, account: usize, position: usize, name: &str) -> u64 {
        let email = format!("strange{position}-{account}@example.net");
        let username = if account == 0 {
            name.to_owned()
        } else {
            format!("strange{position}.{account}")
        };
        let id = self.person(username, email);
        if let Some(person) = self.people.get_mut(&id) {
            name.clone_into(&mut person.title);
        }
        id
    }

    pub(crate) fn permissions(&mut self) -> Permissions {
        let filtered = self.random.chance(10);
        let filter = if filtered {
            "label!=private,wip|contentRating=PG%2CPG-13"
        } else {
            ""
        };
        Permissions {
            allow_sync: self.random.chance(50),
            allow_tuners: self.random.below(3),
            filter_movies: filter.to_owned(),
            ..Permissions::default()
        }
    }

    /// Gives a person an accepted share on one server or on all.
    pub(crate) fn share(&mut self, account: &mut Account, person: u64) {
        let everywhere = self.random.chance(30);
        let only = self
            .random
            .below(u64::try_from(account.servers.len()).unwrap_or(1));
        for (number, server) in (0..).zip(&mut account.servers) {
            if everywhere || number == only {
                self.share_on(server, person, true);
            }
        }
    }

    fn share_on(&mut self, server: &mut Server, person: u64, accepted: bool) {
        self.next_share += 1;
        let invited_at = FIRST_INVITATION + self.random.below(NOW - FIRST_INVITATION - 3_000_000);
        let later = if self.random.chance(10) {
            0
        } else {
            self.random.below(2_592_000)
        };
        let all_libraries = self.random.chance(50);
        let ids = server.libraries.iter().map(|library| library.id);
        let mut libraries: Vec<u64> = ids
            .filter(|_| all_libraries || self.random.chance(50))
            .collect();
        // A share without a library is a case of its own.
        if libraries.is_empty() {
            libraries.extend(server.libraries.first().map(|library| library.id));
        }
        server.shares.push(Share {
            id: self.next_share,
            person,
            all_libraries,
            libraries,
            invited_at,
            accepted_at: accepted.then_some(invited_at + later),
        });
    }

    /// Every case of special people among the first ones; ordinary shares after that.
    fn special_case(&mut self, account: &mut Account, person: u64, position: usize) {
        match position {
            0..3 => {}
            3..6 => self.pending(account, person, position == 3),
            6 | 7 => self.lends(account, person, position == 7),
            8 => self.share_without_libraries(account, person),
            9 | 10 => self.home_member(account, person, false),
            11..14 => self.managed(account, person, position),
            _ => self.share(account, person),
        }
    }

    /// A share nobody accepted; `partly` somebody else's is accepted on another server.
    fn pending(&mut self, account: &mut Account, person: u64, partly: bool) {
        let Some((first, others)) = account.servers.split_first_mut() else {
            return;
        };
        self.share_on(first, person, false);
        if let (true, Some(second)) = (partly, others.first_mut()) {
            self.share_on(second, person, true);
        }
        let known = &self.people[&person];
        let invited = first.shares.last().map(|share| InvitedServer {
            name: first.name.clone(),
            machine_id: first.machine_id.clone(),
            libraries: share.libraries.clone(),
            pending_share: None,
        });
        account.sent.push(Invitation {
            person: Some(person),
            username: known.username.clone().unwrap_or_default(),
            email: known.email.clone().unwrap_or_default(),
            uuid: known.uuid.clone(),
            created_at: NOW - 1_000_000,
            purpose: Some(Purpose {
                friend: false,
                home: false,
                server: true,
            }),
            servers: invited.into_iter().collect(),
        });
    }

    /// A person who shares a server of theirs, and `both` ways.
    fn lends(&mut self, account: &mut Account, person: u64, both: bool) {
        self.next_share += 1;
        let server = ForeignServer {
            share_id: self.next_share,
            machine_id: self.random.hex(40),
            internal_id: 53_000_000 + self.random.below(1_000_000),
            name: "Cabin".to_owned(),
            version: "1.41.9.9961-46083195d",
            created_at: FIRST_INVITATION,
            last_seen_at: NOW - 300_000,
            library_count: 7,
            all_libraries: true,
        };
        account
            .friends
            .iter_mut()
            .filter(|friend| friend.person == person)
            .for_each(|friend| {
                friend.lends.push(server.clone());
            });
        if both {
            self.share(account, person);
        }
    }

    fn share_without_libraries(&mut self, account: &mut Account, person: u64) {
        let Some(server) = account.servers.first_mut() else {
            return;
        };
        self.share_on(server, person, true);
        if let Some(share) = server.shares.last_mut() {
            share.all_libraries = false;
            share.libraries.clear();
        }
    }

    fn home_member(&mut self, account: &mut Account, person: u64, restricted: bool) {
        if account.home.is_none() {
            let guest = self.person(String::new(), String::new());
            if let Some(guest) = self.people.get_mut(&guest) {
                guest.restricted = true;
                guest.title = "Guest".to_owned();
            }
            account.home = Some(Home {
                id: 700_001,
                members: Vec::new(),
                guest: Some(guest),
            });
        }
        account
            .friends
            .iter_mut()
            .filter(|friend| friend.person == person)
            .for_each(|friend| {
                friend.home = true;
            });
        if let Some(home) = &mut account.home {
            let restriction_profile = restricted.then_some("little_kid");
            home.members.push(HomeMember {
                person,
                restriction_profile,
                has_password: !restricted,
            });
        }
        self.share(account, person);
    }

    /// A managed account: its attributes are empty or absent, and only the title names it.
    fn managed(&mut self, account: &mut Account, person: u64, position: usize) {
        if let Some(person) = self.people.get_mut(&person) {
            let absent = position.is_multiple_of(2);
            person.title = format!("Kiddo 🦖 {position}");
            person.username = (!absent).then(String::new);
            person.email = (!absent).then(String::new);
            person.restricted = true;
        }
        self.home_member(account, person, true);
    }
}

/// Somebody in a users list who is nothing special yet.
pub(crate) fn friend(person: u64, permissions: Permissions) -> Friend {
    Friend {
        person,
        home: false,
        permissions,
        lends: Vec::new(),
    }
}
