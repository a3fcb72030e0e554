//! What no JSON Schema can say: every rule of the readers that the schemas leave out, by name, each with
//! a file that breaks this rule alone and that the schema accepts.

use std::sync::Arc;

use plexmgr::records::{SourceFile, read};
use plexmgr::schema::Name;
use plexmgr::settings::Settings;

use super::{as_json, refusal};
use crate::records::{MARLOW, PLANS, SERVERS};

/// A rule that a schema cannot express.
pub(super) struct Limit {
    /// Why a schema cannot say it.
    name: &'static str,
    /// Whether a problem is of this sort, by its message and the text of the file.
    is: fn(&str, &str) -> bool,
    /// Whether the reader looks no further, so that a schema may find something else wrong.
    pub(super) hides: bool,
    /// The file, and a part of it with what breaks the rule in its place.
    example: Example,
}

/// A part of a good file and what takes its place.
enum Example {
    Plans(&'static str, &'static str),
    Servers(&'static str, &'static str),
    User(&'static str, &'static str),
    /// A whole `users.yaml`.
    Users(&'static str),
    /// A whole `decisions/a.yaml`.
    Decisions(&'static str),
    /// A whole `matching.yaml`.
    Matching(&'static str),
    /// What is added to good settings.
    Settings(&'static str),
}

use Example::{Decisions, Matching, Plans, Servers, User, Users};

const SETTINGS: &str = "version = 1\nclient_id = \"5d0c1f52-7d55-4d25-9f3c-0a5d6c1b2e3f\"\n\
    [[account]]\nname = \"main\"\ntoken = { env = \"PLEX_TOKEN_MAIN\" }\n";

/// The limit that a problem comes under, if there is one.
pub(super) fn of(message: &str, text: &str) -> Option<&'static Limit> {
    LIMITS.iter().find(|limit| (limit.is)(message, text))
}

const fn limit(name: &'static str, is: fn(&str, &str) -> bool, example: Example) -> Limit {
    Limit {
        name,
        is,
        hides: false,
        example,
    }
}

const fn hiding(name: &'static str, is: fn(&str, &str) -> bool, example: Example) -> Limit {
    Limit {
        name,
        is,
        hides: true,
        example,
    }
}

const LIMITS: [Limit; 31] = [
    limit(
        "a plan that stands in another file",
        |message, _| message.starts_with("plan `") && message.ends_with("is not declared"),
        User("plan: monthly", "plan: weekly"),
    ),
    limit(
        "a user who stands in another file",
        |message, _| {
            message.starts_with("user `") && message.ends_with("` is not recorded")
                || message.contains("` is already decided at ")
        },
        Decisions("paypal/T-1: zoe\n"),
    ),
    limit(
        "a user who covers themselves or is covered too",
        |message, _| {
            message.contains("cannot be covered by") || message.ends_with("by another user too")
        },
        User("class: standard", "class: standard\ncovered_by: zoe"),
    ),
    limit(
        "the sum of the parts of a transaction",
        |message, _| {
            message.starts_with("the parts of transaction `")
                || message.starts_with("another part of")
        },
        User(
            "    sequence: 1",
            "    sequence: 1\n    amount: 5.00 EUR\n    of: 6.00 EUR",
        ),
    ),
    limit(
        "what a regular expression is",
        |message, _| {
            let mut keys =
                ["type", "payer", "payer_id", "name", "note", "subscription"].into_iter();
            // An invalid name of a source may begin with a slash, too; expressions end with one.
            keys.any(|key| message.starts_with(&format!("`{key}` cannot be `/")))
                && ["/`", "…`"].into_iter().any(|end| message.ends_with(end))
        },
        Matching("- when: {note: /(/}\n  then: {ignore: x}\n"),
    ),
    limit(
        "a server that stands in another file",
        |message, _| message.starts_with("server `") && message.ends_with("is not recorded"),
        User("server: atlas", "server: boreas"),
    ),
    limit(
        "a library that stands in another file",
        |message, _| message.starts_with("server `") && message.contains("` has no library `"),
        User("[movies, tv-shows]", "[music]"),
    ),
    limit(
        "two shares of one server: only whole items can be compared",
        |message, _| message.contains("already has a share"),
        User(
            "  shares:",
            "  shares:\n    - {server: atlas, libraries: all}",
        ),
    ),
    limit(
        "two plans that are the default: properties cannot be counted",
        |message, _| message.contains("cannot be a second default"),
        Plans("1 year", "1 year\n  default: true"),
    ),
    limit(
        "an end before its start: two values cannot be compared",
        |message, _| message.contains("that is before `start`"),
        User("end: 2026-12-22", "end: 2026-11-21"),
    ),
    limit(
        "the id of another user",
        |message, _| message.starts_with("Plex id `") && message.contains("is already used at"),
        Users("ada: {class: standard, plex: {id: 1}}\nbob: {class: standard, plex: {id: 1}}\n"),
    ),
    limit(
        "the Discord id of another user",
        |message, _| message.starts_with("Discord id `") && message.contains("is already used at"),
        Users(
            "ada: {class: standard, discord: {id: '80351110224678912'}}\n\
             bob: {class: standard, discord: {id: '80351110224678912'}}\n",
        ),
    ),
    limit(
        "the machine identifier of another server",
        |message, _| message.starts_with("machine identifier `") && message.contains("is already"),
        Servers(
            "atlas:",
            "boreas: {account: main, machine_id: ece8f46bf734ca267a2b6e0f7c3b471a5c964428}\natlas:",
        ),
    ),
    limit(
        "the id of another library",
        |message, _| message.starts_with("library id `") && message.contains("is already used at"),
        Servers("id: 202", "id: 201"),
    ),
    limit(
        "a transaction that paid something else",
        |message, _| message.starts_with("transaction `") && message.contains("is already used at"),
        User(
            "payments:",
            "payments:\n  - {plan: monthly, start: 2026-10-22, end: 2026-11-22, transaction_id: T-1}",
        ),
    ),
    limit(
        "a handle that stands in another file",
        |message, _| message.starts_with("handle `") && message.contains("is already used at"),
        Users("Marlow: {class: standard}\n"),
    ),
    limit(
        "two handles that differ only in case",
        |message, _| message.contains("only in case"),
        Plans("family:", "Monthly: {duration: 1 day}\nfamily:"),
    ),
    limit(
        "a key twice: JSON has each once",
        |message, _| message.starts_with("duplicate key"),
        User("class: standard", "class: standard\nclass: permanent"),
    ),
    hiding(
        "a tag: JSON has none",
        |message, _| message == "the value has an unknown tag",
        User("username: marlow", "username: !name marlow"),
    ),
    hiding(
        "another way to write a whole number",
        |message, _| message.ends_with("is not written in the usual form"),
        User("id: 301000001", "id: 0x11f0f341"),
    ),
    hiding(
        "a whole number with a point: to JSON it is one",
        |message, _| is_whole(message, "must be a whole number, not the number `"),
        User("sequence: 1", "sequence: 1.0"),
    ),
    limit(
        "the name of the file",
        |message, text| message.ends_with("` is not a handle") && !is_key(message, text),
        User("", ""),
    ),
    hiding(
        "a letter of an address that is a symbol beyond ASCII, or one that is too long in bytes",
        |message, _| message.starts_with("`paypal_email` cannot be `") && !message.is_ascii(),
        User(
            "class: standard",
            "class: standard\npaypal_email: a€b@example.com",
        ),
    ),
    limit(
        "an amount of more than 64 bits",
        |message, _| {
            let amount = message.split('`').nth(3).unwrap_or_default();
            let is_money = message.starts_with("`price`") || message.starts_with("`amount`");
            is_money && is_huge_amount(amount)
        },
        Plans(
            "price: 5.00 EUR",
            "price: 99999999999999999999999999999.00 EUR",
        ),
    ),
    hiding(
        "a hidden character beyond the basic plane: not every engine of patterns has them",
        |message, _| {
            let is_name =
                message.starts_with("`account` cannot") || message.starts_with("`name` cannot");
            is_name && message.contains("\\u{") && !message.contains("\\u{0}")
        },
        Servers("account: main", "account: \"ma\\U000E0041in\""),
    ),
    limit(
        "two accounts of one name: only whole items can be compared",
        |message, _| message.contains("is already declared on line"),
        Example::Settings("[[account]]\nname = \"main\"\ntoken = { env = \"OTHER\" }\n"),
    ),
    limit(
        "a format of dates that names no day",
        |message, _| message.starts_with("`format` cannot be `"),
        Example::Settings(
            "[[source]]\nkind = \"csv\"\npreset = \"kofi\"\nfiles = \"*.csv\"\n\
             date = { column = \"Date\", format = \"%d\" }\n",
        ),
    ),
    limit(
        "a regular expression that does not compile",
        |message, _| message.contains("` is not a regular expression: "),
        Example::Settings(
            "[[source]]\nkind = \"csv\"\npreset = \"kofi\"\nfiles = \"*.csv\"\nskip = { rows = [\"(\"] }\n",
        ),
    ),
    hiding(
        "an address that no pattern can judge",
        |message, _| message.starts_with("`url` "),
        Example::Settings("[plex]\nurl = \"https://plex.tv:99999\"\n"),
    ),
    hiding(
        "a number with a point that is whole, or a date where a text belongs: to JSON they are the same",
        |message, _| {
            message.contains("not a number with a point") || message.contains("not a date or time")
        },
        Example::Settings("[plex]\nretries = 4.0\n"),
    ),
    hiding(
        "minus nothing",
        |message, text| message.contains("` must lie between ") && text.contains("-0"),
        Example::Settings("[plex]\nretries = -0\n"),
    ),
];

/// Whether the number that a message repeats behind `words` has nothing behind its point.
fn is_whole(message: &str, words: &str) -> bool {
    let number = message
        .split(words)
        .nth(1)
        .and_then(|rest| rest.split('`').next());
    let number: Option<f64> = number.and_then(|number| number.parse().ok());
    number.is_some_and(|number| number.fract() == 0.0)
}

/// Whether the handle that a message repeats is a key of the file, rather than its name.
fn is_key(message: &str, text: &str) -> bool {
    let name = message.split('`').nth(1).unwrap_or_default();
    let name = name.trim_end_matches('…');
    name.is_empty() || text.contains(name) || name.contains('\\')
}

/// Whether an amount has the right shape and more digits than fit.
fn is_huge_amount(amount: &str) -> bool {
    let (number, currency) = amount.split_once(' ').unwrap_or_default();
    let digits = number.replacen('.', "", 1);
    digits.len() > 19
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && currency.len() == 3
        && currency.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[test]
fn each_limit_is_one() {
    for limit in &LIMITS {
        let (name, document, problems) = broken(&limit.example);
        let [problem] = problems.as_slice() else {
            panic!("{}: {problems:?}", limit.name);
        };
        let found = of(problem, &document.0).map(|found| found.name);
        assert_eq!(found, Some(limit.name), "{problem}");
        assert_eq!(refusal(name, &document.1), None, "{}", limit.name);
    }
}

/// The text of an example with its meaning, and what the reader says is wrong with it.
fn broken(example: &Example) -> (Name, (String, serde_json::Value), Vec<String>) {
    let (name, path, text) = match example {
        Plans(from, to) => (Name::Plans, "plans.yaml", replaced(PLANS, from, to)),
        Servers(from, to) => (Name::Servers, "servers.yaml", replaced(SERVERS, from, to)),
        User("", _) => (Name::User, "users/c d.yaml", "class: standard\n".to_owned()),
        User(from, to) => (Name::User, "users/zoe.yaml", replaced(MARLOW, from, to)),
        Users(text) => (Name::Users, "users.yaml", (*text).to_owned()),
        Decisions(text) => (Name::Decisions, "decisions/a.yaml", (*text).to_owned()),
        Matching(text) => (Name::Matching, "matching.yaml", (*text).to_owned()),
        Example::Settings(added) => return broken_settings(&format!("{SETTINGS}{added}")),
    };
    let mut files = vec![("plans.yaml", PLANS), ("servers.yaml", SERVERS)];
    files.retain(|(other, _)| *other != path);
    files.push((path, &text));
    if text.contains("Marlow") && path == "users.yaml" {
        files.push(("users/marlow.yaml", MARLOW));
    }
    let sources = files.iter().map(|(name, text)| SourceFile {
        path: Arc::from(format!("records/{name}")),
        bytes: text.as_bytes().to_vec(),
    });
    let problems = read("records", sources.collect())
        .expect_err(&text)
        .as_slice()
        .to_vec();
    let messages = problems.into_iter().map(|problem| problem.message);
    let document = as_json::yaml(text.as_bytes()).expect("YAML");
    (name, (text, document), messages.collect())
}

fn broken_settings(text: &str) -> (Name, (String, serde_json::Value), Vec<String>) {
    let problems = Settings::parse("plexmgr.toml", text)
        .expect_err(text)
        .as_slice()
        .to_vec();
    let messages = problems.into_iter().map(|problem| problem.message);
    let document = as_json::toml(text).expect("TOML");
    (
        Name::Settings,
        (text.to_owned(), document),
        messages.collect(),
    )
}

fn replaced(good: &str, from: &str, to: &str) -> String {
    assert!(good.contains(from), "{from}");
    good.replace(from, to)
}
