//! What an admin does where git cannot take two texts of a record together.

use std::path::Path;

use crate::desk::Desk;
use crate::places::write;
use crate::random::Random;
use crate::truth::recorded;

/// This side and the other one, as git numbers them.
const OURS: char = '2';
const THEIRS: char = '3';

/// The file with all users.
const ALL_USERS: &str = "records/users.yaml";

/// How an admin settles a conflict, in the order of trying.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// Each file by itself: one side of it, or in the file with all users the users of both.
    Each,
    /// This side of all files in conflict.
    Ours,
    /// All records as they are on this side.
    AllOurs,
}

/// What became of conflicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    /// There were none.
    None,
    All,
    /// The records on this side are not valid to begin with.
    Hopeless,
}

/// Settles the conflicts that git left, so that the records are valid.
///
/// # Errors
/// When there is one in the state, which no admin should ever see.
pub(crate) fn settle(desk: &Desk, clock: i64, random: &mut Random) -> Result<Settled, String> {
    let git = desk.git(clock);
    let conflicts = git.conflicts()?;
    if conflicts.is_empty() {
        return Ok(Settled::None);
    }
    let in_records = |(path, _): &(String, Vec<char>)| path.starts_with("records/");
    if let Some((path, _)) = conflicts.iter().find(|conflict| !in_records(conflict)) {
        let status = git.ask(&["status"])?;
        return Err(format!("git has a conflict in {path}\n{status}"));
    }
    for way in [Way::Each, Way::Ours, Way::AllOurs] {
        for (path, sides) in &conflicts {
            let side = match way {
                Way::Each if random.chance(50) => THEIRS,
                _ => OURS,
            };
            let text = match way {
                Way::Each
                    if path == ALL_USERS && sides.contains(&OURS) && sides.contains(&THEIRS) =>
                {
                    Some(united(
                        &text(desk, clock, side, path)?,
                        &text(desk, clock, other(side), path)?,
                    ))
                }
                _ if sides.contains(&side) => Some(text(desk, clock, side, path)?),
                _ => None,
            };
            put(&desk.folder.join(path), text);
        }
        if matches!(way, Way::AllOurs) {
            std::fs::remove_dir_all(desk.folder.join("records")).map_err(|e| e.to_string())?;
            git.ask(&["checkout", "-q", "HEAD", "--", "records"])?;
        }
        if recorded(&desk.folder).is_ok() {
            break;
        }
    }
    git.ask(&["add", "-A"])?;
    Ok(match recorded(&desk.folder) {
        Ok(_) => Settled::All,
        Err(_) => Settled::Hopeless,
    })
}

/// Mends records that are not valid although git saw no conflict: takes the files with problems as they were at a
/// commit, or else all of them. Returns whether that helped.
pub(crate) fn mend(desk: &Desk, clock: i64, commit: &str, problems: &str) -> Result<bool, String> {
    let git = desk.git(clock);
    for line in problems.lines() {
        let path = line.split(':').next().unwrap_or_default();
        if path.starts_with("records/") && path.ends_with(".yaml") {
            let name = format!("{commit}:{path}");
            let before = git.run(&["show", &name]);
            put(
                &desk.folder.join(path),
                (before.code == Some(0)).then_some(before.stdout),
            );
        }
    }
    if recorded(&desk.folder).is_err() {
        std::fs::remove_dir_all(desk.folder.join("records")).map_err(|e| e.to_string())?;
        git.ask(&["checkout", "-q", commit, "--", "records"])?;
    }
    Ok(recorded(&desk.folder).is_ok())
}

fn other(side: char) -> char {
    if side == OURS { THEIRS } else { OURS }
}

/// The text of a file on one side of a conflict.
fn text(desk: &Desk, clock: i64, side: char, path: &str) -> Result<String, String> {
    let name = format!(":{side}:{path}");
    let git = desk.git(clock);
    Ok(git
        .run(&["show", &name])
        .ended_with(&[0], "git show")?
        .stdout)
}

fn put(path: &Path, text: Option<String>) {
    match text {
        Some(text) => write(path, text),
        // It may be gone already.
        None => drop(std::fs::remove_file(path)),
    }
}

/// The users of one text and those that only the other one has.
fn united(one: &str, other: &str) -> String {
    let mut text = one.to_owned();
    let known: Vec<String> = entries(one).into_iter().map(|(key, _)| key).collect();
    for (key, entry) in entries(other) {
        if !known.contains(&key) {
            text.push_str(&entry);
        }
    }
    text
}

/// The users in the file with all of them: the key of each, and its lines.
fn entries(text: &str) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let begins = line.starts_with(|c: char| c.is_ascii_alphanumeric());
        match entries.last_mut() {
            Some((_, lines)) if !begins => lines.push_str(line),
            _ if begins => {
                let key = line.split(':').next().unwrap_or_default();
                entries.push((key.to_owned(), line.to_owned()));
            }
            _ => {}
        }
    }
    entries
}
