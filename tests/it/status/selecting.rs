//! What is lacking, who is told about, and what is counted.

use std::collections::BTreeSet;

use plexmgr::records::schema::Records;
use plexmgr::status::{Counts, Lack, Margins, Only, Selection, StatusQuery, status};
use plexmgr::vocabulary::Days;

use super::people::{People, date, handles, on, payment};

/// Six people of all kinds, on two servers.
fn household() -> Records {
    let imported = |period| format!("payments:\n{}", payment(period, "import"));
    let shares = |shares: &str| format!("plex: {{shares: [{shares}]}}\n");
    let all = "{server: atlas, libraries: all}";
    let movies = "{server: atlas, libraries: [movies]}";
    let none = "{server: borealis, libraries: []}";
    let known =
        |id| format!("paypal_email: a@example.com\ndiscord: {{id: \"8035111022467891{id}\"}}\n");
    People::default()
        .with("ada", "permanent", &(shares(all) + &known(1)))
        .with(
            "bea",
            "standard",
            &(shares(&format!("{movies}, {none}")) + &imported("2026-11-01..2026-12-01")),
        )
        .with(
            "cid",
            "standard",
            &(shares(none) + &known(2) + &imported("2026-10-01..2026-11-01")),
        )
        .with("dan", "standard", "plex: {departed: 2026-01-01}\n")
        .with("eva", "standard", "discord: {username: eva}\n")
        .paying("fay", &["2026-11-01..2027-11-01"])
        .records()
}

/// Who matches the filters, as `--where` takes them.
fn selected(filters: &[&str]) -> Vec<String> {
    let records = household();
    let selection = Selection::parse(filters, &records).expect("filters of these records");
    let within = Days::new(14);
    let grace = Days::new(7);
    let margins = Margins { within, grace };
    let mut by_handle = selection.users(&records, date("2026-11-22"), margins);
    let asked = StatusQuery {
        within,
        selection,
        grace,
        due: None,
    };
    let status = status(&records, date("2026-11-22"), asked);
    let shown: Vec<String> = handles(&status).into_iter().map(str::to_owned).collect();
    let mut sorted = shown.clone();
    sorted.sort();
    by_handle.sort();
    let by_handle: Vec<String> = by_handle.iter().map(ToString::to_string).collect();
    assert_eq!(by_handle, sorted, "{filters:?}");
    shown
}

/// Why a filter is refused, with the hint.
fn refused(filter: &str) -> String {
    let error = Selection::parse(&[filter], &household()).expect_err(filter);
    format!("{}; {}", error.message, error.hint)
}

