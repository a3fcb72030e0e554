//! The README's tour and the pages in `docs` are run, and the output they show is the output.
//!
//! In a `console` block, a line that begins with `$ ` is a command for the shell, continued on the next
//! line if it ends with `\`; the lines up to the next command are what it prints on stdout and stderr.
//! All blocks of a page are run one after the other in one copy of the example household, with a home
//! folder of its own; the first week begins with the two files of `examples/first-week`. Set `PLEXMGR_README=write` to write the real output into the pages instead of
//! comparing.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sandbox::Sandbox;

mod first_week;

/// Where the commands of a page are run.
struct Tour {
    household: Sandbox,
    home: Sandbox,
}

impl Tour {
    /// A copy of the example household, or what that page begins with.
    fn of(page: &Path) -> Self {
        Self {
            household: match page.ends_with(first_week::PAGE) {
                true => first_week::beginning(),
                false => Sandbox::example(),
            },
            home: Sandbox::empty(),
        }
    }

    /// What a command of the shell prints in the example household, `plexmgr` being the tested binary.
    fn shell(&self, command: &str) -> String {
        let binary = Path::new(env!("CARGO_BIN_EXE_plexmgr"));
        let folder = binary.parent().expect("the binary lies in a folder");
        let output = Command::new("sh")
            .args(["-c", &format!("{{ {command}\n}} 2>&1")])
            .current_dir(self.household.path())
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
            .env("HOME", self.home.path())
            .env("GITHUB_ACTOR", "ada")
            .output()
            .expect("there is a shell");
        timeless(&String::from_utf8(output.stdout).expect("output is UTF-8"))
    }
}

/// The same with every instant, as in `2026-11-22T09:30:00Z`, replaced by one of the day of the tour, and every
/// id of a run, which depends on it, by one.
pub(crate) fn timeless(text: &str) -> String {
    with_one_instant(&with_one_id(text))
}

/// The text with one id in the place of each word of eight hex digits, some of them letters.
fn with_one_id(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let is_id = |word: &str| word.len() == 8 && word.chars().all(is_digit);
    let id = |word: &str| match word.strip_suffix(':') {
        Some(id) if is_id(id) => "3f2a91bc:".to_owned(),
        _ if is_id(word) => "3f2a91bc".to_owned(),
        _ => word.to_owned(),
    };
    let mut words = String::new();
    let mut word = String::new();
    for character in text.chars().chain(['\n']) {
        if character.is_ascii_alphanumeric() || ":-_".contains(character) {
            word.push(character);
        } else {
            words.push_str(&id(&word));
            words.push(character);
            word.clear();
        }
    }
    words.truncate(words.len() - 1);
    words
}

fn with_one_instant(text: &str) -> String {
    const SHAPE: &str = "0000-00-00T00:00:00Z";
    let fits = |(byte, shape): (u8, u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        _ => byte == shape,
    };
    let mut result = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_instant = rest.len() >= SHAPE.len() && rest.bytes().zip(SHAPE.bytes()).all(fits);
        let length = if is_instant {
            SHAPE.len()
        } else {
            first.len_utf8()
        };
        let (done, behind) = rest.split_at(length);
        result.push_str(if is_instant {
            "2026-11-22T09:30:00Z"
        } else {
            done
        });
        rest = behind;
    }
    result
}

/// A page with the real output in every `console` block.
fn replayed(tour: &Tour, page: &str) -> String {
    let (mut text, mut in_console) = (String::new(), false);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let fence = line.starts_with("```");
        if fence {
            in_console = line == "```console";
        }
        match line.strip_prefix("$ ") {
            Some(first) if in_console => {
                let mut command = first.to_owned();
                while command.ends_with('\\') {
                    command.push('\n');
                    command.push_str(lines.next().unwrap_or_default());
                }
                text.push_str(&format!("$ {command}\n{}", tour.shell(&command)));
            }
            _ if in_console && !fence => {}
            _ => text.push_str(&format!("{line}\n")),
        }
    }
    text
}

/// Runs a page and compares, or writes the page if that is asked for. Returns how many commands it has.
#[expect(clippy::disallowed_methods, reason = "the test reads the pages")]
fn check(path: &Path) -> usize {
    let shown = path.display();
    let page = std::fs::read_to_string(path).unwrap();
    let passed_over = page
        .lines()
        .find(|line| line.trim_start().starts_with("```console") && *line != "```console");
    assert_eq!(passed_over, None, "a block of {shown} would not be run");
    let tour = Tour::of(path);
    let replayed = replayed(&tour, &page);
    if std::env::var("PLEXMGR_README").is_ok_and(|value| value == "write") {
        std::fs::write(path, &replayed).unwrap();
    } else {
        let shown_and_real = similar::TextDiff::from_lines(&page, &replayed);
        let differences = shown_and_real.unified_diff().to_string();
        assert_eq!(differences, "", "{shown} shows something else than this");
    }
    if path.ends_with(first_week::PAGE) {
        first_week::check_end(&tour.household);
    }
    replayed.matches("\n$ ").count()
}

#[cfg(unix)]
#[test]
fn the_tour_shows_what_really_comes_out() {
    let commands = check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    assert!(commands >= 6, "the tour got lost");
}

#[cfg(unix)]
#[test]
fn every_page_shows_what_really_comes_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    assert!(!pages.is_empty(), "the pages got lost");
    for page in pages {
        check(&page);
    }
}
