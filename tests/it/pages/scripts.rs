//! The one ruler of terminals, against a table of scripts.

use plexmgr::render::kit::width::{columns_of, fitted};

/// A text, the columns a terminal gives it, and why.
const SCRIPTS: &[(&str, usize, &str)] = &[
    ("", 0, "nothing"),
    ("marlow", 6, "Latin letters"),
    ("zo\u{eb}", 3, "a letter with a diaeresis, composed"),
    ("zoe\u{308}", 3, "the same, decomposed"),
    ("e\u{301}\u{323}\u{304}", 1, "three accents on one letter"),
    (
        "\u{df}\u{153}\u{142}\u{f0}",
        4,
        "Latin letters beyond ASCII",
    ),
    ("Ti\u{1ebf}ng Vi\u{1ec7}t", 10, "Vietnamese, composed"),
    ("\u{fb01}n", 2, "a ligature is one letter"),
    ("\u{ff21}\u{ff22}", 4, "full-width Latin"),
    ("\u{395}\u{3bb}\u{3bb}\u{3ac}\u{3b4}\u{3b1}", 6, "Greek"),
    ("\u{41c}\u{43e}\u{441}\u{43a}\u{432}\u{430}", 6, "Cyrillic"),
    ("\u{438}\u{306}", 1, "Cyrillic with a combining breve"),
    ("\u{540}\u{561}\u{575}", 3, "Armenian"),
    ("\u{10e5}\u{10d0}\u{10e0}", 3, "Georgian"),
    ("\u{5e9}\u{5dc}\u{5d5}\u{5dd}", 4, "Hebrew"),
    ("\u{5e9}\u{5b8}\u{5dc}", 2, "Hebrew with a vowel point"),
    ("\u{645}\u{631}\u{62d}\u{628}\u{627}", 5, "Arabic"),
    ("\u{645}\u{64e}\u{631}\u{652}", 2, "Arabic with vowel marks"),
    (
        "\u{644}\u{627}",
        2,
        "lam and alef are two clusters, whatever the font joins",
    ),
    ("\u{928}\u{92e}", 2, "Devanagari consonants"),
    ("\u{928}\u{947}", 1, "Devanagari with a vowel sign above"),
    (
        "\u{915}\u{94d}\u{937}",
        2,
        "a Devanagari conjunct: two consonants",
    ),
    ("\u{9ac}\u{9be}", 2, "Bengali with a spacing vowel sign"),
    (
        "\u{ba4}\u{bae}\u{bbf}",
        3,
        "Tamil with a spacing vowel sign",
    ),
    ("\u{e44}\u{e17}\u{e22}", 3, "Thai"),
    (
        "\u{e17}\u{e35}\u{e48}",
        1,
        "Thai with a vowel and a tone above",
    ),
    ("\u{ea5}\u{eb2}\u{ea7}", 3, "Lao"),
    ("\u{f56}\u{f7c}\u{f51}", 2, "Tibetan with a vowel sign"),
    ("\u{1200}\u{1208}", 2, "Ethiopic"),
    ("\u{13e3}\u{13b3}", 2, "Cherokee"),
    ("\u{65e5}\u{672c}\u{8a9e}", 6, "Chinese characters are wide"),
    ("\u{20000}", 2, "so are those outside the first plane"),
    (
        "\u{8fbb}\u{e0100}",
        2,
        "an ideographic variation selector takes nothing",
    ),
    ("\u{3072}\u{3089}", 4, "Hiragana"),
    (
        "\u{304b}\u{3099}",
        2,
        "Hiragana with a combining voiced mark",
    ),
    ("\u{30ab}\u{30bf}", 4, "Katakana"),
    ("\u{ff76}\u{ff80}", 2, "half-width Katakana"),
    ("\u{3001}\u{3002}", 4, "CJK punctuation"),
    ("\u{d55c}\u{ae00}", 4, "Hangul syllables"),
    (
        "\u{1112}\u{1161}\u{11ab}",
        2,
        "the same kind of syllable in jamo",
    ),
    ("\u{1f996}", 2, "an emoji"),
    ("\u{1f44d}\u{1f3fd}", 2, "an emoji with a skin tone"),
    (
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        2,
        "a family, joined",
    ),
    (
        "\u{1f469}\u{1f3fd}\u{200d}\u{1f4bb}",
        2,
        "a profession with a skin tone",
    ),
    ("\u{1f1e9}\u{1f1ea}", 2, "a flag"),
    ("\u{1f1e9}\u{1f1ea}\u{1f1eb}\u{1f1f7}", 4, "two flags"),
    (
        "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
        2,
        "a flag that is joined",
    ),
    ("\u{2764}", 1, "a heart as text"),
    ("\u{2764}\u{fe0f}", 2, "the same as a picture"),
    ("\u{263a}\u{fe0e}", 1, "a smiley that shall be text"),
    ("1\u{fe0f}\u{20e3}", 2, "a keycap"),
    ("#\u{fe0f}\u{20e3}", 2, "another keycap"),
    ("a\u{fe0f}", 1, "a letter cannot become a picture"),
    ("\u{231a}", 2, "a watch is a picture by itself"),
    ("\u{a7}\u{b1}\u{d7}", 3, "ambiguous width is narrow"),
    ("\u{2026}\u{2014}", 2, "an ellipsis and a dash"),
    ("\u{251c}\u{2500}", 2, "lines that draw boxes"),
    ("\u{200b}", 0, "a space without width"),
    ("\u{feff}", 0, "a byte-order mark"),
    ("\u{65e5}\u{1f3fd}\u{1f3fd}", 6, "skin tones of nothing"),
    ("\u{1d54f}", 1, "a mathematical letter"),
    ("\u{1b}[1mzo\u{eb}\u{1b}[0m", 3, "a colour code"),
];

#[test]
fn the_ruler_measures_every_script() {
    for (text, columns, why) in SCRIPTS.iter().copied() {
        assert_eq!(columns_of(text), columns, "{why}: {text:?}");
    }
}

#[test]
fn texts_of_every_script_are_broken_between_what_a_reader_sees() {
    for (text, columns, why) in SCRIPTS.iter().copied() {
        if columns == 0 || text.contains('\u{1b}') {
            continue;
        }
        let six = text.replace(' ', "").repeat(6);
        for page in 2..=columns * 6 {
            let fitted = fitted(&six, 0, Some(page));
            let lines: Vec<&str> = fitted.lines().collect();
            let widths: Vec<usize> = lines.iter().map(|line| columns_of(line)).collect();
            assert_eq!(lines.concat(), six, "{why}");
            assert_eq!(
                widths.iter().sum::<usize>(),
                columns_of(&six),
                "{why}: {fitted:?}"
            );
            assert!(
                widths.iter().all(|width| *width <= page),
                "{why}: {fitted:?}"
            );
        }
    }
}
