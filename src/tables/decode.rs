//! The text of a file, whatever a spreadsheet program saved it as.

use std::borrow::Cow;

use super::TableError;

/// The characters of Windows-1252 for the bytes 0x80 to 0x9f; undefined bytes stand for themselves.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Decodes UTF-8, UTF-16 and Windows-1252, and says so where it had to guess.
///
/// # Errors
/// When the bytes are not text.
pub fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<String>), TableError> {
    let decoded: (Cow<'_, str>, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes)?.into(), None),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes)?.into(), None),
        [0xef, 0xbb, 0xbf, rest @ ..] => (utf8(rest)?.into(), None),
        // Western letters in UTF-16 have a zero in every other byte.
        [_, 0, ..] => (utf16(bytes, u16::from_le_bytes)?.into(), None),
        [0, _, ..] => (utf16(bytes, u16::from_be_bytes)?.into(), None),
        bytes => match std::str::from_utf8(bytes) {
            Ok(text) => (text.into(), None),
            Err(_) => {
                let note = "read as Windows-1252".to_owned();
                (windows_1252(bytes).into(), Some(note))
            }
        },
    };
    match decoded.0.contains('\0') {
        true => Err(not_text()),
        false => Ok(decoded),
    }
}

/// Decodes an encoding by its name, as in `iso-8859-15`. UTF-8 and UTF-16 may begin with a byte order mark.
///
/// # Errors
/// When the encoding is not known, or the bytes are not text in it.
pub fn decode_as<'b>(bytes: &'b [u8], name: &str) -> Result<Cow<'b, str>, TableError> {
    let wrong = || TableError::NotATable(format!("the file is not text in {name}"));
    let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).ok_or_else(wrong)?;
    let (text, _, is_damaged) = encoding.decode(bytes);
    match is_damaged || text.contains('\0') {
        true => Err(wrong()),
        false => Ok(text),
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, TableError> {
    std::str::from_utf8(bytes).map_err(|_| not_text())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, TableError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match (text, rest.is_empty()) {
        (Ok(text), true) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
        _ => Err(not_text()),
    }
}

fn windows_1252(bytes: &[u8]) -> String {
    let character = |byte: &u8| match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        byte => char::from(*byte),
    };
    bytes.iter().map(character).collect()
}

fn not_text() -> TableError {
    TableError::NotATable("the file is neither text nor a workbook".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_a_spreadsheet_program_gives_the_same_text() {
        let text = "naïve;Zoë €";
        let units = || text.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [b"\xff\xfe", little.as_slice()].concat(),
            [b"\xfe\xff", big.as_slice()].concat(),
            little,
            big,
        ] {
            assert_eq!(decode(&bytes), Ok((text.into(), None)), "{bytes:?}");
        }
        let (decoded, note) = decode(b"na\xefve;Zo\xeb \x80").unwrap();
        assert_eq!(decoded, text);
        assert_eq!(note.as_deref(), Some("read as Windows-1252"));
    }

    #[test]
    fn binary_files_are_refused() {
        for bytes in [
            b"\x7fELF\0\0\x01".as_slice(),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
            b"\xff\xfea",
            b"\xef\xbb\xbf\xff",
        ] {
            assert!(decode(bytes).is_err(), "{bytes:?}");
        }
    }
}
