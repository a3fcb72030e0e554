//! How little is asked of plex.tv.

use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::Sandbox;

#[test]
fn an_unchanged_household_asks_for_no_home_whoever_is_not_imported() {
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
