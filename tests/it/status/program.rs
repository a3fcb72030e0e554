//! The program from outside: what it prints, refuses and leaves alone.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use crate::compact::compact;
use crate::sandbox::Sandbox;

#[test]
fn all_users_of_the_example_are_listed() {
    let run = Sandbox::example().run(&["status"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("example_text", run.stdout);
}

#[test]
fn the_document_of_the_example() {
    let run = Sandbox::example().run(&["status", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("example_json", compact(&run.stdout));
}

#[test]
fn narrow_pages_lose_columns_and_no_page_is_overrun() {
    for columns in ["1", "10", "40", "60", "80", "120"] {
        let mut sandbox = Sandbox::example();
        sandbox.set("COLUMNS", columns);
        let run = sandbox.run(&["status"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(
            run.stdout.contains("nadia") || columns == "1" || columns == "10",
            "{}",
            run.stdout
        );
        let widest = run.stdout.lines().map(|line| line.chars().count()).max();
        let room: usize = columns.parse().unwrap();
        assert!(
            room < 20 || widest <= Some(room),
            "{columns}:\n{}",
            run.stdout
        );
    }
}

#[test]
fn each_width_keeps_these_columns() {
    let page = |columns: &str| {
        let mut sandbox = Sandbox::example();
        sandbox.set("COLUMNS", columns);
        sandbox.run(&["status"]).stdout
    };
    let words =
        |page: &str| -> BTreeSet<String> { page.split_whitespace().map(str::to_owned).collect() };
    let everything = words(&page("10000"));
    assert_eq!(words(&page("130")), everything);
    for (columns, expected) in [
        ("60", "STANDING USER PAID UNTIL MISSING NAME"),
        ("80", "STANDING USER PAID UNTIL PLAN SERVERS MISSING NAME"),
        (
            "100",
            "STANDING USER PAID UNTIL WHEN PLAN SERVERS MISSING NAME",
        ),
    ] {
        let page = page(columns);
        let mut lines = page
            .lines()
            .skip_while(|line| !line.starts_with("STANDING"));
        let heads: Vec<&str> = lines
            .next()
            .into_iter()
            .flat_map(str::split_whitespace)
            .collect();
        assert_eq!(heads.join(" "), expected, "{columns}");
        let rows = lines.take_while(|line| !line.is_empty());
        assert_eq!(rows.count(), 6, "a line per user: {page}");
        for user in ["ada", "bruno", "marlow", "nadia", "quill", "zoe-angstrom"] {
            assert!(words(&page).contains(user), "{user}: {page}");
        }
    }
}

#[test]
fn neither_plex_nor_store_nor_token_is_needed_and_nothing_is_written() {
    let sandbox = Sandbox::example();
    let before = sandbox.fingerprint();
    assert_eq!(sandbox.run(&["status"]).code, 0);
    assert_eq!(sandbox.fingerprint(), before);
}

#[test]
fn the_day_is_that_of_the_time_zone() {
    let sandbox = Sandbox::example();
    let days = ["Pacific/Kiritimati", "Etc/GMT+12"].map(|zone| {
        let settings = sandbox.read("plexmgr.toml").replace("Europe/Berlin", zone);
        sandbox.write("plexmgr.toml", &settings);
        let run = sandbox.run_any_day(&["status", "--format", "json"]);
        let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let settings = settings.replace(zone, "Europe/Berlin");
        sandbox.write("plexmgr.toml", &settings);
        document["today"].as_str().unwrap().to_owned()
    });
    // The two zones are 26 hours apart: it is never the same day in both.
    assert!(days[0] > days[1], "{days:?}");
}

#[test]
fn servers_and_plans_that_are_not_recorded_are_refused_with_those_that_are() {
    let sandbox = Sandbox::example();
    for (arguments, error, hint) in [
        (
            ["--server", "atlsa"],
            "there is no server `atlsa`",
            "did you mean `atlas`?",
        ),
        (
            ["--plan", "weekly"],
            "there is no plan `weekly`",
            "recorded plans are `monthly`",
        ),
    ] {
        let run = sandbox.run(&[&["status"], arguments.as_slice()].concat());
        assert_eq!(run.code, 64);
        assert!(
            run.stderr.contains(error) && run.stderr.contains(hint),
            "{}",
            run.stderr
        );
    }
    assert_eq!(sandbox.run(&["status", "--only", "exipred"]).code, 64);
    assert_eq!(
        sandbox.run(&["status", "--expiring-within", "soon"]).code,
        64
    );
    assert_eq!(sandbox.run(&["status", "--server", "ATLAS"]).code, 0);
}

#[test]
fn filters_select_like_their_shorthands() {
    let sandbox = Sandbox::example();
    let page = |arguments: &[&str]| {
        let run = sandbox.run(&[&["status"], arguments].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let filtered = [
        "--where",
        "standing=active,expiring",
        "--where",
        "server=Atlas,borealis",
    ];
    let shorthands = [
        "--only",
        "active,expiring",
        "--server",
        "atlas",
        "--server",
        "borealis",
    ];
    assert_eq!(page(&filtered), page(&shorthands));
    assert!(
        page(&filtered).starts_with(
            "Status on 2026-11-22: standing=expiring,active and server=atlas,borealis\n"
        )
    );
    let run = sandbox.run(&["status", "--where", "plan=montly"]);
    assert_eq!((run.code, run.stdout.as_str()), (64, ""));
    assert!(
        run.stderr
            .contains("there is no plan `montly`\n  hint: did you mean `monthly`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_household_without_users_says_so() {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&["status", "--only", "unconfirmed"]);
    assert!(
        run.stdout
            .starts_with("Status on 2026-11-22: lacks=unconfirmed\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("\n0 of 6 people: "), "{}", run.stdout);
    for user in ["ada", "bruno", "marlow", "nadia", "quill", "zoe-angstrom"] {
        sandbox.remove(&format!("records/users/{user}.yaml"));
    }
    let run = sandbox.run(&["status"]);
    assert_eq!(
        run.stdout,
        "Status on 2026-11-22\n\nNo users are recorded yet.\n"
    );
}

#[test]
fn broken_records_are_reported_like_everywhere() {
    let sandbox = Sandbox::example();
    sandbox.write("records/users/ada.yaml", "klass: permanent\n");
    let run = sandbox.run(&["status"]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    assert!(run.stderr.contains("unknown key `klass`"), "{}", run.stderr);
}

#[test]
fn names_of_any_script_stay_on_the_page_and_steer_nothing() {
    let mut sandbox = Sandbox::example();
    for (number, name) in [
        "非常に長い名前を持つ利用者さんの表示名",
        "e\u{301}e\u{301}e\u{301} zoë",
        "👩‍👩‍👧‍👦 👍🏽 🇩🇪 ☂️",
        "שלום עולם (2026) abc",
        "\u{202e}txt.exe\u{2066}\u{1b}[31m\u{7}\n=1",
        "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
        "\u{200b}\u{200b}",
    ]
    .iter()
    .enumerate()
    {
        let title = serde_json::to_string(name).unwrap();
        let record = format!("class: standard\nplex: {{title: {title}}}\n");
        sandbox.write(&format!("records/users/user-{number}.yaml"), &record);
    }
    for columns in [60, 80, 120, 200] {
        sandbox.set("COLUMNS", &columns.to_string());
        let run = sandbox.run(&["status"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        for line in run.stdout.lines() {
            assert!(line.width() <= columns, "{columns}: {line}");
            assert!(!line.contains(plexmgr::vocabulary::is_hidden), "{line:?}");
        }
    }
    let run = sandbox.run(&["status"]);
    insta::assert_snapshot!("names_of_any_script", run.stdout);
}

#[test]
fn colour_says_nothing_that_plain_text_does_not() {
    let mut sandbox = Sandbox::example();
    let coloured = sandbox.run(&["status", "--color", "always"]).stdout;
    let plain = sandbox.run(&["status"]).stdout;
    assert_ne!(plain, coloured);
    assert_eq!(plain, anstream::adapter::strip_str(&coloured).to_string());
    sandbox.set("NO_COLOR", "1");
    sandbox.set("CLICOLOR_FORCE", "1");
    assert_eq!(sandbox.run(&["status"]).stdout, plain);
}
