//! A file as a header and rows.

use std::borrow::Cow;

use super::SourceFile;
use crate::settings::Encoding;
use crate::sources::SourceDoubt;
use crate::tables::{TextRow, decode, decode_as, delimiter_of, text_rows};

/// How the text of a file is read.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::sources) struct Texts {
    /// Its encoding; `None`: UTF-8, UTF-16 or Windows-1252, whichever fits.
    pub(in crate::sources) encoding: Option<Encoding>,
    /// What separates cells; `None`: whatever fits.
    pub(in crate::sources) delimiter: Option<u8>,
    /// How many lines stand before the header.
    pub(in crate::sources) before: u32,
}

/// A file with its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sources) struct Sheet {
    /// The path of the file, relative to the household.
    pub(in crate::sources) file: String,
    /// The cells of the header, without blanks at their ends.
    pub(in crate::sources) header: Vec<String>,
    /// The rows below it that have any content.
    pub(in crate::sources) rows: Vec<TextRow>,
    /// What separates the cells.
    pub(in crate::sources) delimiter: u8,
    /// Whether no row and no line break stands behind the header, as if the file were cut off.
    pub(in crate::sources) ends_in_header: bool,
}

/// Why a file is not read.
pub(in crate::sources) fn refused(
    file: &str,
    reason: impl Into<String>,
    now: impl Into<String>,
) -> SourceDoubt {
    SourceDoubt {
        read: file.to_owned(),
        reason: reason.into(),
        now: now.into(),
        if_it_stays: "move the file to another folder; the others of this source are read then"
            .to_owned(),
    }
}

impl Sheet {
    /// Reads a file; `None` if it has no row at all.
    pub(in crate::sources) fn read(
        file: &SourceFile,
        texts: Texts,
    ) -> Result<Option<Self>, SourceDoubt> {
        let text = text(file, texts)?;
        let (rest, skipped) = without_lines(&text, texts.before);
        let delimiter = texts.delimiter.unwrap_or_else(|| delimiter_of(rest));
        let mut rows = text_rows(rest, delimiter, u64::from(skipped) + 1);
        rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
        let mut rows = rows.into_iter();
        let Some(header) = rows.next() else {
            return Ok(None);
        };
        if header.is_cut_off {
            return Err(refused(
                &file.path,
                "the file is cut off inside its header",
                "download the file again",
            ));
        }
        let header = header.cells.iter().map(|cell| cell.trim().to_owned());
        let rows: Vec<TextRow> = rows.collect();
        Ok(Some(Self {
            file: file.path.clone(),
            header: header.collect(),
            ends_in_header: rows.is_empty() && !rest.ends_with(['\n', '\r']),
            rows,
            delimiter,
        }))
    }
}

/// The text of a file, if it is text and not damaged.
fn text(file: &SourceFile, texts: Texts) -> Result<Cow<'_, str>, SourceDoubt> {
    let start = file.bytes.trim_ascii_start();
    if start.starts_with(b"PK\x03\x04") {
        let now = "unpack it, or save the table as CSV, and replace the file";
        return Err(refused(
            &file.path,
            "it is an archive or a workbook, not CSV",
            now,
        ));
    }
    let text = match texts.encoding {
        Some(encoding) => decode_as(&file.bytes, encoding.name()),
        None => decode(&file.bytes).map(|(text, _)| text),
    };
    let text = text.map_err(|error| {
        let now = "name its encoding in the settings, as in `encoding = \"windows-1252\"`, or save it as UTF-8";
        refused(&file.path, error.to_string(), now)
    })?;
    if text
        .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
        .starts_with('<')
    {
        let now =
            "download the file again: the website sent a page, perhaps one that asks to sign in";
        return Err(refused(&file.path, "it is an HTML page, not CSV", now));
    }
    match mojibake(&text) {
        Some(sample) => Err(refused(
            &file.path,
            format!("its letters are damaged: `{sample}` is the result of a wrong encoding"),
            "download the file again, and name the right encoding in the settings if there is one",
        )),
        None => Ok(text),
    }
}

