//! Sources of kind `csv`: a bank's list with a mapping, and Ko-fi's with a preset.

use plexmgr::settings::SourceSettings;
use plexmgr::sources::Settlement;

use super::{by_id, doubt, file, fixture, listing, problems, source};

const BANK: &str = r#"kind = "csv"
name = "bank"
files = "*.csv"
timezone = "Europe/Berlin"
encoding = "windows-1252"
skip = { before = 4, rows = ["^In case of errors"] }
date = { column = ["Buchungstag", "Booking date"], format = "%d.%m.%Y" }
amount = { column = "Betrag", decimal = "," }
currency = { column = "Währung", default = "EUR" }
id = { column = "Referenz", not = ["0", "NOTPROVIDED"] }
payer = { name = ["Auftraggeber"], account = ["IBAN"] }
note = ["Verwendungszweck"]
status = { column = "Status", settled = ["COMPLETED"], pending = ["PENDING"] }"#;

#[test]
fn a_list_of_a_bank_is_read_by_its_mapping() {
    let bytes = fixture("bank/bank-de-cp1252.csv");
    let bank = listing(&source(BANK), &[file("bank.csv", bytes.clone())]);
    assert_eq!(
        problems(&bank),
        [
            "bank.csv:12 Status `DRAFT` is neither among the `settled` nor the `pending` words of the settings"
        ]
    );
    assert_eq!((bank.transactions.len(), bank.rows), (6, 7));
    let first = &bank.transactions[0];
    let account = first.payer.bank_account.as_deref();
    assert_eq!(account, Some("DE02120300000000202051"));
    assert_eq!(first.payer.name.as_deref(), Some("Bär, Böhm & Söhne"));
    assert_eq!(first.note.as_deref(), Some("Film; Abend"));
    assert_eq!(first.amount.to_string(), "1005.00 EUR");
    assert_eq!(first.at.to_string(), "2026-03-05T00:00:00Z");
    assert!(!first.has_own_id && !first.has_time);
    assert_eq!(by_id(&bank, "REF-2").amount.to_string(), "-80.50 EUR");
    assert_eq!(by_id(&bank, "REF-3").state, Settlement::Pending);
    let all = bank.transactions.iter();
    let without_id = all.filter(|one| !one.has_own_id && one.amount.to_string() == "5.00 EUR");
    let equal: Vec<&str> = without_id.map(|one| one.key.id.as_str()).collect();
    let [one, two] = equal[..] else {
        panic!("{equal:?}");
    };
    assert!(one.ends_with("-1") && two.ends_with("-2"), "{equal:?}");
    let files = [file("bank.csv", bytes.clone()), file("copy.csv", bytes)];
    assert_eq!(listing(&source(BANK), &files).transactions.len(), 6);
}

#[test]
fn the_encoding_of_the_settings_is_the_one_that_counts() {
    let bytes = fixture("bank/bank-de-cp1252.csv");
    let utf8 = source(&BANK.replace("encoding = \"windows-1252\"\n", ""));
    let refused = doubt(&utf8, bytes);
    assert_eq!(refused.reason, "the file is not text in utf-8");
    assert!(
        refused.now.contains("encoding = \"windows-1252\""),
        "{refused:?}"
    );
    let refused = doubt(&source(BANK), "Kopf\n\n\n\nBuchungstag;Betrag;Währung\n");
    assert!(refused.reason.contains("damaged"), "{refused:?}");
}

fn simple(keys: &str) -> SourceSettings {
    let common = "kind = \"csv\"\nfiles = \"*.csv\"\ncurrency = { default = \"EUR\" }";
    source(&format!("{common}\n{keys}"))
}

fn amounts(keys: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let keys = format!("date = {{ column = \"Day\", format = \"%Y-%m-%d\" }}\n{keys}");
    let listing = listing(&simple(&keys), &[file("a.csv", text)]);
    let amounts = listing.transactions.iter();
    let amounts = amounts.map(|one| one.amount.to_string()).collect();
    (amounts, problems(&listing))
}

