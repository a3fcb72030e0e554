//! Which payments count: guesses until real payments reach them, and those of whoever pays for a user.

use plexmgr::status::StandingKind;

use super::people::{People, on, payment};

fn standing(people: &People, day: &str) -> Vec<(String, StandingKind)> {
    let records = people.records();
    let status = on(&records, day);
    let users = status.users.iter();
    users
        .map(|user| (user.handle.to_string(), user.standing.kind()))
        .collect()
}

#[test]
fn a_guess_counts_until_real_payments_reach_it() {
    for (real, expected) in [
        ("2026-10-24..2026-11-24", StandingKind::Expired),
        ("2026-10-15..2026-11-15", StandingKind::Expired),
        ("2026-10-14..2026-11-14", StandingKind::Active),
        ("2026-03-10..2026-04-10", StandingKind::Active),
    ] {
        let payments = payment(real, "manual") + &payment("2026-11-22..2026-12-22", "import");
        let people = People::default().with("yak", "standard", &format!("payments:\n{payments}"));
        let standing = standing(&people, "2026-11-30");
        assert_eq!(standing, [("yak".to_owned(), expected)], "{real}");
    }
}

#[test]
fn a_user_has_time_as_long_as_the_one_who_pays_for_them() {
    let covered = "covered_by: heron\n";
    let people = || People::default().with("cub", "standard", covered);
    let paying = people().paying("heron", &["2026-11-10..2027-01-10"]);
    let of_cub = |people: &People, day: &str| {
        let all = standing(people, day).into_iter();
        all.filter(|(handle, _)| handle == "cub")
            .map(|(_, kind)| kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(of_cub(&paying, "2026-12-01"), [StandingKind::Active]);
    assert_eq!(of_cub(&paying, "2027-01-05"), [StandingKind::Expiring]);
    assert_eq!(of_cub(&paying, "2027-01-11"), [StandingKind::Expired]);
    let permanent = people().with("heron", "permanent", "");
    assert_eq!(of_cub(&permanent, "2026-12-01"), [StandingKind::Permanent]);
}
