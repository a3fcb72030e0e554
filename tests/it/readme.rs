//! The README's tour is run, and the output it shows is the output.
//!
//! In a `console` block, a line that begins with `$ ` is a command for the shell; the lines up to the
//! next command are what it prints on stdout and stderr. Set `PLEXMGR_README=write` to write the real
//! output into the README instead of comparing.

use std::path::Path;
use std::process::Command;

use crate::sandbox::Sandbox;

/// Runs one line of shell in the example household, `plexmgr` being the tested binary.
fn shell(sandbox: &Sandbox, line: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_plexmgr"));
    let folder = binary.parent().expect("the binary lies in a folder");
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {line}\n}} 2>&1")])
        .current_dir(sandbox.path())
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
        .env("GITHUB_ACTOR", "ada")
        .output()
        .expect("there is a shell");
    timeless(&String::from_utf8(output.stdout).expect("output is UTF-8"))
}

/// The same with every instant, as in `2026-11-22T09:30:00Z`, replaced by one of the day of the tour.
fn timeless(text: &str) -> String {
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

/// The README with the real output in every `console` block.
fn replayed(readme: &str) -> String {
    let sandbox = Sandbox::example();
    let (mut text, mut in_console) = (String::new(), false);
    for line in readme.lines() {
        let fence = line.starts_with("```");
        if fence {
            in_console = line == "```console";
        }
        match line.strip_prefix("$ ") {
            Some(command) if in_console => {
                text.push_str(&format!("{line}\n{}", shell(&sandbox, command)));
            }
            _ if in_console && !fence => {}
            _ => text.push_str(&format!("{line}\n")),
        }
    }
    text
}

#[cfg(unix)]
#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads the README")]
fn the_tour_shows_what_really_comes_out() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let replayed = replayed(&readme);
    assert!(replayed.matches("\n$ ").count() >= 6, "the tour got lost");
    if std::env::var("PLEXMGR_README").is_ok_and(|value| value == "write") {
        std::fs::write(&path, &replayed).unwrap();
    } else {
        assert_eq!(readme, replayed);
    }
}
