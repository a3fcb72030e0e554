//! The households in which texts are shown.

use crate::sandbox::Sandbox;

const OBSERVED: &str = "--observed=observed.json";

pub(super) fn empty() -> Sandbox {
    Sandbox::empty()
}

/// The example, with tokens that nobody is asked for.
pub(super) fn example() -> Sandbox {
    let mut sandbox = Sandbox::example();
    replace(
        &sandbox,
        "plexmgr.toml",
        "{ command = [\"pass\", \"show\", \"plex/backup\"] }",
        "{ env = \"PLEX_TOKEN_BACKUP\" }",
    );
    guard(&sandbox);
    sandbox.set("PLEX_TOKEN_MAIN", "no-token-main");
    sandbox.set("PLEX_TOKEN_BACKUP", "no-token-backup");
    sandbox.set("GITHUB_ACTOR", "ada");
    sandbox
}

/// Lets nobody else write the settings, whatever new files are like here.
fn guard(sandbox: &Sandbox) {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(sandbox.at("plexmgr.toml"), permissions).unwrap();
}

fn replace(sandbox: &Sandbox, path: &str, from: &str, to: &str) {
    let text = sandbox.read(path);
    assert!(text.contains(from), "{path} holds {from}");
    sandbox.write(path, &text.replace(from, to));
}

fn after(sandbox: Sandbox, arguments: &[&str]) -> Sandbox {
    let run = sandbox.run(arguments);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    sandbox
}

/// Users who paid, in part by hand and in part as a source listed it, and transactions that wait.
pub(crate) fn paying() -> Sandbox {
    let sandbox = example();
    sandbox.write(
        "records/users/heron.yaml",
        "class: standard\npaypal_email: heron@example.org\nplex:\n  title: Hannah Heron\n  email: heron@example.org\n\
         payments:\n  - plan: monthly\n    start: 2026-10-05\n    end: 2026-11-05\n    paid_on: 2026-10-05\n    \
         amount: 5.00 EUR\n    source: paypal\n    transaction_id: FAKETXN0000000011\n    \
         subscription_id: I-FAKE0001\n    payer_id: FAKEPAYER0001\n",
    );
    sandbox.write(
        "records/users/otter.yaml",
        "class: standard\npayments:\n  - plan: monthly\n    start: 2026-10-20\n    end: 2026-11-20\n    \
         amount: 5.00 EUR\n  - plan: monthly\n    start: 2026-11-20\n    end: 2026-12-20\n    \
         paid_on: 2026-11-18\n    amount: 5.00 EUR\n    source: paypal\n    transaction_id: FAKETXN0000000021\n    \
         refunds:\n      - {on: 2026-11-21, amount: 5.00 EUR}\n",
    );
    sandbox.write(
        "records/inbox.yaml",
        "paypal/FAKETXN0000000031:\n  at: 2026-11-10T10:19:55+01:00\n  type: T0006\n  amount: 5.00 EUR\n  \
         payer: guest-12ab@relay.example.com\n  name: H. Heron\n  why: no user has this address\n  \
         candidates: [heron]\n\
         paypal/FAKETXN0000000032:\n  at: 2026-11-20T23:30:00Z\n  amount: 7.50 USD\n  \
         name: \"=HYPERLINK(1)\"\n  note: \"@octocat ends `here`\"\n  why: no user is known by this payer\n",
    );
    sandbox
}

/// After the first run.
pub(super) fn applied() -> Sandbox {
    after(example(), &["apply", "--yes", OBSERVED])
}

/// After the first run was taken back.
pub(super) fn undone() -> Sandbox {
    after(applied(), &["undo", "1", "--yes"])
}

/// After the first run, with a file that somebody edited since.
pub(super) fn edited() -> Sandbox {
    let sandbox = applied();
    let path = "records/users/quill.yaml";
    let text = sandbox.read(path);
    sandbox.write(path, &format!("{text}# seen at the market\n"));
    sandbox
}

/// Guards refuse, and people have long, wide and hostile names.
pub(super) fn refused() -> Sandbox {
    let sandbox = example();
    let settings = sandbox.read("plexmgr.toml");
    let guards = "\n[guards]\ndepartures = { count = 0, percent = 0 }\n\
                  imports = { count = 1, percent = 1 }\nupdates = { count = 0, percent = 0 }\n";
    sandbox.write("plexmgr.toml", &format!("{settings}{guards}"));
    for (from, to) in [
        (
            "\"Captain M\"",
            "\"船長マーロウ・ボレアリスの屋根裏部屋から 🦖 Zoe\u{308} Captain\"",
        ),
        (
            "\"late.responder\"",
            "\"\\u001b[31mlate\\u202e responder </details> @everyone\"",
        ),
        (
            "\"quiet.friend\"",
            "\"a-name-without-any-space-in-it-that-is-wider-than-a-narrow-terminal-is\"",
        ),
    ] {
        replace(&sandbox, "observed.json", from, to);
    }
    sandbox
}

/// One of the two accounts could not be read.
pub(super) fn half_known() -> Sandbox {
    let sandbox = example();
    let text = sandbox.read("observed.json");
    let mut document: serde_json::Value = serde_json::from_str(&text).unwrap();
    document["accounts"].as_array_mut().unwrap().pop();
    sandbox.write("observed.json", &document.to_string());
    sandbox
}

/// A plan was saved.
pub(super) fn saved() -> Sandbox {
    after(example(), &["plan", OBSERVED, "--out=plan.json"])
}

/// A plan was saved, and a record edited since.
pub(super) fn stale() -> Sandbox {
    let sandbox = saved();
    let path = "records/users/ada.yaml";
    let text = sandbox.read(path);
    sandbox.write(path, &format!("{text}# moved to Berlin\n"));
    sandbox
}

/// The history is gone.
pub(super) fn lost_history() -> Sandbox {
    let sandbox = applied();
    sandbox.remove(&sandbox.run_file(1));
    sandbox
}

/// There is no file of plans.
pub(super) fn no_plans() -> Sandbox {
    let sandbox = example();
    sandbox.remove("records/plans.yaml");
    sandbox
}

/// Something is wrong with settings and records.
pub(super) fn broken() -> Sandbox {
    let sandbox = example();
    replace(&sandbox, "plexmgr.toml", "timezone", "timezzone");
    replace(&sandbox, "records/users/marlow.yaml", "monthly", "montly");
    replace(&sandbox, "records/users/ada.yaml", "class:", "klass:");
    sandbox
}

/// Nobody told the token.
pub(super) fn unwritten() -> Sandbox {
    let mut sandbox = example();
    sandbox.unset("PLEX_TOKEN_BACKUP");
    sandbox
}

/// The example with a spreadsheet of its users, some rows of which have to be left.
pub(super) fn members() -> Sandbox {
    let sandbox = example();
    sandbox.write(
        "members.csv",
        "E-Mail;Name;Tarif;Paid until;PayPal;Price\n\
         nadia@example.com;Nadia;Monthly;31/12/2026;nadia.pays@example.com;5,00\n\
         marlow@example.com;Marlow;Yearly;03/04/2027;;50,00\n\
         quil@example.org;Quill;Summer special;2027-02-30;;12,00\n\
         quil@example.net;Quill;;;;\n",
    );
    sandbox
}
