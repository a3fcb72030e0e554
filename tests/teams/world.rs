//! What Plex says, and how it changes.

use serde_json::{Value, json};

use crate::random::Random;

const SERVERS: [(&str, &str); 2] = [
    ("1111111111111111111111111111111111111111", "Atlas"),
    ("2222222222222222222222222222222222222222", "Borealis"),
];

const FIRST_PERSON: usize = 301_000_001;

/// The most people and the most libraries of a server.
const MOST_PEOPLE: usize = 12;
const MOST_LIBRARIES: usize = 4;

/// Servers and people of one account.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// How many libraries each server has.
    libraries: [usize; 2],
    people: Vec<Person>,
}

#[derive(Debug, Clone)]
struct Person {
    /// How often the title changed.
    title: usize,
    /// For each server, the libraries that are shared.
    shares: [Option<Shared>; 2],
}

#[derive(Debug, Clone)]
enum Shared {
    All,
    First(usize),
}

impl World {
    pub(crate) fn new(random: &mut Random) -> Self {
        let mut world = Self {
            libraries: [2, 2],
            people: Vec::new(),
        };
        for _ in 0..2 + random.below(2) {
            world.join(random);
        }
        world
    }

    /// Something changes at Plex, one to three things at once.
    pub(crate) fn change(&mut self, random: &mut Random) {
        for _ in 0..=random.below(3) {
            match random.below(10) {
                0..=3 if self.people.len() < MOST_PEOPLE => self.join(random),
                4 => {
                    let server = random.index(SERVERS.len());
                    self.libraries[server] = (self.libraries[server] + 1).min(MOST_LIBRARIES);
                }
                // The first person stays: an account without any is refused.
                5 if self.people.len() > 1 => {
                    let person = 1 + random.index(self.people.len() - 1);
                    self.people[person].shares = [None, None];
                }
                6 | 7 => {
                    let person = random.index(self.people.len());
                    let server = random.index(SERVERS.len());
                    self.people[person].shares[server] = Some(self.shared(server, random));
                }
                _ => {
                    let person = random.index(self.people.len());
                    self.people[person].title += 1;
                }
            }
        }
    }

    fn join(&mut self, random: &mut Random) {
        let mut shares = [None, None];
        let server = random.index(SERVERS.len());
        shares[server] = Some(self.shared(server, random));
        self.people.push(Person { title: 0, shares });
    }

    fn shared(&self, server: usize, random: &mut Random) -> Shared {
        match random.chance(50) {
            true => Shared::All,
            false => Shared::First(1 + random.index(self.libraries[server])),
        }
    }

    /// What `plexmgr snapshot` would write.
    pub(crate) fn snapshot(&self) -> String {
        let owner = json!({"id": "10234567", "username": "admin", "title": "admin", "email": "admin@example.com"});
        let servers = (0..SERVERS.len()).map(|server| self.server(server));
        let people = self.people.iter().enumerate();
        let people = people.filter(|(_, person)| person.shares.iter().any(Option::is_some));
        let read = json!({
            "owner": owner,
            "servers": servers.collect::<Vec<_>>(),
            "invitations": [],
            "people": people.map(|(number, person)| self.person(number, person)).collect::<Vec<_>>(),
        });
        let accounts = [json!({"account": "main", "outcome": {"read": read}})];
        json!({"format_version": "1.0", "plexmgr": "0.1.0", "accounts": accounts}).to_string()
    }

    fn server(&self, server: usize) -> Value {
        let (machine_id, name) = SERVERS[server];
        let library = |number: usize| json!({"id": library_id(server, number), "title": format!("Films {number}"), "type": "movie"});
        let libraries: Vec<Value> = (0..self.libraries[server]).map(library).collect();
        json!({"machine_id": machine_id, "name": name, "libraries": libraries})
    }

    fn person(&self, number: usize, person: &Person) -> Value {
        let share = |(server, shared): (usize, &Option<Shared>)| {
            let libraries = match shared.as_ref()? {
                Shared::All => json!("all"),
                Shared::First(count) => {
                    let ids: Vec<String> = (0..*count).map(|n| library_id(server, n)).collect();
                    json!({"some": ids})
                }
            };
            let (machine_id, _) = SERVERS[server];
            Some(json!({
                "server": machine_id, "libraries": libraries,
                "invited": 1_770_033_600, "accepted": 1_770_120_000
            }))
        };
        let shares: Vec<Value> = person.shares.iter().enumerate().filter_map(share).collect();
        json!({
            "id": (FIRST_PERSON + number).to_string(),
            "username": format!("person{number}"),
            "title": format!("Person {number} v{}", person.title),
            "email": format!("person{number}@example.com"),
            "home": false, "managed": false, "shares": shares,
        })
    }
}

fn library_id(server: usize, number: usize) -> String {
    (201 + 100 * server + number).to_string()
}
