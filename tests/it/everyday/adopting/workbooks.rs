//! Small workbooks, written by hand.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What a cell holds.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Text(&'a str),
    /// A number, shown as it is.
    Number(&'a str),
    /// A day, as `2027-01-05`.
    Day(&'a str),
    /// The result of a formula, and the formula.
    Formula(&'a str, &'a str),
    Empty,
}

/// A sheet: its name and its rows.
pub(super) type Sheet<'a> = (&'a str, &'a [&'a [Value<'a>]]);

/// Packs files into a zip archive.
pub(super) fn packed(files: &[(String, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive
            .start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn file(name: &str, text: impl Into<String>) -> (String, String) {
    (name.to_owned(), text.into())
}

/// The files of an XLSX workbook.
pub(super) fn xlsx_files(sheets: &[Sheet<'_>]) -> Vec<(String, String)> {
    let numbers = || 1..=sheets.len();
    let listed: String = numbers()
        .zip(sheets)
        .map(|(n, (name, _))| format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"))
        .collect();
    let related: String = numbers()
        .map(|n| {
            format!(
                "<Relationship Id=\"rId{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
                 relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
            )
        })
        .collect();
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let mut files = vec![
        file("[Content_Types].xml", "<Types/>"),
        file(
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/\
             officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        file(
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
                 <sheets>{listed}</sheets></workbook>"
            ),
        ),
        file(
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{related}\
                 </Relationships>"
            ),
        ),
        file(
            "xl/styles.xml",
            format!(
                "<styleSheet {main}><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>\
                 </styleSheet>"
            ),
        ),
        file(
            "xl/sharedStrings.xml",
            format!("<sst {main} count=\"1\" uniqueCount=\"1\"><si><t>ada</t></si></sst>"),
        ),
    ];
    for (number, (_, rows)) in numbers().zip(sheets) {
        let rows: String = (1..)
            .zip(rows.iter())
            .map(|(n, row)| xlsx_row(n, row))
            .collect();
        let text = format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>");
        files.push(file(&format!("xl/worksheets/sheet{number}.xml"), text));
    }
    files
}

fn xlsx_row(number: usize, row: &[Value<'_>]) -> String {
    let cells = ('A'..).zip(row).map(|(letter, value)| {
        let place = format!("{letter}{number}");
        match value {
            Value::Text("ada") => format!("<c r=\"{place}\" t=\"s\"><v>0</v></c>"),
            Value::Text(text) => {
                format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
            }
            Value::Number(number) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
            Value::Day(day) => format!("<c r=\"{place}\" s=\"1\"><v>{}</v></c>", serial(day)),
            Value::Formula(result, formula) => {
                format!("<c r=\"{place}\" t=\"str\"><f>{formula}</f><v>{result}</v></c>")
            }
            Value::Empty => String::new(),
        }
    });
    format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
}

/// The number that Excel keeps for a day.
fn serial(day: &str) -> i64 {
    let day: chrono::NaiveDate = day.parse().unwrap();
    let first = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
    (day - first).num_days()
}

/// The files of an ODS workbook, with the elements of its sheets.
pub(super) fn ods_files(tables: &str) -> Vec<(String, String)> {
    vec![
        file("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        file(
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        file(
            "content.xml",
            format!(
                "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
                 xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
                 xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
                 <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
                 </office:document-content>"
            ),
        ),
    ]
}

/// A sheet of an ODS workbook, with the empty rows and cells that programs write behind its content.
pub(super) fn ods_table((name, rows): Sheet<'_>) -> String {
    let rows: String = rows
        .iter()
        .map(|row| {
            let cells: String = row.iter().map(ods_cell).collect();
            format!(
                "<table:table-row>{cells}<table:table-cell table:number-columns-repeated=\"16000\"></table:table-cell>\
                 </table:table-row>"
            )
        })
        .collect();
    format!(
        "<table:table table:name=\"{name}\">{rows}<table:table-row table:number-rows-repeated=\"1048000\">\
         <table:table-cell table:number-columns-repeated=\"16384\"></table:table-cell></table:table-row></table:table>"
    )
}

fn ods_cell(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) | Value::Formula(text, _) => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        ),
        Value::Number(number) => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p>\
             </table:table-cell>"
        ),
        Value::Day(day) => format!(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"{day}\"><text:p>{day}</text:p>\
             </table:table-cell>"
        ),
        Value::Empty => "<table:table-cell></table:table-cell>".to_owned(),
    }
}
