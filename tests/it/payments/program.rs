//! Payments through the program: sources, exits, guards, undo, and no secret anywhere.

use super::house::House;
use super::march::{check_all, club};
use crate::environment::hostile_git::{script, with_fake_git, written};
use crate::fake_paypal::{CLIENT_ID, CLIENT_SECRET, FakePayPal};
use crate::forge::wire::Answer;
use crate::payment_files::fixture;
use crate::paypal_api::now;
use crate::sandbox::{Run, Sandbox};

/// What no output, file or program may hold: credentials, tokens, and the credentials in base64.
const SECRETS: [&str; 5] = [CLIENT_ID, CLIENT_SECRET, "A21AAFAKE", "Basic ", "Bearer "];

pub(super) const FILES: &str = "\n[[source]]\nkind = \"paypal-csv\"\nname = \"files\"\naccount = \"paypal\"\n\
                     files = \"statements/*.csv\"\n";

/// A household with these records and sources.
pub(super) fn sandbox(house: &House, sources: &str) -> Sandbox {
    let mut sandbox = Sandbox::empty();
    sandbox.write(
        "plexmgr.toml",
        &format!(
            "version = 1\nclient_id = \"5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11\"\ntimezone = \"Europe/Berlin\"\n\n\
             [plex]\ntimeout_seconds = 20\nretries = 0\n\n[[account]]\nname = \"main\"\n\
             token = {{ env = \"TOKEN_1\" }}\n{sources}"
        ),
    );
    for (path, text) in &house.files {
        sandbox.write(path, text);
    }
    sandbox.set("PAYPAL_CLIENT_ID", CLIENT_ID);
    sandbox.set("PAYPAL_SECRET", CLIENT_SECRET);
    sandbox
}

/// The interface of PayPal as a source.
pub(super) fn interface(paypal: &FakePayPal) -> String {
    format!(
        "\n[[source]]\nkind = \"paypal\"\nname = \"api\"\naccount = \"paypal\"\nsince = \"2026-03-01\"\n\
         url = \"{}\"\nclient_id = {{ env = \"PAYPAL_CLIENT_ID\" }}\nclient_secret = {{ env = \"PAYPAL_SECRET\" }}\n",
        paypal.url()
    )
}

/// The month, asked for today.
pub(super) fn paypal() -> FakePayPal {
    FakePayPal::with(|world| {
        world.now = now();
        world.refreshed = world.now;
    })
}

fn statement(sandbox: &Sandbox, fixture_name: &str) {
    let text = String::from_utf8(fixture(&format!("paypal/csv/{fixture_name}"))).unwrap();
    sandbox.write("statements/paypal.csv", &text);
}

