//! Users by search and by exact name.

use plexmgr::records::schema::Records;
use plexmgr::status::{find, resolve};

use super::people::People;

fn household() -> Records {
    People::default()
        .with(
            "zoe-angstrom",
            "standard",
            "plex: {id: 301, username: zoe.a, title: \"Zoë Ångström\", email: Zoe@Example.com, \
             former_emails: [old@example.com]}\nnotes: |\n  Met at the film club.\n  Pays in cash.\n",
        )
        .with(
            "marlow",
            "standard",
            "plex: {id: 302, email: marlow@example.com, former_ids: [900]}\n\
             paypal_email: Family@Example.com\n\
             discord: {id: \"80351110224678912\", username: captain}\n\
             payments:\n  - {plan: monthly, start: 2026-11-01, end: 2026-12-01, \
             subscription_id: I-BW452GLLEP1G, transaction_id: 5TY05013RG002845M}\n  \
             - {plan: monthly, start: 2026-12-01, end: 2027-01-01, subscription_id: I-BW452GLLEP1G}\n",
        )
        .with(
            "marlow-two",
            "standard",
            "plex: {id: 303}\npaypal_email: family@example.com\n",
        )
        .with("303", "standard", "plex: {id: 304}\n")
        .records()
}

/// The handles with where each was found.
fn found(texts: &[&str]) -> Vec<String> {
    let records = household();
    let line = |found: &plexmgr::status::Found<'_>| {
        let places = found.matches.iter();
        let places: Vec<&str> = places.map(|(place, _)| place.key()).collect();
        format!("{}: {}", found.handle, places.join(" "))
    };
    find(&records, texts).iter().map(line).collect()
}

#[test]
fn all_texts_of_a_record_are_searched_without_case_and_accents() {
    let cases: [(&[&str], &[&str]); 12] = [
        (&["ZOE"], &["zoe-angstrom: handle username title email"]),
        (&["ångström"], &["zoe-angstrom: handle title"]),
        (&["old@"], &["zoe-angstrom: former_email"]),
        (&["film club"], &["zoe-angstrom: notes"]),
        (&["cash", "zoë a"], &["zoe-angstrom: title notes"]),
        (&["cash", "marlow"], &[]),
        (&["captain"], &["marlow: discord_username"]),
        (&["803511"], &["marlow: discord_id"]),
        (&["i-bw452"], &["marlow: subscription_id"]),
        (&["5TY05013RG002845M"], &["marlow: transaction_id"]),
        (&["900"], &["marlow: plex_id"]),
        (
            &["family@"],
            &["marlow: paypal_email", "marlow-two: paypal_email"],
        ),
    ];
    for (texts, expected) in cases {
        assert_eq!(found(texts), expected, "{texts:?}");
    }
}

#[test]
fn only_the_lines_of_notes_that_match_are_shown() {
    let records = household();
    let found = find(&records, &["cash"]);
    let values: Vec<&str> = found[0]
        .matches
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(values, ["Pays in cash."]);
}

#[test]
fn a_user_is_named_by_handle_plex_id_or_any_recorded_address() {
    let records = household();
    for (text, handle) in [
        ("marlow", "marlow"),
        ("MARLOW", "marlow"),
        (" marlow ", "marlow"),
        ("302", "marlow"),
        ("900", "marlow"),
        ("Marlow@Example.COM", "marlow"),
        ("old@example.com", "zoe-angstrom"),
        ("304", "303"),
    ] {
        let resolved = resolve(&records, text).map(|handle| handle.to_string());
        assert_eq!(resolved.as_deref(), Ok(handle), "{text}");
    }
    // The handle of one user, and the Plex id of another.
    let error = resolve(&records, "303").expect_err("both");
    assert_eq!(
        error.message,
        "`303` is the handle of one user, and the id or an address of user `marlow-two`"
    );
}

#[test]
fn what_names_no_user_or_several_is_refused_with_what_may_be_meant() {
    let records = household();
    let refused = |text: &str| {
        let error = resolve(&records, text).expect_err(text);
        (error.message, error.hint)
    };
    let nobody = |text: &str| format!("no user has the handle, Plex id or e-mail address `{text}`");
    for (text, message, hint) in [
        (
            "family@example.com",
            "`family@example.com` belongs to several users".to_owned(),
            "use a handle: `marlow` and `marlow-two`",
        ),
        ("marlwo", nobody("marlwo"), "did you mean `marlow`?"),
        (
            "mar",
            nobody("mar"),
            "`mar` is found in `marlow` and `marlow-two`",
        ),
        ("", nobody(""), "`plexmgr find TEXT` searches the users"),
        (
            "999",
            nobody("999"),
            "`plexmgr find TEXT` searches the users",
        ),
        (
            "\u{1b}[2J",
            nobody("\\u{1b}[2J"),
            "`plexmgr find TEXT` searches the users",
        ),
    ] {
        assert_eq!(refused(text), (message, hint.to_owned()), "{text:?}");
    }
}
