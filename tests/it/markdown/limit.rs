//! However much there is to say, GitHub takes it.

use plexmgr::render::{Privacy, Shown, plan::markdown};

use super::made::{Made, Size, made};
use super::outline::Outline;

fn rendered(made: &Made) -> String {
    let shown = Shown {
        change_set: &made.change_set,
        files: &made.files,
        left: &[],
    };
    markdown::plan(&shown, Privacy::Masked)
}

/// Names of all lengths with something of everything in them.
fn hostile(number: usize) -> String {
    let pieces = [
        "@everyone ",
        "`|",
        "</details>\n",
        "😈",
        "\u{202e}",
        "``` ",
        "#1 ",
    ];
    let piece = pieces[number % pieces.len()];
    piece.repeat(1 + number % 40)
}

/// Asserts that a document fits, is valid and says how much of each section is missing.
fn fits(size: Size, name: &dyn Fn(usize) -> String) -> Outline {
    let made = made(size, name);
    let markdown = rendered(&made);
    assert!(markdown.len() <= markdown::MOST_BYTES, "{}", markdown.len());
    assert!(markdown.len() < markdown::MOST_BYTES || size.imports > 0);
    let outline = Outline::of(&markdown);
    outline.is_dead();
    for (heading, noun) in [
        ("Imports", "import"),
        ("Updates", "update"),
        ("Servers and libraries", "change"),
    ] {
        let heading = format!("{heading} (");
        let Some(place) = outline
            .headings
            .iter()
            .position(|h| h.starts_with(&heading))
        else {
            continue;
        };
        let counted = outline.headings[place][heading.len()..].trim_end_matches(')');
        let counted: usize = counted.parse().unwrap();
        let guards_and_departures =
            usize::from(size.refused > 0) + usize::from(size.departures > 0);
        let table = &outline.tables[place - 1 - guards_and_departures];
        let missing = counted - (table.len() - 1);
        let told = format!("… and {missing} more {noun}");
        assert_eq!(missing > 0, markdown.contains(&told), "{told}");
    }
    outline
}

#[test]
fn five_thousand_imports_and_three_hundred_departures_fit() {
    let size = Size {
        imports: 5_000,
        departures: 300,
        refused: 4,
        ..Size::default()
    };
    let outline = fits(size, &hostile);
    assert!(outline.headings[0].starts_with("Refused by empty, "));
    assert_eq!(
        outline.items.len(),
        4 + 300,
        "everybody who departs is named"
    );
    assert!(outline.tables[0].len() > 20, "{}", outline.tables[0].len());
    assert!(outline.fences.len() > 3, "{}", outline.fences.len());
}

#[test]
fn every_section_at_once_fits() {
    let many = Size {
        imports: 2_000,
        departures: 2_000,
        updates: 2_000,
        servers: 2_000,
        notices: 2_000,
        refused: 7,
    };
    let outline = fits(many, &hostile);
    assert_eq!(outline.tables.len(), 5);
    for table in &outline.tables {
        assert!(table.len() > 1, "{table:?}");
    }
    assert!(
        outline
            .tables
            .iter()
            .any(|table| (2..100).contains(&table.len())),
        "many notices of a kind are grouped"
    );
    assert!(outline.items.len() > 1_000, "{}", outline.items.len());
    let fewer = Size {
        imports: 300,
        departures: 2_000,
        updates: 300,
        servers: 300,
        notices: 300,
        refused: 7,
    };
    fits(fewer, &|_| "|".repeat(10_000));
    fits(fewer, &|_| "\u{e0041}`@a ".repeat(2_000));
}

#[test]
fn one_huge_name_is_cut() {
    let size = Size {
        imports: 1,
        updates: 1,
        notices: 1,
        refused: 7,
        ..Size::default()
    };
    for name in ["a", "`", "`|", "@", "\u{202e}", "😈", "\n"] {
        let outline = fits(size, &|_| name.repeat(10_000));
        assert_eq!(outline.tables.len(), 4, "{name:?}");
    }
}

#[test]
fn a_huge_diff_is_cut_by_lines() {
    let size = Size {
        updates: 1,
        ..Size::default()
    };
    let mut made = made(size, &|_| "x".to_owned());
    let line = format!("+  - {}\n", "`~".repeat(400));
    let diff = made.files[0].diff.as_mut().unwrap();
    diff.push_str(&line.repeat(5_000));
    let markdown = rendered(&made);
    assert!(markdown.len() <= markdown::MOST_BYTES);
    let outline = Outline::of(&markdown);
    outline.is_dead();
    assert_eq!(outline.fences.len(), 1);
    let lines = outline.fences[0].lines().count();
    let missing = 5_000 + 5 - lines;
    assert!(markdown.contains(&format!("… and {missing} more lines\n\n</details>")));
}

#[test]
fn nothing_to_say_is_said_shortly() {
    let markdown = rendered(&made(Size::default(), &|_| "main".to_owned()));
    assert!(markdown.starts_with("## No changes\n\n"), "{markdown}");
    assert!(!markdown.contains("<details>"), "{markdown}");
}
