//! An account with everything an account can have, and what happens to it between two runs.

use crate::fake::{Fleet, Share, World};

/// How many people are special; ordinary ones come behind them.
const SPECIAL: usize = 14;

/// Two servers, ordinary people first, then everything special: offered shares, members of the Home, its guest with a
/// share, people without a share, invitations.
pub(super) fn town() -> World {
    let mut world = World::generate(Fleet {
        people_per_account: 40,
        special_cases: true,
        seed: 7,
        ..Fleet::default()
    });
    let account = &mut world.accounts[0];
    account.friends.rotate_left(SPECIAL);
    let guest = account.home.as_ref().and_then(|home| home.guest);
    let server = &mut account.servers[0];
    // The first entry is a person's about whom something changes.
    let first = account.friends[0].person;
    server.shares.retain(|share| share.person != first);
    let pattern = server.shares[0].clone();
    let share = |person: u64, number: u64| Share {
        id: 90_000_000 + number,
        person,
        all_libraries: false,
        libraries: server.libraries.iter().skip(1).map(|one| one.id).collect(),
        accepted_at: Some(pattern.invited_at + 86_400),
        ..pattern.clone()
    };
    let (first, guest) = (share(first, 1), share(guest.expect("a guest"), 2));
    server.shares.insert(0, first);
    server.shares.push(guest);
    world
}

/// Since the last run, the first user has another title and other libraries, others left, lost a share or accepted an
/// offer, a person is new, libraries came and went, and a server has another name.
pub(super) fn later(world: &mut World) {
    let renamed = world.accounts[0].friends[0].person;
    let newcomer = 900_000_001;
    let mut person = world.person(renamed).clone();
    person.id = newcomer;
    person.uuid = format!("{newcomer:016}");
    person.username = Some("newcomer".to_owned());
    person.email = Some("newcomer@example.com".to_owned());
    person.title = "newcomer".to_owned();
    world.people.insert(newcomer, person);
    let renamed = world.people.get_mut(&renamed);
    renamed.expect("a person of the world").title = "Another Title".to_owned();
    let account = &mut world.accounts[0];
    let gone = account.friends[1].person;
    account.forget(gone);
    let mut friend = account.friends[0].clone();
    friend.person = newcomer;
    account.friends.push(friend);
    let both = both_servers(account);
    let [first, second] = &mut account.servers[..] else {
        panic!("two servers");
    };
    first.shares[0].libraries.pop();
    let new = Share {
        id: 90_000_003,
        person: newcomer,
        invited_at: first.shares[0].invited_at + 10 * 86_400,
        accepted_at: first.shares[0].accepted_at.map(|at| at + 10 * 86_400),
        ..first.shares[0].clone()
    };
    first.shares.retain(|share| share.person != both);
    first.shares.push(new);
    let offered = first
        .shares
        .iter_mut()
        .find(|share| share.accepted_at.is_none())
        .expect("an offered share");
    offered.accepted_at = Some(offered.invited_at + 86_400);
    let accepted = offered.person;
    let mut library = first.libraries[0].clone();
    (library.id, library.key) = (119_000_001, 9);
    library.title = "Concerts".to_owned();
    for share in first.shares.iter_mut().filter(|one| one.all_libraries) {
        share.libraries.push(library.id);
    }
    first.libraries.push(library);
    let removed = second.libraries.pop().expect("libraries");
    for share in &mut second.shares {
        share.libraries.retain(|id| *id != removed.id);
    }
    second.name = "Another Name".to_owned();
    account.sent.retain(|one| one.person != Some(accepted));
}

/// An ordinary person who shares both servers.
fn both_servers(account: &crate::fake::Account) -> u64 {
    let shares = account.shares_by_person();
    let mut ordinary = account.friends[2..].iter().filter(|friend| !friend.home);
    let both = ordinary.find(|friend| {
        let of_person = shares.get(&friend.person);
        of_person.is_some_and(|all| {
            all.len() == 2 && all.iter().all(|(_, share)| share.accepted_at.is_some())
        })
    });
    both.expect("a person who shares both").person
}
