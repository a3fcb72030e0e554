//! Two branches of a household: an import on one, decisions and edits of the admins on the other.
//!
//! Whatever git makes of them, it asks at most about `records/inbox.yaml`, and the plan after the merge comes to the
//! same records whichever side was taken there. A rebase or a squash merges the same three texts, with the sides
//! exchanged; each seed takes one of the two directions.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use plexmgr::records::schema::Records;
use plexmgr::sources::{Settlement, Transaction};
use plexmgr::vocabulary::{Date, TransactionKey};

use super::house::{House, money, name, paypal};
use super::properties::nothing_is_doubled;
use crate::fake::random::Random;

const SEEDS: u64 = 200;
/// So many merges ask about the inbox at least; else the branches are too tame to show anything.
const MERGES_THAT_ASK: usize = 20;
const INBOX: &str = "records/inbox.yaml";

/// Users whose money comes in by the import.
const PAYING: [&str; 3] = ["badger", "heron", "otter"];
/// Users whom the admins decide for.
const DECIDED: [&str; 3] = ["cub", "finch", "vole"];

/// The two branches and what they began with.
struct Branches {
    base: House,
    import: House,
    admin: House,
    listed: Vec<Transaction>,
}

fn house() -> House {
    let users = PAYING.iter().chain(&DECIDED);
    users.fold(House::new(), |house, user| {
        house.paid_until(user, "2026-06-05")
    })
}

/// A row of the account: money of a paying user, or of a payer whom the records do not know.
fn row(number: u64, random: &mut Random) -> Transaction {
    const AMOUNTS: [&str; 6] = [
        "5.00 EUR",
        "5.00 EUR",
        "5.00 EUR",
        "10.00 EUR",
        "50.00 EUR",
        "7.50 EUR",
    ];
    let first: Date = "2026-06-01".parse().unwrap();
    let day = first.plus_days(random.below(170)).unwrap().to_string();
    let id = format!("{}T{number}", random.hex(2).to_uppercase());
    let amount = AMOUNTS[random.index(AMOUNTS.len())];
    let mut row = money(&id, &day, amount);
    row.at.0 += i64::try_from(random.below(36_000)).unwrap();
    let user = PAYING[random.index(PAYING.len())];
    match random.below(6) {
        0 | 1 => row.payer.email = Some(format!("{user}@example.org")),
        2 => {
            row.payer.email = Some(format!("{user}@example.org"));
            row.subscription = Some(format!("I-{user}"));
        }
        3 => row.payer.id = Some(format!("P{number}")),
        4 => row.payer.email = Some(format!("guest-{number}@relay.example.com")),
        _ => {
            row.payer.email = Some(format!("{user}{number}@example.org"));
            row.state = Settlement::Pending;
        }
    }
    row
}

fn is_of_stranger(row: &Transaction) -> bool {
    let email = row.payer.email.as_deref().unwrap_or_default();
    !PAYING
        .iter()
        .any(|user| email == format!("{user}@example.org"))
}

/// Both branches, ready to be merged.
fn branches(random: &mut Random) -> Branches {
    let count = 8 + random.below(12);
    let mut listed: Vec<_> = (0..count).map(|number| row(number, random)).collect();
    let earlier: Vec<_> = listed
        .iter()
        .filter(|_| random.chance(50))
        .cloned()
        .collect();
    let mut base = house();
    base.run(&[paypal(&earlier)]);
    for row in &mut listed {
        if row.state == Settlement::Pending && random.chance(50) {
            row.state = Settlement::Settled;
        }
    }
    let mut import = base.clone();
    import.run(&[paypal(&listed)]);
    let mut admin = base.clone();
    administer(&mut admin, &import, [&earlier, &listed], random);
    Branches {
        base,
        import,
        admin,
        listed,
    }
}

/// What the admins do on their branch: some decisions, edits of users, and in half of the cases a run of their own.
fn administer(
    admin: &mut House,
    import: &House,
    [earlier, listed]: [&[Transaction]; 2],
    random: &mut Random,
) {
    let mut lines = String::new();
    let runs = random.chance(50);
    let open: BTreeSet<_> = import.inbox().into_iter().collect();
    for entry in admin.inbox() {
        let (id, why) = &entry;
        // Money that one branch gives to one user and the other to another is in two places, which `check` refuses.
        let is_theirs = !runs || open.contains(&entry);
        if is_theirs && why != "pending" && random.chance(60) {
            let user = DECIDED[random.index(DECIDED.len())];
            lines += &format!("paypal/{id}: {}\n", decision(user, random));
        }
    }
    admin.write("decisions/2026-11.yaml", &lines);
    for user in PAYING.iter().chain(&DECIDED) {
        let may_edit = !runs || DECIDED.contains(user);
        if may_edit && random.chance(30) {
            edit(admin, user, random);
        }
    }
    if runs {
        let more = listed.iter().filter(|row| {
            let is_new = earlier.iter().all(|known| known.key != row.key);
            is_new && is_of_stranger(row) && random.chance(40)
        });
        let own: Vec<_> = earlier.iter().chain(more).cloned().collect();
        match random.chance(50) {
            true => admin.run(&[paypal(&own)]),
            false => admin.run(&[]),
        };
    }
}

fn decision(user: &str, random: &mut Random) -> String {
    match random.below(7) {
        0 | 1 => user.to_owned(),
        2 => "{ignore: rent}".to_owned(),
        3 => format!("{{user: {user}, periods: 1}}"),
        4 => format!("{{user: {user}, as: donation}}"),
        5 => format!("{{user: {user}, once: true}}"),
        _ => "{split: [cub, vole]}".to_owned(),
    }
}