fn only(words: &[&str]) -> Vec<String> {
    let named = |word: &&str| Only::named(word).expect("a kind of people");
    let only: Vec<Only> = words.iter().map(named).collect();
    let filters = Only::filters(&only);
    let filters = filters.iter().filter(|filter| !filter.values().is_empty());
    let filters: Vec<String> = filters.map(ToString::to_string).collect();
    selected(&filters.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn what_is_lacking_is_shown_of_all_users_who_have_not_left() {
    use Lack::{Confirmation, DiscordId, PaypalEmail};
    let records = household();
    let status = on(&records, "2026-11-22");
    let lacks: Vec<(&str, &[Lack])> = status
        .users
        .iter()
        .map(|user| (user.handle.as_str(), user.lacks.as_slice()))
        .collect();
    let expected: [(&str, &[Lack]); 6] = [
        ("eva", &[PaypalEmail, DiscordId]),
        ("cid", &[Confirmation]),
        ("bea", &[Confirmation, PaypalEmail, DiscordId]),
        ("fay", &[PaypalEmail, DiscordId]),
        ("ada", &[]),
        ("dan", &[]),
    ];
    assert_eq!(lacks, expected);
}

#[test]
fn a_guess_is_confirmed_by_the_payment_that_follows_it() {
    let payments = |lines: &[String]| format!("payments:\n{}", lines.concat());
    let guess = payment("2026-11-01..2026-12-01", "import");
    let real = payment("2026-12-01..2027-01-01", "paypal");
    let earlier = payment("2026-08-01..2026-09-01", "paypal");
    let records = People::default()
        .with("ada", "standard", &payments(&[guess.clone(), real]))
        .with("bea", "standard", &payments(&[earlier, guess]))
        .records();
    for (day, expected) in [("2026-11-30", true), ("2026-08-20", false)] {
        let status = on(&records, day);
        let of_bea = status
            .users
            .iter()
            .find(|user| user.handle.as_str() == "bea");
        let is_unconfirmed = of_bea.is_some_and(|user| user.lacks.contains(&Lack::Confirmation));
        assert_eq!(is_unconfirmed, expected, "{day}");
    }
    for (day, expected) in [
        ("2026-11-30", false),
        ("2026-12-01", false),
        ("2027-06-01", false),
    ] {
        let status = on(&records, day);
        let of_ada = status
            .users
            .iter()
            .find(|user| user.handle.as_str() == "ada");
        let is_unconfirmed = of_ada.is_some_and(|user| user.lacks.contains(&Lack::Confirmation));
        assert_eq!(is_unconfirmed, expected, "{day}");
    }
}

#[test]
fn of_several_kinds_one_standing_and_one_lack_have_to_fit() {
    assert_eq!(only(&["expired"]), ["eva", "cid"]);
    assert_eq!(only(&["expired", "permanent"]), ["eva", "cid", "ada"]);
    assert_eq!(only(&["departed"]), ["dan"]);
    assert_eq!(only(&["unconfirmed"]), ["cid", "bea"]);
    assert_eq!(
        only(&["unconfirmed", "no-discord"]),
        ["eva", "cid", "bea", "fay"]
    );
    assert_eq!(only(&["expired", "unconfirmed"]), ["cid"]);
    assert_eq!(only(&["expiring", "active", "no-paypal"]), ["bea", "fay"]);
    assert_eq!(only(&["departed", "no-paypal"]), [""; 0]);
}

#[test]
fn every_kind_has_a_word_of_its_own() {
    let words: BTreeSet<&str> = Only::all().map(Only::word).collect();
    assert_eq!(words.len(), Only::all().count());
    assert!(Only::all().all(|only| Only::named(only.word()) == Some(only)));
    assert_eq!(Only::named("Expired"), None);
}

#[test]
fn people_are_found_by_server_and_plan() {
    assert_eq!(selected(&["server=atlas"]), ["bea", "ada"]);
    assert_eq!(selected(&["server=borealis"]), ["cid", "bea"]);
    assert_eq!(selected(&["plan=monthly"]), ["eva", "cid", "bea", "fay"]);
    assert_eq!(selected(&["plan=yearly"]), [""; 0]);
}

#[test]
fn a_plan_is_the_one_that_the_next_payment_is_for() {
    let guess = format!("payments:\n{}", payment("2026-11-01..2026-12-01", "import"));
    let paid = format!("payments:\n{}", payment("2026-11-01..2026-12-01", "manual"));
    let mut records = People::default()
        .with("ada", "permanent", "")
        .with("bea", "standard", &guess)
        .with("cid", "standard", &(guess.clone() + "plan: yearly\n"))
        .with("dan", "standard", "plex: {departed: 2026-01-01}\n")
        .with("eva", "standard", "")
        .with("fay", "standard", &(paid.clone() + "plan: yearly\n"))
        .with("gus", "standard", "covered_by: fay\n")
        .with("hal", "permanent", &paid)
        .records();
    let on = |records: &Records, plan: &str| -> Vec<String> {
        let selection = Selection::parse(&[format!("plan={plan}")], records).expect("a filter");
        let (within, grace) = (Days::new(14), Days::new(7));
        let users = selection.users(records, date("2026-11-22"), Margins { within, grace });
        users.iter().map(ToString::to_string).collect()
    };
    for plan in records.plans.values_mut() {
        plan.default = false;
    }
    assert_eq!(on(&records, "monthly"), ["bea", "hal"]);
    assert_eq!(on(&records, "yearly"), ["cid", "fay", "gus"]);
    records.plans.get_mut("monthly").expect("a plan").default = true;
    assert_eq!(on(&records, "monthly"), ["bea", "eva", "hal"]);
}

#[test]
fn values_are_joined_by_or_and_filters_by_and() {
    let cases: [(&[&str], &[&str]); 9] = [
        (&[], &["eva", "cid", "bea", "fay", "ada", "dan"]),
        (&["server=atlas,borealis"], &["cid", "bea", "ada"]),
        (&["server=atlas", "server=borealis"], &["bea"]),
        (&["standing=expired,departed"], &["eva", "cid", "dan"]),
        (&["class=permanent"], &["ada"]),
        (&["class=standard", "server=atlas"], &["bea"]),
        (
            &["lacks=unconfirmed", "plan=monthly,yearly"],
            &["cid", "bea"],
        ),
        (
            &["plan=monthly,yearly,standing=active, expired"],
            &["eva", "cid", "fay"],
        ),
        (&["lacks=no_paypal", "standing=EXPIRING"], &["bea"]),
    ];
    for (filters, expected) in cases {
        assert_eq!(selected(filters), expected, "{filters:?}");
    }
}

#[test]
fn servers_and_plans_are_found_by_name_too() {
    assert_eq!(selected(&["server=Borealis"]), ["cid", "bea"]);
    assert_eq!(
        selected(&["server= ATLAS ,Borealis"]),
        ["cid", "bea", "ada"]
    );
    assert_eq!(selected(&["plan=Monthly"]), ["eva", "cid", "bea", "fay"]);
    let mut records = household();
    let name = |records: &mut Records, handle: &str, name: &str| {
        let server = records.servers.get_mut(handle).unwrap();
        server.name.as_mut().unwrap().value = name.to_owned();
    };
    name(&mut records, "atlas", "Ours, the big one");
    let filter = Selection::parse(&["server=ours, the big one"], &records).unwrap();
    assert_eq!(filter.filters()[0].to_string(), "server=atlas");
    name(&mut records, "atlas", "Ours");
    name(&mut records, "borealis", "Ours");
    let error = Selection::parse(&["server=Ours"], &records).unwrap_err();
    assert_eq!(error.message, "the name `Ours` belongs to several servers");
    assert_eq!(error.hint, "use a handle: `atlas` and `borealis`");
}

#[test]
fn wrong_filters_are_refused_with_what_is_allowed() {
    let keys = "`plan`, `server`, `standing`, `class` and `lacks`";
    let cases = [
        (
            "monthly",
            format!(
                "`monthly` is not a filter; a filter is written `KEY=VALUE` or `KEY=VALUE,VALUE`; allowed keys are {keys}"
            ),
        ),
        (
            "sever=atlas",
            format!(
                "users cannot be selected by `sever`; did you mean `server`? allowed keys are {keys}"
            ),
        ),
        (
            "standing=expird",
            "`expird` is not a value of `standing`; did you mean `expired`? allowed values are \
             `expired`, `expiring`, `active`, `permanent` and `departed`"
                .to_owned(),
        ),
        (
            "class=",
            "`class=` requires a value; allowed values are `standard` and `permanent`".to_owned(),
        ),
        (
            "plan=monthly,",
            "a plan requires a handle or a name; recorded plans are `monthly` and `yearly`"
                .to_owned(),
        ),
        (
            "server=atlsa,borealis",
            "there is no server `atlsa`; did you mean `atlas`? recorded servers are `atlas` and \
             `borealis`"
                .to_owned(),
        ),
        (
            "\u{1b}[31m=x",
            format!("users cannot be selected by `\\u{{1b}}[31m`; allowed keys are {keys}"),
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(refused(filter), expected);
    }
}

#[test]
fn all_numbers_count_those_who_are_listed() {
    let records = household();
    let status = on(&records, "2026-11-22");
    let all = Counts {
        users: 6,
        expired: 2,
        expiring: 1,
        active: 1,
        permanent: 1,
        departed: 1,
        sharing: 3,
        unconfirmed: 2,
        no_paypal: 3,
        no_discord: 3,
    };
    assert_eq!(status.counts, all);
    let users = |handle: &str| {
        let server = status
            .servers
            .iter()
            .find(|server| server.handle.as_str() == handle);
        let server = server.expect("a recorded server");
        let libraries = server.libraries.iter();
        let libraries: Vec<_> = libraries
            .map(|library| (library.handle.as_str(), library.users))
            .collect();
        (
            server.counts.users,
            server.all_libraries,
            server.no_libraries,
            libraries,
        )
    };
    assert_eq!(users("atlas"), (2, 1, 0, vec![("movies", 2), ("shows", 1)]));
    assert_eq!(users("borealis"), (2, 0, 2, vec![]));
    let plans: Vec<(&str, usize)> = status
        .plans
        .iter()
        .map(|plan| (plan.handle.as_str(), plan.counts.users))
        .collect();
    assert_eq!(plans, [("monthly", 3), ("yearly", 0)]);
    assert_eq!(status.without_plan.users, 3);
}

#[test]
fn the_days_ahead_include_the_last_one() {
    let records = People::default()
        .paying("ada", &["2026-11-01..2026-12-01"])
        .records();
    let expiring = |days: u32, today: &str| {
        let asked = StatusQuery::all(Days::new(days), Days::new(7));
        status(&records, date(today), asked).counts.expiring == 1
    };
    assert!(expiring(0, "2026-12-01"));
    assert!(!expiring(0, "2026-11-30"));
    assert!(expiring(1, "2026-11-30"));
    assert!(expiring(u32::MAX, "2026-11-01"));
}