/// A piece of text that was written in UTF-8 and read as something else, or lost.
fn mojibake(text: &str) -> Option<Cow<'_, str>> {
    if text.is_ascii() {
        return None;
    }
    let around = |at: usize| {
        let start = text[..at].char_indices().rev().take(8).last();
        let start = start.map_or(at, |(start, _)| start);
        let piece = text[start..]
            .chars()
            .take(16)
            .take_while(|c| !c.is_control());
        Cow::Owned(piece.collect())
    };
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let is_second = |next: char| {
            matches!(
                next,
                '\u{80}'..='\u{bf}' | '€' | '‚' | '„' | '…' | 'Š' | 'Œ' | 'Ÿ' | 'œ' | '™'
            )
        };
        match letter {
            '\u{fffd}' => return Some(around(at)),
            'Ã' | 'Â' if next.is_some_and(is_second) => return Some(around(at)),
            _ => {}
        }
    }
    None
}

/// The text behind its first lines, and how many these are.
fn without_lines(text: &str, count: u32) -> (&str, u32) {
    let mut rest = text.trim_start_matches('\u{feff}');
    for skipped in 0..count {
        match rest.split_once('\n') {
            Some((_, behind)) => rest = behind,
            None => return ("", skipped),
        }
    }
    (rest, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], texts: Texts) -> Result<Option<Sheet>, SourceDoubt> {
        let file = SourceFile {
            path: "statements/a.csv".into(),
            bytes: bytes.to_vec(),
        };
        Sheet::read(&file, texts)
    }

    #[test]
    fn the_header_stands_below_what_is_skipped() {
        let texts = Texts {
            before: 2,
            ..Texts::default()
        };
        let sheet = read(
            b"\xef\xbb\xbfAccount;;;\r\n\r\n Date ;Amount\r\n;\r\n1;2\r\n",
            texts,
        );
        let sheet = sheet.expect("good").expect("rows");
        assert_eq!(sheet.header, ["Date", "Amount"]);
        assert_eq!(sheet.rows.len(), 1);
        assert_eq!(sheet.rows[0].line, 5);
        assert_eq!(read(b"", texts), Ok(None));
        assert_eq!(read(b"\n \n", Texts::default()), Ok(None));
    }

    #[test]
    fn a_file_that_ends_in_its_header_is_not_a_file_without_rows() {
        let cut = read(b"\"Date\",\"Amo", Texts::default()).expect_err("cut off");
        assert_eq!(cut.reason, "the file is cut off inside its header");
        let ends_in_header = |bytes| {
            let sheet = read(bytes, Texts::default()).expect("good").expect("rows");
            sheet.ends_in_header
        };
        assert!(ends_in_header(b"Date,Amo"));
        assert!(!ends_in_header(b"Date,Amount\n"));
        assert!(!ends_in_header(b"Date,Amount\n1,2"));
    }

    #[test]
    fn what_is_not_an_undamaged_text_is_refused() {
        for (bytes, reason) in [
            (
                b"PK\x03\x04rest".as_slice(),
                "it is an archive or a workbook, not CSV",
            ),
            (b"\n<!DOCTYPE html><html>", "it is an HTML page, not CSV"),
            (b"\xff\xfea", "the file is neither text nor a workbook"),
            (
                "Währung,GebÃ¼hr\n".as_bytes(),
                "its letters are damaged: `rung,GebÃ¼hr` is the result of a wrong encoding",
            ),
            (
                "a,b\u{fffd}\n".as_bytes(),
                "its letters are damaged: `a,b\u{fffd}` is the result of a wrong encoding",
            ),
        ] {
            let doubt = read(bytes, Texts::default()).expect_err(reason);
            assert_eq!(doubt.reason, reason);
        }
        let utf8 = Texts {
            encoding: Some(Encoding::UTF_8),
            ..Texts::default()
        };
        assert!(read(b"W\xe4hrung", utf8).is_err());
        let western = Texts {
            encoding: Encoding::named("windows-1252"),
            ..Texts::default()
        };
        let sheet = read(b"W\xe4hrung;\x80\n", western)
            .expect("good")
            .expect("rows");
        assert_eq!(sheet.header, ["Währung", "€"]);
        assert!(read("SÃO PAULO, Âge\n".as_bytes(), utf8).is_ok());
    }
}