/// Another address to pay from, or another plan, below the first line of a user.
fn edit(house: &mut House, user: &str, random: &mut Random) {
    let line = match random.chance(70) {
        true => format!("pays_from: [guest-{}@relay.example.com]", random.below(36)),
        false => "plan: yearly".to_owned(),
    };
    let path = format!("users/{user}.yaml");
    let text = &house.files[&format!("records/{path}")];
    let text = text.replacen(
        "class: standard\n",
        &format!("class: standard\n{line}\n"),
        1,
    );
    house.write(&path, &text);
}

/// The text that `git merge` makes of three, and whether it asks.
#[expect(clippy::disallowed_methods, reason = "git reads what the test writes")]
fn merged(folder: &Path, texts: [&str; 3], favour: Option<&str>) -> (String, bool) {
    for (name, text) in ["one", "base", "other"].into_iter().zip(texts) {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let mut command = Command::new("git");
    command.current_dir(folder).args(["merge-file", "-p"]);
    command.args(favour).args(["one", "base", "other"]);
    let output = command.output().unwrap();
    let conflicts = output.status.code().unwrap();
    assert!((0..128).contains(&conflicts), "{output:?}");
    (String::from_utf8(output.stdout).unwrap(), conflicts > 0)
}

impl Branches {
    /// The merged household with each side of what git asks about, as a whole or in the lines that differ; one if it
    /// asks nothing.
    fn merges(&self, folder: &Path, [swap, takes_hunks]: [bool; 2]) -> Vec<House> {
        let (one, other) = match swap {
            true => (&self.admin, &self.import),
            false => (&self.import, &self.admin),
        };
        let mut house = self.base.clone();
        let before = &self.import.recorded_before;
        house.recorded_before = before | &self.admin.recorded_before;
        let mut asked = None;
        let paths: BTreeSet<_> = one.files.keys().chain(other.files.keys()).collect();
        for path in paths {
            let text = |house: &House| house.files.get(path).cloned().unwrap_or_default();
            let texts = [text(one), text(&self.base), text(other)];
            let [mine, base, theirs] = [&texts[0], &texts[1], &texts[2]].map(String::as_str);
            let result = match (mine, theirs) {
                (mine, theirs) if mine == theirs || theirs == base => mine.to_owned(),
                (mine, theirs) if mine == base => theirs.to_owned(),
                _ => match merged(folder, [mine, base, theirs], None) {
                    (result, false) => result,
                    (shown, true) => {
                        assert_eq!(path, INBOX, "git asks about it\n{shown}");
                        asked = Some(texts.clone());
                        String::new()
                    }
                },
            };
            house.files.insert(path.clone(), result);
        }
        let Some([mine, base, theirs]) = asked else {
            return vec![house];
        };
        let hunks = |favour| merged(folder, [&mine, &base, &theirs], Some(favour)).0;
        let resolved = match takes_hunks {
            true => [hunks("--ours"), hunks("--theirs")],
            false => [mine.clone(), theirs.clone()],
        };
        let resolved = resolved.into_iter().map(|inbox| {
            let mut house = house.clone();
            house.files.insert(INBOX.to_owned(), inbox);
            house
        });
        resolved.collect()
    }
}

/// Everything that came in is on a payment, waits, or was decided to be ignored.
fn nothing_is_lost(house: &House, listed: &[Transaction]) {
    let records = house.household().records;
    let payments = records.users.values().flat_map(|user| &user.payments);
    let recorded = payments.filter_map(|payment| payment.transaction_id.as_ref());
    let recorded: BTreeSet<_> = recorded.map(|id| id.value.clone()).collect();
    for row in listed {
        let key = TransactionKey {
            account: name("paypal"),
            id: row.key.id.clone(),
        };
        let is_known = recorded.contains(&key.id)
            || records.inbox.contains_key(&key)
            || records.decisions.contains_key(&key);
        assert!(is_known, "`{key}` is lost");
    }
}

/// Merges the branches of one seed, and plans after it; whether git asks.
fn asks(seed: u64, folder: &Path) -> bool {
    let mut random = Random::new(seed);
    let branches = branches(&mut random);
    let merges = branches.merges(folder, [random.chance(50), random.chance(50)]);
    let asks = merges.len() > 1;
    let listed = [paypal(&branches.listed)];
    let records = |house: &House| {
        let Records { users, inbox, .. } = house.household().records;
        (users, inbox)
    };
    let mut merges = merges.into_iter();
    let mut house = merges.next().unwrap();
    house.apply(&listed);
    nothing_is_doubled(&house);
    nothing_is_lost(&house, &branches.listed);
    for mut other in merges {
        other.run(&listed);
        assert_eq!(records(&house), records(&other), "the side decides");
    }
    asks
}

#[test]
fn merges_of_an_import_with_decisions_ask_at_most_about_the_inbox_and_either_side_is_right() {
    let half = |first: u64| {
        let folder = tempfile::tempdir().unwrap();
        let seeds = (first..SEEDS).step_by(2);
        let asking = seeds.filter(|seed| {
            println!("seed {seed}");
            asks(*seed, folder.path())
        });
        asking.count()
    };
    let asked: usize = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        half(0) + other.join().unwrap()
    });
    assert!(asked >= MERGES_THAT_ASK, "only {asked} merges asked");
}
