//! Every kind of file gives the same records.

use super::super::run;
use super::workbooks::{Sheet, Value, ods_files, ods_table, packed, xlsx_files};
use super::{USERS, user, users, write};

const TEXT: &str =
    "Username;Paid until;Notes\r\nada;2027-01-05;Zoë; owes 5 €\r\nbobby;2027-02-05;\r\n";

const ROWS: Sheet<'_> = (
    "People",
    &[
        &[
            Value::Text("Username"),
            Value::Text("Paid until"),
            Value::Text("Notes"),
        ],
        &[
            Value::Text("ada"),
            Value::Day("2027-01-05"),
            Value::Formula("Zoë, owes 5 €", "A1"),
        ],
        &[Value::Empty],
        &[Value::Text("bobby"), Value::Day("2027-02-05"), Value::Empty],
    ],
);

const PRICES: Sheet<'_> = ("Prices", &[&[Value::Text("monthly"), Value::Number("5")]]);

/// The texts that every file says.
fn csv(delimiter: &str) -> String {
    let text = TEXT
        .replace("Zoë; owes", "Zoë, owes")
        .replace(';', delimiter);
    text.replace("Zoë, owes 5 €", "\"Zoë, owes 5 €\"")
}

#[test]
fn every_encoding_and_format_gives_the_same_records() {
    let utf16: Vec<u8> = csv("\t")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let western: Vec<u8> = csv(";")
        .chars()
        .map(|c| match c {
            '€' => 0x80,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect();
    let workbook = ods_table(ROWS) + &ods_table(PRICES);
    let files: [(&str, Vec<u8>); 8] = [
        ("comma.csv", csv(",").into_bytes()),
        ("semicolon.csv", csv(";").into_bytes()),
        ("bom.csv", [b"\xef\xbb\xbf", csv(";").as_bytes()].concat()),
        ("tab.tsv", csv("\t").into_bytes()),
        ("unicode.txt", [b"\xff\xfe", utf16.as_slice()].concat()),
        ("western.csv", western),
        ("book.xlsx", packed(&xlsx_files(&[ROWS, PRICES]))),
        ("book.ods", packed(&ods_files(&workbook))),
    ];
    let expected = |name: &str| -> String {
        let (_, text) = USERS.iter().find(|(user, _)| *user == name).unwrap();
        let text = text.replace("origin: import", "origin: manual");
        match name {
            "ada" => text.replace("2026-12-22", "2027-01-05") + "notes: Zoë, owes 5 €\n",
            _ => text.replace("2026-12-22", "2027-02-05"),
        }
    };
    for (name, bytes) in files {
        let sandbox = users();
        write(&sandbox, name, &bytes);
        let shown = run(&sandbox, &format!("adopt {name} --yes --brief"), 0);
        for user_name in ["ada", "bob"] {
            assert_eq!(
                user(&sandbox, user_name),
                expected(user_name),
                "{name}: {}",
                shown.stderr
            );
        }
        let guessed = shown.stderr.contains("read as Windows-1252");
        assert_eq!(guessed, name == "western.csv", "{}", shown.stderr);
        let other = shown
            .stderr
            .contains("only sheet `People` is read, not `Prices`");
        assert_eq!(other, name.starts_with("book"), "{name}: {}", shown.stderr);
    }
}

#[test]
fn a_sheet_is_chosen_by_its_name() {
    for (name, bytes) in [
        ("book.xlsx", packed(&xlsx_files(&[PRICES, ROWS]))),
        (
            "book.ods",
            packed(&ods_files(&(ods_table(PRICES) + &ods_table(ROWS)))),
        ),
    ] {
        let sandbox = users();
        write(&sandbox, name, &bytes);
        run(&sandbox, &format!("adopt {name} --sheet people --yes"), 0);
        assert!(user(&sandbox, "bob").contains("end: 2027-02-05"), "{name}");
        let wrong = run(&sandbox, &format!("adopt {name} --sheet Peeple --yes"), 64);
        assert_eq!(
            wrong.stderr,
            format!(
                "error: cannot read the spreadsheet {name}\n  cause: the file has no sheet `Peeple`\n  hint: did you \
                 mean `People`? its sheets are `Prices` and `People`\n"
            )
        );
    }
    let text = run(&users(), "adopt members.csv --sheet People --yes", 64);
    assert!(
        text.stderr.contains("leave out `--sheet`"),
        "{}",
        text.stderr
    );
}

#[test]
fn a_number_that_a_spreadsheet_rounded_is_no_id() {
    let rows: Sheet<'_> = (
        "People",
        &[
            &[
                Value::Text("user"),
                Value::Text("discord id"),
                Value::Text("plex id"),
            ],
            &[
                Value::Text("ada"),
                Value::Number("80351110224678900"),
                Value::Number("1"),
            ],
        ],
    );
    let sandbox = users();
    write(&sandbox, "book.xlsx", &packed(&xlsx_files(&[rows])));
    let shown = run(&sandbox, "adopt book.xlsx --yes", 7);
    let expected =
        "book.xlsx:2: discord id: the spreadsheet rounded the number to `80351110224678900`";
    assert!(shown.stderr.contains(expected), "{}", shown.stderr);
}
