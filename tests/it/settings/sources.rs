//! `[[source]]`: what is read, what is refused and with which words.

use plexmgr::settings::{AmountShape, SourceKind, SourceSettings};

use super::{FULL, GOOD, check_added, parse};

const CSV: &str = "[[source]]\nkind = \"csv\"\nfiles = \"*.csv\"\n\
    date = { column = \"Date\", format = \"%Y-%m-%d\" }\namount = { column = \"Amount\" }\n\
    currency = { default = \"EUR\" }\n";

fn sources(text: &str) -> Vec<SourceSettings> {
    parse(text).expect("valid").sources
}

/// Replaces a line of a source of kind `csv` and expects these problems.
fn check_csv(from: &str, to: &str, expected: &str) {
    assert!(CSV.contains(from), "{from}");
    check_added(&CSV.replace(from, to), expected);
}

#[test]
fn every_key_of_a_source_is_read() {
    let sources = sources(FULL);
    let names: Vec<(&str, &str, u32)> = sources
        .iter()
        .map(|source| {
            (
                source.name.as_str(),
                source.account.as_str(),
                source.fresh_days,
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            ("paypal", "paypal", 40),
            ("paypal-api", "paypal", 2),
            ("bank", "bank", 35),
            ("csv", "csv", 35)
        ]
    );
    assert_eq!(
        sources[0].opening.map(|day| day.to_string()).as_deref(),
        Some("2026-11-01")
    );
    let (SourceKind::Csv(bank), SourceKind::Csv(kofi)) = (&sources[2].kind, &sources[3].kind)
    else {
        panic!("{sources:?}");
    };
    assert_eq!(bank.timezone, chrono_tz::Europe::Berlin);
    assert_eq!(bank.encoding.name(), "windows-1252");
    assert_eq!(bank.delimiter, Some(b';'));
    assert!(bank.skip.rows[0].is_in("In case of errors, write to us"));
    assert!(matches!(bank.amount.shape, AmountShape::Marked(..)));
    assert_eq!(kofi.timezone, chrono_tz::Tz::UTC);
    assert_eq!(kofi.payer.email, ["BuyerEmail", "Email"]);
}

#[test]
fn the_secrets_of_sources_are_withheld_from_other_programs() {
    let variables = parse(FULL).expect("valid").token_variables();
    assert_eq!(variables, ["PAYPAL_CLIENT_ID"]);
}

#[test]
fn two_lines_make_a_source_of_files_from_paypal() {
    let text = format!("{GOOD}[[source]]\nkind = \"paypal-csv\"\nfiles = \"paypal-*.csv\"\n");
    let [source] = &sources(&text)[..] else {
        panic!("one source");
    };
    let SourceKind::PaypalCsv(csv) = &source.kind else {
        panic!("{source:?}");
    };
    assert_eq!((csv.dates, csv.timezone), (None, chrono_tz::Tz::UTC));
    assert!(csv.files.fits("paypal-2026.csv"));
}

#[test]
fn what_is_written_counts_more_than_the_preset() {
    let text = format!(
        "{GOOD}[[source]]\nkind = \"csv\"\npreset = \"kofi\"\nfiles = \"*.csv\"\n\
         amount = {{ column = \"Given\" }}\npayer = {{ name = \"Supporter\" }}\n"
    );
    let [source] = &sources(&text)[..] else {
        panic!("one source");
    };
    let SourceKind::Csv(csv) = &source.kind else {
        panic!("{source:?}");
    };
    assert_eq!(csv.amount.shape, AmountShape::Signed(vec!["Given".into()]));
    assert_eq!(csv.payer.name, ["Supporter"]);
    assert_eq!(csv.payer.email, ["BuyerEmail", "Email"]);
}

#[test]
fn kinds_have_keys_of_their_own() {
    check_added(
        "[source]\nkind = \"csv\"\n",
        "plexmgr.toml:7:1: `source` must be a list of tables, written `[[source]]`, not a table [wrong_type]",
    );
    check_added(
        "[[source]]\nfiles = \"*.csv\"\n",
        "plexmgr.toml:7:1: `kind` is missing in [[source]] [missing_key]
  help: write `kind = \"paypal-csv\"`, `kind = \"paypal\"` or `kind = \"csv\"`",
    );
    check_added(
        "[[source]]\nkind = \"paypal-cvs\"\n",
        "plexmgr.toml:8:8: `kind` cannot be `paypal-cvs` [unknown_word]
  help: did you mean `paypal-csv`? allowed are `paypal-csv`, `paypal` and `csv`",
    );
    check_added(
        "[[source]]\nkind = \"paypal-csv\"\nfile = \"*.csv\"\n",
        "plexmgr.toml:7:1: `files` is missing in [[source]] [missing_key]
  help: write files inside the household, relative to it and with `/`; `*` may stand in the name only, as in \
         `statements/paypal-*.csv`
plexmgr.toml:9:1: unknown key `file` [unknown_key]
  help: did you mean `files`? allowed are `name`, `kind`, `account`, `since`, `opening`, `fresh_days`, `files`, \
         `dates` and `timezone`"
            .replace("\\\n         ", "")
            .as_str(),
    );
}

/// The places and codes of what is wrong with a source.
fn wrong(source: &str) -> Vec<String> {
    let problems = parse(&format!("{GOOD}[[source]]\n{source}")).expect_err("a wrong source");
    let lines = problems
        .lines()
        .filter(|line| line.starts_with("plexmgr.toml"));
    let places = lines.map(|line| {
        let (place, rest) = line.split_once(": ").unwrap();
        let code = rest.rsplit_once(" [").unwrap().1.trim_end_matches(']');
        format!("{} {code}", place.trim_start_matches("plexmgr.toml:"))
    });
    places.collect()
}

#[test]
fn a_source_of_unknown_kind_is_checked_as_far_as_its_keys_say() {
    let common =
        "name = \"My PayPal\"\nfiles = \"../*.csv\"\nsince = \"2026-02-30\"\nnonsense = 1\n";
    let known = [
        "9:8 bad_name",
        "10:9 bad_path",
        "11:9 bad_date",
        "12:1 unknown_key",
    ];
    let unknown = [&["8:8 unknown_word"][..], &known].concat();
    assert_eq!(wrong(&format!("kind = \"paypal-cvs\"\n{common}")), unknown);
    // Keys that only one kind has say which one is meant.
    let with = |more: &str| wrong(&format!("kind = \"x\"\n{more}"));
    assert_eq!(
        with("client_id = \"hunter2\"\n"),
        ["7:1 missing_key", "8:8 unknown_word", "9:13 bad_token"]
    );
    assert_eq!(
        with("dates = \"mdy\"\n"),
        ["7:1 missing_key", "8:8 unknown_word", "9:9 unknown_word"]
    );
    assert_eq!(
        with("preset = \"kofi\"\ntimezone = \"Mars\"\n"),
        ["7:1 missing_key", "8:8 unknown_word", "10:12 bad_timezone"]
    );
    assert_eq!(with("files = \"a.csv\"\n"), ["8:8 unknown_word"]);
    let without = wrong("files = \"../a.csv\"\n");
    assert_eq!(without, ["7:1 missing_key", "8:9 bad_path"]);
}

#[test]
fn names_days_and_paths_of_sources_are_checked() {
    check_added(
        "[[source]]\nkind = \"paypal-csv\"\nname = \"My PayPal\"\nfiles = \"../*.csv\"\nsince = \"2026-02-30\"\n\
         fresh_days = 0\ndates = \"mdy\"\n",
        "plexmgr.toml:9:8: `name` cannot be `My PayPal` [bad_name]
  help: a source's name is 1 to 64 lower-case letters, digits, `-` and `_`, the first one a letter or digit
plexmgr.toml:10:9: `files` cannot be `../*.csv` [bad_path]
  help: write files inside the household, relative to it and with `/`; `*` may stand in the name only, as in `statements/paypal-*.csv`
plexmgr.toml:11:9: `since` cannot be `2026-02-30` [bad_date]
  help: this day does not exist
plexmgr.toml:12:14: `fresh_days` must lie between 1 and 3660 [out_of_range]
plexmgr.toml:13:9: `dates` cannot be `mdy` [unknown_word]
  help: allowed are `day-first` and `month-first`",
    );
    let file = "[[source]]\nkind = \"paypal-csv\"\nfiles = \"a.csv\"\n";
    check_added(
        &format!("{file}{file}"),
        "plexmgr.toml:10:1: source `paypal` is already declared on line 7 [duplicate_source]
  help: add a `name` of its own; if both are of one account, add `account = \"paypal\"` too",
    );
}

#[test]
fn secrets_of_sources_are_not_in_the_file_nor_repeated() {
    let problems = parse(&format!(
        "{GOOD}[[source]]\nkind = \"paypal\"\nclient_id = \"hunter2\"\nclient_secret = {{ env = \"hunter2-\" }}\n"
    ))
    .expect_err("a secret");
    assert!(
        problems.starts_with("plexmgr.toml:9:13: `client_id` must not be in this file [bad_token]"),
        "{problems}"
    );
    assert!(problems.contains("PAYPAL_CLIENT_ID"), "{problems}");
    assert!(!problems.contains("hunter2"), "{problems}");
}

#[test]
fn a_mapping_names_day_amount_and_currency() {
    check_csv(
        "currency = { default = \"EUR\" }\n",
        "",
        "plexmgr.toml:7:1: `currency` is missing in [[source]] [missing_key]
  help: write `currency = { column = \"Currency\" }`, or `{ default = \"EUR\" }`",
    );
    check_csv(
        "{ column = \"Amount\" }",
        "{ column = \"Amount\", in = \"Credit\" }",
        "plexmgr.toml:11:10: `amount` must have either `column`, perhaps with `marker`, or `in` and `out` [missing_key]",
    );
    check_csv(
        "{ column = \"Amount\" }",
        "{ in = \"Credit\" }",
        "plexmgr.toml:11:10: `out` is missing in amount [missing_key]
  help: write the header of a column, as in `out = \"Date\"`, or a list of headers",
    );
    check_csv(
        "{ default = \"EUR\" }",
        "{ default = \"euro\" }",
        "plexmgr.toml:12:24: `default` cannot be `euro` [bad_amount]
  help: a currency is written as three capital letters, as in `EUR`",
    );
    check_csv(
        "{ default = \"EUR\" }",
        "{}",
        "plexmgr.toml:12:12: `currency` must have `column`, `default` or both [missing_key]",
    );
}

#[test]
fn formats_and_expressions_are_checked() {
    for (format, is_good) in [
        ("%d.%m.%Y", true),
        ("%m/%d/%y", true),
        ("%Y-%m-%dT%H:%M:%SZ", true),
        ("%Y-%m-%d %H:%M:%S%:z", true),
        ("%d %b %Y", true),
        ("%d.%m", false),
        ("%H:%M", false),
        ("dd.mm.yyyy", false),
        ("%d.%m.%", false),
        ("%Q", false),
    ] {
        let text = format!("{GOOD}{}", CSV.replace("%Y-%m-%d", format));
        let read = parse(&text);
        assert_eq!(read.is_ok(), is_good, "{format}: {read:?}");
    }
    check_csv(
        "currency",
        "skip = { rows = [\"^(Saldo\"] }\ncurrency",
        "plexmgr.toml:12:17: `^(Saldo` is not a regular expression: error: unclosed group [bad_pattern]",
    );
}

#[test]
fn columns_are_not_empty() {
    check_csv(
        "{ column = \"Date\",",
        "{ column = [],",
        "plexmgr.toml:10:19: `column` must name at least one [missing_key]",
    );
    check_csv(
        "{ column = \"Date\",",
        "{ column = [\" \"],",
        "plexmgr.toml:10:20: `column` contains an empty text [missing_key]",
    );
    check_csv(
        "currency",
        "status = { column = \"State\", settled = [] }\ncurrency",
        "plexmgr.toml:12:40: `settled` must name at least one [missing_key]",
    );
}