#[test]
fn amounts_are_in_one_column_in_two_or_beside_a_marker() {
    let (read, wrong) = amounts(
        "amount = { in = \"Haben\", out = \"Soll\" }",
        "Day;Haben;Soll\n2026-03-01;5,00;\n2026-03-02;0,00;3,00\n2026-03-03;;-4,00\n\
         2026-03-04;;\n2026-03-05;1,00;2,00\n",
    );
    assert_eq!(read, ["5.00 EUR", "-3.00 EUR", "-4.00 EUR"]);
    assert_eq!(
        wrong,
        [
            "a.csv:5 Haben `` is empty, and so is the amount that went out",
            "a.csv:6 Soll `2,00` is filled, and so is the amount that came in",
        ]
    );
    let (read, wrong) = amounts(
        "amount = { column = \"Betrag\", marker = { column = \"S/H\", in = [\"H\"], out = [\"S\"] } }",
        "Day;Betrag;S/H\n2026-03-01;1.005,00;H\n2026-03-02;3,00;s\n2026-03-03;4,00;X\n\
         2026-03-04;-4,00;S\n",
    );
    assert_eq!(read, ["1005.00 EUR", "-3.00 EUR"]);
    assert_eq!(
        wrong,
        [
            "a.csv:4 S/H `X` says neither that it came in nor that it went out",
            "a.csv:5 Betrag `-4,00` has a sign, and another column says which way it went",
        ]
    );
}

#[test]
fn a_day_is_read_in_one_of_the_formats_and_a_time_in_the_zone() {
    let keys = "amount = { column = \"Amount\" }\ntimezone = \"Europe/Berlin\"\n\
                date = { column = \"When\", format = [\"%d.%m.%Y %H:%M\", \"%Y-%m-%dT%H:%M:%S%z\", \"%d.%m.%y\"] }";
    let text = "When,Amount\n05.03.2026 10:20,5.00\n2026-03-05T10:20:30-0800,6.00\n6.3.26,7.00\n\
                tomorrow,8.00\n";
    let listing = listing(&simple(keys), &[file("a.csv", text)]);
    let all = listing.transactions.iter();
    let times: Vec<(String, bool)> = all.map(|one| (one.at.to_string(), one.has_time)).collect();
    assert_eq!(
        times,
        [
            ("2026-03-05T09:20:00Z".to_owned(), true),
            ("2026-03-05T18:20:30Z".to_owned(), true),
            ("2026-03-06T00:00:00Z".to_owned(), false),
        ]
    );
    assert_eq!(
        problems(&listing),
        [
            "a.csv:5 When `tomorrow` is not a day in the format `%d.%m.%Y %H:%M` or `%Y-%m-%dT%H:%M:%S%z` or `%d.%m.%y`"
        ]
    );
}

#[test]
fn both_lists_of_kofi_are_read_with_the_preset() {
    let kofi = source("kind = \"csv\"\nname = \"kofi\"\npreset = \"kofi\"\nfiles = \"*.csv\"");
    let files = [
        file("new.csv", fixture("kofi/kofi-transactions.csv")),
        file("old.csv", fixture("kofi/kofi-2024.csv")),
    ];
    let listing = listing(&kofi, &files);
    assert_eq!(problems(&listing), Vec::<String>::new());
    let all = listing.transactions.iter();
    let read: Vec<String> = all
        .map(|one| {
            let email = one.payer.email.as_deref().unwrap_or_default();
            let (key, at, amount, kind) = (&one.key, one.at, one.amount, &one.type_text);
            assert_eq!(one.subscription, None);
            format!("{key} {at} {amount} {email} {kind}")
        })
        .collect();
    assert_eq!(
        read,
        [
            "kofi/fake-kofi-0003 2024-01-15T14:32:05Z 10.00 USD heron.pays@example.org Tip",
            "kofi/fake-kofi-0001 2026-03-05T13:04:30Z 5.00 EUR HERON.pays@example.org Tip",
            "kofi/fake-kofi-0002 2026-03-06T10:00:00Z 5.00 EUR otter@example.net Subscription",
        ]
    );
}
