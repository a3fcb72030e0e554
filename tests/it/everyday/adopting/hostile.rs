//! Files that are no tables, and tables that would do harm.

use super::super::run;
use super::workbooks::{Sheet, Value, ods_files, ods_table, packed, xlsx_files};
use super::{adopt, sheet, user, users, write};

const ROWS: Sheet<'_> = ("People", &[&[Value::Text("user"), Value::Text("end")]]);

/// Reads a file that must be refused.
fn refusal(name: &str, bytes: &[u8]) -> String {
    let sandbox = users();
    write(&sandbox, name, bytes);
    let before = sandbox.records();
    let shown = run(&sandbox, &format!("adopt {name} --yes"), 3);
    assert_eq!(sandbox.records(), before);
    shown.stderr
}

/// The files of a workbook with other content of one of them.
fn changed(
    mut files: Vec<(String, String)>,
    name: &str,
    change: impl Fn(&str) -> String,
) -> Vec<u8> {
    let found = files.iter_mut().find(|(file, _)| file == name).unwrap();
    found.1 = change(&found.1);
    packed(&files)
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let xlsx = || xlsx_files(&[ROWS]);
    let ods = || ods_files(&ods_table(ROWS));
    let cut = |text: &str| text[..text.len() - 60].to_owned();
    let whole = packed(&xlsx());
    for (bytes, expected) in [
        (b"\x7fELF\0\0\x01\0".to_vec(), "neither text nor a workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "protected by a password",
        ),
        (b"PK\x03\x04 and no more".to_vec(), "damaged zip archive"),
        (whole[..whole.len() / 2].to_vec(), "damaged zip archive"),
        (
            packed(&[("a.txt".to_owned(), "a".to_owned())]),
            "not a workbook",
        ),
        (
            changed(ods(), "content.xml", cut),
            "`content.xml` in it is damaged",
        ),
        (
            changed(xlsx(), "xl/worksheets/sheet1.xml", cut),
            "`xl/worksheets/sheet1.xml` in it is damaged",
        ),
        (
            changed(xlsx(), "xl/workbook.xml", |_| "<!DOCTYPE x><x/>".to_owned()),
            "is damaged",
        ),
    ] {
        let shown = refusal("members.xlsx", &bytes);
        assert!(
            shown.starts_with("error: cannot read the spreadsheet members.xlsx\n"),
            "{shown}"
        );
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
}

#[test]
fn small_files_that_stand_for_large_tables_are_refused() {
    let repeated = |rows: &str, columns: &str| {
        format!(
            "<table:table table:name=\"x\"><table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
             office:value-type=\"string\" table:number-columns-repeated=\"{columns}\"><text:p>user</text:p>\
             </table:table-cell></table:table-row></table:table>"
        )
    };
    let far = "<table:table table:name=\"x\"><table:table-row table:number-rows-repeated=\"1048000\">\
               <table:table-cell/></table:table-row><table:table-row><table:table-cell \
               table:number-columns-repeated=\"16000\"/><table:table-cell office:value-type=\"string\"><text:p>x\
               </text:p></table:table-cell></table:table-row><table:table-row \
               table:number-rows-repeated=\"1000000\"><table:table-cell \
               office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>";
    let strings = changed(xlsx_files(&[ROWS]), "xl/sharedStrings.xml", |text| {
        text.replace("uniqueCount=\"1\"", "uniqueCount=\"18446744073709551615\"")
    });
    for bytes in [
        packed(&ods_files(&repeated("1000000", "16000"))),
        packed(&ods_files(&repeated("1", "18446744073709551615"))),
        packed(&ods_files(&repeated("9999999", "1").repeat(3))),
        packed(&ods_files(far)),
        strings,
    ] {
        let shown = refusal("members.ods", &bytes);
        assert!(
            shown.contains("cause: the file has more than 1,000,000 cells"),
            "{shown}"
        );
    }
    let mut files = xlsx_files(&[ROWS]);
    files.push(("xl/media/image.bin".to_owned(), "\0".repeat(65 << 20)));
    let shown = refusal("members.xlsx", &packed(&files));
    assert!(shown.contains("more than 64 MiB when unpacked"), "{shown}");
    let shown = refusal("members.csv", &vec![b'a'; (32 << 20) + 1]);
    assert!(shown.contains("more than 33554432 bytes"), "{shown}");
    let shown = refusal("members.csv", "a,b\n".repeat(500_001).as_bytes());
    assert!(shown.contains("more than 1,000,000 cells"), "{shown}");
}

#[test]
fn a_cell_at_the_far_end_of_a_sheet_costs_nothing() {
    let sandbox = users();
    let bytes = changed(xlsx_files(&[ROWS]), "xl/worksheets/sheet1.xml", |text| {
        let far = "<row r=\"1048576\"><c r=\"A1048576\" t=\"s\"><v>0</v></c><c r=\"XFD1048576\"><v>1</v></c></row>";
        text.replace("</sheetData>", &format!("{far}</sheetData>"))
    });
    write(&sandbox, "members.xlsx", &bytes);
    let shown = run(&sandbox, "adopt members.xlsx --yes", 0);
    assert!(
        shown.stderr.contains("1 row adds nothing"),
        "{}",
        shown.stderr
    );
}

#[test]
fn paths_that_are_no_files_are_refused() {
    let sandbox = users();
    for (path, expected) in [
        ("nowhere.csv", "hint: give a CSV, TSV, XLSX or ODS file"),
        ("records", "this is a folder, not a file"),
        ("/dev/zero", "this is not a regular file"),
    ] {
        let shown = run(&sandbox, &format!("adopt {path} --yes"), 3);
        assert!(shown.stderr.contains(expected), "{path}: {}", shown.stderr);
    }
}

#[test]
fn no_cell_steers_a_terminal_or_becomes_a_formula() {
    let text = "user,end,notes,x\u{1b}[31m\n\
                ada,2027-01-05,\"=HYPERLINK(\"\"http://x\"\")\",\n\
                \u{1b}[2Jevil\u{202e},2027-01-05,,\n\
                bobby,2027-01-05,a\u{1b}[31mb,\n\
                cleo,\u{1b}]0;x\u{7},,\n";
    let sandbox = sheet(text);
    let shown = adopt(&sandbox, "", 7);
    for hidden in ['\u{1b}', '\u{202e}', '\u{7}'] {
        assert!(!shown.stderr.contains(hidden), "{:?}", shown.stderr);
        assert!(!shown.stdout.contains(hidden), "{:?}", shown.stdout);
    }
    assert!(
        user(&sandbox, "ada").contains("notes: \"=HYPERLINK(\\\"http://x\\\")\"\n"),
        "{}",
        user(&sandbox, "ada")
    );
    assert!(
        shown
            .stderr
            .contains("a text has letters and no control characters"),
        "{}",
        shown.stderr
    );
}