/// Runs, and looks for secrets in everything that came out and in every file.
pub(super) fn run(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let run = sandbox.run(arguments);
    assert_eq!(
        run.code, code,
        "{arguments:?}: {}{}",
        run.stdout, run.stderr
    );
    let files: String = sandbox
        .contents()
        .iter()
        .filter(|(path, _)| !path.iter().any(|part| part == ".git"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    for secret in SECRETS {
        let found = [&run.stdout, &run.stderr, &files].map(|text| text.contains(secret));
        assert_eq!(found, [false; 3], "{arguments:?}: {secret}");
    }
    run
}

fn house(sandbox: &Sandbox) -> House {
    let mut house = House::new();
    house.files = sandbox
        .records()
        .into_iter()
        .map(|(path, text)| (format!("records/{path}"), text))
        .collect();
    house
}

#[test]
fn pages_and_files_give_the_same_records_in_any_order_and_undo_gives_the_bytes_back() {
    let paypal = paypal();
    for order in [["api", "files"], ["files", "api"]] {
        let sandbox = sandbox(&club(), &(interface(&paypal) + FILES));
        statement(&sandbox, "activity-en-us.csv");
        let before = sandbox.records();
        for source in order {
            let apply = ["apply", "--yes", "-vv", "--source", source];
            run(&sandbox, &apply, 0);
            check_all(&house(&sandbox), "march", source);
            let after = sandbox.records();
            // Where nothing is written, no store is either.
            if sandbox.at("state/plexmgr.redb").exists() {
                sandbox.remove("state/plexmgr.redb");
            }
            run(&sandbox, &apply, 0);
            assert_eq!(sandbox.records(), after, "twice adds nothing");
        }
        let runs = sandbox.history().len();
        for number in (1..=runs).rev() {
            run(&sandbox, &["undo", &number.to_string(), "--yes"], 0);
        }
        assert_eq!(sandbox.records(), before, "{order:?}");
    }
}

#[test]
fn rows_that_cannot_be_read_end_in_7_and_the_others_are_recorded() {
    let sandbox = sandbox(&club(), FILES);
    statement(&sandbox, "bad-rows.csv");
    let applied = run(&sandbox, &["apply", "--yes", "--source", "files"], 7);
    let said = applied.stdout + &applied.stderr;
    for place in ["statements/paypal.csv:3", "statements/paypal.csv:4"] {
        assert!(said.contains(place), "{place}: {said}");
    }
    let payments = house(&sandbox).payments("heron");
    assert!(
        payments.concat().contains("FAKETXN0000000004"),
        "{payments:?}"
    );
}

#[test]
fn an_answer_for_another_account_than_in_earlier_runs_is_not_used() {
    let paypal = paypal();
    let sandbox = sandbox(&club(), &interface(&paypal));
    let apply = ["apply", "--yes", "--source", "api"];
    run(&sandbox, &apply, 0);
    let before = sandbox.records();
    paypal.world().account_number = "FAKEMERCHANT7".to_owned();
    for _ in 0..2 {
        let said = run(&sandbox, &apply, 8).stdout;
        assert!(said.contains("another account of the service"), "{said}");
        assert_eq!(sandbox.records(), before);
        if sandbox.at("state/plexmgr.redb").exists() {
            sandbox.remove("state/plexmgr.redb");
        }
    }
    paypal.world().account_number = "FAKEMERCHANT2".to_owned();
    run(&sandbox, &apply, 0);
}

#[test]
fn a_source_that_is_unknown_ends_in_8_and_the_others_are_recorded() {
    let paypal = paypal();
    paypal.world().switches.always = Some(Answer::of(503, "text/html", "<h1>later</h1>"));
    let sandbox = sandbox(&club(), &(interface(&paypal) + FILES));
    statement(&sandbox, "activity-en-us.csv");
    let both = ["--source", "api", "--source", "files"];
    let applied = run(&sandbox, &[&["apply", "--yes"], &both[..]].concat(), 8);
    let said = applied.stdout + &applied.stderr;
    assert!(
        said.contains("Source api") && said.contains("503"),
        "{said}"
    );
    check_all(&house(&sandbox), "march", "files");
}

/// Rows of PayPal's website in 2026: day, type, amount, payer, id, reference.
pub(super) fn rows(rows: &[[&str; 6]]) -> String {
    let row = |[day, kind, amount, payer, id, of]: &[&str; 6]| {
        format!(
            "\"{day}\",\"10:00:00\",\"GMT\",\"\",\"{kind}\",\"Completed\",\"EUR\",\"{amount}\",\"0.00\",\"{amount}\",\
             \"{payer}\",\"club@example.net\",\"{id}\",\"{of}\"\n"
        )
    };
    let head = "\"Date\",\"Time\",\"TimeZone\",\"Name\",\"Type\",\"Status\",\"Currency\",\"Gross\",\"Fee\",\"Net\",\
                \"From Email Address\",\"To Email Address\",\"Transaction ID\",\"Reference Txn ID\"\n";
    head.to_owned() + &rows.iter().map(row).collect::<String>()
}

#[test]
fn far_moves_and_many_refunds_are_refused_until_they_are_accepted() {
    const USERS: [&str; 3] = ["finch", "heron", "wren"];
    let users = USERS.iter();
    let club = users.fold(House::new(), |house, user| {
        house.paid_until(user, "2026-11-05")
    });
    let sandbox = sandbox(&club, FILES);
    let payers = USERS.map(|user| format!("{user}@example.org"));
    let ids = USERS.map(|user| format!("PAID{user}"));
    let refunds = USERS.map(|user| format!("BACK{user}"));
    let numbers = || 0..USERS.len();
    let paid = numbers().map(|n| {
        let kind = "General Payment";
        [
            "25/10/2026",
            kind,
            "20.00",
            payers[n].as_str(),
            ids[n].as_str(),
            "",
        ]
    });
    let paid: Vec<_> = paid.collect();
    let back = numbers().map(|n| {
        let kind = "Payment Refund";
        [
            "15/11/2026",
            kind,
            "-20.00",
            "",
            refunds[n].as_str(),
            ids[n].as_str(),
        ]
    });
    let all: Vec<_> = paid.iter().copied().chain(back).collect();
    let apply = ["apply", "--yes", "--source", "files"];
    for (listed, accepted) in [
        (&paid, &["--accept", "payments=3"][..]),
        (&all, &["--accept", "payments=3", "--accept", "refunds=3"]),
    ] {
        sandbox.write("statements/2026.csv", &rows(listed));
        let before = sandbox.records();
        let refused = run(&sandbox, &apply, 4);
        for words in accepted.chunks(2) {
            let said = format!("{}{}", refused.stdout, refused.stderr);
            assert!(said.contains(words[1]), "{said}");
        }
        assert_eq!(sandbox.records(), before);
        run(&sandbox, &[&apply, accepted].concat(), 0);
        assert_ne!(sandbox.records(), before);
    }
    for user in USERS {
        let payments = house(&sandbox).payments(user);
        assert!(payments[1].ends_with("for nothing"), "{payments:?}");
    }
}

#[test]
fn a_first_import_of_old_statements_moves_no_last_paid_day() {
    const USERS: [&str; 4] = ["finch", "heron", "otter", "wren"];
    let payers = USERS.map(|user| format!("{user}@example.org"));
    let ids = USERS.map(|user| format!("PAID{user}"));
    let users = USERS.iter().zip(&payers);
    let club = users.fold(House::new(), |house, (user, payer)| {
        house.user(user, &format!("paypal_email: {payer}\n"))
    });
    let sandbox = sandbox(&club, FILES);
    let paid = payers.iter().zip(&ids);
    let paid = paid.map(|(payer, id)| ["15/01/2026", "General Payment", "5.00", payer, id, ""]);
    sandbox.write("statements/2026.csv", &rows(&paid.collect::<Vec<_>>()));
    run(&sandbox, &["apply", "--yes", "--source", "files"], 0);
    for user in USERS {
        assert_eq!(house(&sandbox).payments(user).len(), 1);
    }
}

#[test]
fn a_saved_plan_names_its_sources_and_those_that_list_something_else() {
    let finch = House::new().user("finch", "paypal_email: finch@example.org\n");
    let sandbox = sandbox(&finch, FILES);
    let paid = |id: &'static str| {
        [
            "21/11/2026",
            "General Payment",
            "5.00",
            "finch@example.org",
            id,
            "",
        ]
    };
    sandbox.write("statements/2026.csv", &rows(&[paid("PAIDfinch")]));
    let plan = ["plan", "--source", "files", "--out", "plan.plexmgr"];
    run(&sandbox, &plan, 0);
    let shown = run(&sandbox, &["show", "plan.plexmgr"], 0);
    let said = shown.stdout + &shown.stderr;
    assert!(said.contains("made from source `files`"), "{said}");
    sandbox.write(
        "statements/2026.csv",
        &rows(&[paid("PAIDfinch"), paid("MOREfinch")]),
    );
    let refused = run(&sandbox, &["apply", "plan.plexmgr"], 5);
    let said = refused.stdout + &refused.stderr;
    let expected = "source `files` lists other transactions than then";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn a_row_that_is_not_read_is_named_with_its_source_in_the_order_of_the_file() {
    let finch = House::new().user("finch", "paypal_email: finch@example.org\n");
    let sandbox = sandbox(&finch, FILES);
    let ids: Vec<String> = (2..13).map(|row| format!("ID{row}")).collect();
    let wrong = ids.iter().map(|id| {
        [
            "31/02/2026",
            "General Payment",
            "5.00",
            "finch@example.org",
            id,
            "",
        ]
    });
    sandbox.write("statements/2026.csv", &rows(&wrong.collect::<Vec<_>>()));
    let planned = run(&sandbox, &["plan", "-v", "--source", "files"], 7);
    let said = planned.stdout + &planned.stderr;
    let at = |row: u32| {
        let line = format!(
            "statements/2026.csv:{row} of source `files` is not read: `Date`, `31/02/2026`, is not a day; correct the row"
        );
        said.find(&line).unwrap_or_else(|| panic!("{line}: {said}"))
    };
    assert!(at(3) < at(11), "{said}");
}

#[test]
fn what_was_typed_in_and_then_listed_is_one_payment_with_its_id() {
    let finch = House::new().user("finch", "paypal_email: finch@example.org\n");
    let sandbox = sandbox(&finch, FILES);
    run(&sandbox, &["pay", "finch", "--yes"], 0);
    assert_eq!(
        house(&sandbox).payments("finch"),
        ["2026-11-22 to 2026-12-22 -"]
    );
    let paid = [
        "21/11/2026",
        "General Payment",
        "5.00",
        "finch@example.org",
        "PAIDfinch",
        "",
    ];
    sandbox.write("statements/2026.csv", &rows(&[paid]));
    for _ in 0..2 {
        run(&sandbox, &["apply", "--yes", "--source", "files"], 0);
        let payments = house(&sandbox).payments("finch");
        assert_eq!(payments, ["2026-11-22 to 2026-12-22 PAIDfinch"]);
    }
}

#[test]
fn a_payment_deleted_by_hand_is_named_a_year_later_and_without_the_store() {
    let finch = House::new().user("finch", "paypal_email: finch@example.org\n");
    let sandbox = sandbox(&finch, FILES);
    let paid = [
        "21/11/2026",
        "General Payment",
        "5.00",
        "finch@example.org",
        "PAIDfinch",
        "",
    ];
    sandbox.write("statements/2026.csv", &rows(&[paid]));
    run(&sandbox, &["apply", "--yes", "--source", "files"], 0);
    // Not the text before the run, with which it would count as taken back.
    let finch = "class: standard\npaypal_email: finch@example.org\nnotes: paid in error\n";
    sandbox.write("records/users/finch.yaml", finch);
    let deleted = sandbox.records();
    sandbox.remove("state/plexmgr.redb");
    let apply = [
        "apply",
        "--yes",
        "--source",
        "files",
        "--today",
        "2027-11-22",
    ];
    let applied = run(&sandbox, &apply, 0);
    let said = applied.stdout + &applied.stderr;
    assert!(said.contains("payment_forgotten"), "{said}");
    assert_eq!(sandbox.records(), deleted);
    sandbox.write("records/decisions/2027.yaml", "paypal/PAIDfinch: finch\n");
    run(&sandbox, &apply, 0);
    assert_eq!(
        house(&sandbox).payments("finch"),
        ["2026-11-21 to 2026-12-21 PAIDfinch"]
    );
}

#[test]
fn no_secret_of_a_source_is_in_any_output_file_or_environment() {
    let paypal = paypal();
    let mut sandbox = sandbox(&club(), "");
    let folder = with_fake_git(
        &mut sandbox,
        "env >> \"$HERE/environment\"\nexec \"$GIT\" \"$@\"",
    );
    let program = folder.path().join("id.sh");
    let own = folder.path().join("environment-of-the-command");
    script(
        &program,
        &format!("env >> '{}'\necho {CLIENT_ID}", own.display()),
    );
    let source = interface(&paypal).replace(
        "{ env = \"PAYPAL_CLIENT_ID\" }",
        &format!("{{ command = [\"{}\"] }}", program.display()),
    );
    let settings = sandbox.read("plexmgr.toml") + &source;
    sandbox.write("plexmgr.toml", &settings);
    sandbox.unset("PAYPAL_CLIENT_ID");
    let init = std::process::Command::new("git")
        .arg("init")
        .current_dir(sandbox.path())
        .output();
    assert!(init.unwrap().status.success());
    let plan = ["plan", "-vv", "--source", "api", "--out", "plan.plexmgr"];
    let trouble = [
        Answer::of(401, "application/json", "{\"error\": \"invalid_token\"}"),
        Answer::of(500, "text/html", "<p>out of order</p>"),
        Answer::of(200, "application/json", "{\"transaction_details\": [{\"tra"),
    ];
    for answer in trouble {
        paypal.world().switches.always = Some(answer);
        run(&sandbox, &plan, 8);
    }
    paypal.world().switches.always = None;
    run(&sandbox, &plan, 0);
    run(&sandbox, &["apply", "--yes", "-vv", "--source", "api"], 0);
    for format in ["text", "json", "markdown"] {
        run(&sandbox, &["payments", "-vv", "--format", format], 0);
    }
    for name in ["environment", "environment-of-the-command"] {
        let environment = written(&folder, name);
        assert!(environment.contains("PATH="), "{name} was asked");
        for secret in SECRETS {
            assert!(!environment.contains(secret), "{secret}: {environment}");
        }
    }
}
