//! Names people have, ordinary and strange.

use super::random::Random;

/// Names that have broken programs, each of which plex.tv could send.
pub(crate) fn strange_names() -> Vec<String> {
    let long = "abcdefghij".repeat(20);
    let long_and_wide = "ü🦖".repeat(60);
    STRANGE_NAMES
        .iter()
        .map(|name| (*name).to_owned())
        .chain([long, long_and_wide])
        .collect()
}

/// The strange names of ordinary length.
pub(crate) const STRANGE_NAMES: [&str; 86] = [
    // Text that YAML reads as something else.
    "no",
    "Yes",
    "on",
    "null",
    "~",
    "true",
    "007",
    "0o17",
    "0x1F",
    "1e3",
    ".5",
    "-1",
    "+1",
    "1_000",
    ".inf",
    ".NaN",
    "2026-11-22",
    "12:30:45",
    "<<",
    "=",
    "",
    " ",
    // Text that breaks plain scalars, flow and block structure.
    "- x",
    "a: b # c",
    "#x",
    "key:",
    ": x",
    "? q",
    "| pipe",
    "> fold",
    "---",
    "...",
    "&anchor",
    "*alias",
    "!tag",
    "%directive",
    "@at",
    "`tick`",
    "{flow: 1}",
    "[list]",
    "a, b",
    "x #y",
    " lead",
    "trail ",
    "two  blanks",
    // Quotes of all kinds.
    "it's",
    "say \"hi\"",
    "both ' and \"",
    "\\",
    "a\\nb",
    "«a» „b“ ‘c’ “d” ‹e›",
    "''",
    "\"\"",
    // Control characters that XML can carry, and separators that look like line breaks.
    "tab\there",
    "line\nbreak",
    "carriage\rreturn",
    "crlf\r\nend\n",
    "next\u{85}line",
    "line\u{2028}separator",
    "paragraph\u{2029}",
    "\u{9b}31mred",
    "del\u{7f}",
    // Paths and reserved file names.
    "../../etc/passwd",
    "/etc/passwd",
    "..",
    ".",
    "C:\\x",
    "CON",
    "nul",
    "aux.txt",
    "con.yaml",
    ".hidden",
    "a/b",
    // Scripts, directions, marks and invisible characters.
    "שלום עולם",
    "مرحبا",
    "\u{202e}evil\u{202c}",
    "z\u{335}\u{301}\u{327}a\u{300}lgo",
    "e\u{301}",
    "é",
    "👩‍👩‍👧‍👦",
    "zero\u{200b}width",
    "\u{feff}bom",
    "ß ﬁ İ ı",
    // Two that differ in case only.
    "Twin",
    "tWIN",
    // Text that other formats act on.
    "@everyone <script>alert(1)</script>",
];

const FIRST: [&str; 24] = [
    "ada", "bela", "cato", "dora", "emil", "fina", "gus", "hana", "ivo", "jana", "karl", "lena",
    "milo", "nora", "otto", "pia", "quin", "rosa", "sami", "tara", "ugo", "vera", "willi", "zoë",
];

const SECOND: [&str; 16] = [
    "ash", "birch", "cedar", "dale", "elm", "fir", "grove", "heath", "isle", "knoll", "larch",
    "moor", "oak", "pine", "reed", "vale",
];

/// An ordinary user name; `number` makes it unique.
pub(crate) fn ordinary(random: &mut Random, number: u64) -> String {
    format!("{}.{}{number}", random.pick(&FIRST), random.pick(&SECOND))
}
