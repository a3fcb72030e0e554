//! How little is asked of plex.tv.

use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::Sandbox;

#[test]
fn an_unchanged_household_asks_for_no_home_although_members_are_not_imported() {
    let world = World::generate(Fleet {
        accounts: 3,
        people_per_account: 60,
        special_cases: true,
        ..Fleet::default()
    });
    let ignored = world.accounts[0].servers[0].shares.last().unwrap().person;
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let import = format!("\n[import]\nignore_users = [{ignored}]\n\n[plex]");
    let settings = sandbox.read("plexmgr.toml").replace("\n[plex]", &import);
    sandbox.write("plexmgr.toml", &settings);
    let first = sandbox.run(&["apply", "--yes", "--brief"]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    for left_out in [
        "home_member_not_imported",
        "owner_not_imported",
        "ignored_people",
        "pending_invitation",
    ] {
        assert!(first.stdout.contains(left_out), "nobody is {left_out}");
    }

    plex.forget_requests();
    let second = sandbox.run(&["apply", "--yes"]);
    assert!(
        second.stdout.ends_with("\nNo changes.\n"),
        "{}",
        second.stdout
    );
    for account in &world.accounts {
        assert!(account.home.is_some());
        let seen = plex.seen();
        let own = |token: &Option<String>| token.as_deref() == Some(&account.token);
        let asked: Vec<&str> = seen
            .iter()
            .filter(|seen| own(&seen.token))
            .map(|seen| seen.path.as_str())
            .collect();
        assert_eq!(asked.len(), 4 + 2 * account.servers.len(), "{asked:?}");
    }
}

#[test]
fn a_home_member_plex_does_not_flag_is_not_taken_for_gone() {
    let world = World::generate(Fleet {
        people_per_account: 40,
        special_cases: true,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let import = "\n[import]\nhome_users = \"standard\"\n\n[plex]";
    let settings = sandbox.read("plexmgr.toml").replace("\n[plex]", import);
    sandbox.write("plexmgr.toml", &settings);
    assert_eq!(sandbox.run(&["apply", "--yes", "--brief"]).code, 0);
    plex.change(|world| {
        let account = &mut world.accounts[0];
        for friend in &mut account.friends {
            let member = std::mem::take(&mut friend.home);
            for server in account.servers.iter_mut().filter(|_| member) {
                server.shares.retain(|share| share.person != friend.person);
            }
        }
    });
    plex.forget_requests();
    let run = sandbox.run(&["plan"]);
    assert!(run.stdout.ends_with("\nNo changes.\n"), "{}", run.stdout);
    let asked_home = plex
        .seen()
        .iter()
        .any(|seen| seen.path == "/api/home/users");
    assert!(asked_home, "nobody asked who is in the Home");
    assert!(plex.seen().len() <= 5 + 2 * world.accounts[0].servers.len());
}
