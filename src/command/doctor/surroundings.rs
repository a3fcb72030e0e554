//! What is around the files: the time zone, who may read and write, and git.

use std::path::{Path, PathBuf};

use chrono::{Offset, TimeZone};
use rustix::fs::Access;

use super::super::context::Context;
use super::super::exclusive::state_folder;
use super::super::git::git as asked;
use super::failed;
use crate::doctor::{Check, Finding, Verdict};
use crate::settings::{FILE_NAME, Settings, TokenSource};
use crate::store::{HISTORY_FILE, STORE_FILE};

pub(super) fn time_zone(context: &Context, settings: &Settings) -> Finding {
    let zone = settings.timezone;
    let today = match context.today(settings) {
        Ok(today) => today,
        Err(failure) => return failed(Check::TimeZone, &failure),
    };
    let message = format!("days begin and end in {zone}; today is {today}");
    let here = chrono::Local.offset_from_utc_datetime(&context.now.naive_utc());
    let there = zone
        .offset_from_utc_datetime(&context.now.naive_utc())
        .fix();
    if zone == chrono_tz::UTC && here != there {
        let message = format!("{message}, while this machine is at {here}");
        return Check::TimeZone
            .finding(Verdict::Warning, message)
            .hint("if the admins live elsewhere, say where: `timezone = \"Europe/Berlin\"`");
    }
    Check::TimeZone.finding(Verdict::Fine, message)
}

pub(super) fn permissions(context: &Context, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    let state = match state_folder(context, settings) {
        Ok(state) => state,
        Err(failure) => return vec![failed(Check::Permissions, &failure)],
    };
    let records = context.folder().join(&settings.records.path);
    for folder in [records.join("users"), records, state] {
        let folder = first_there(&folder);
        if rustix::fs::access(&folder, Access::WRITE_OK | Access::EXEC_OK).is_err() {
            let message = format!("{} cannot be written", named(&folder));
            findings.push(
                Check::Permissions.finding(Verdict::Failure, message).hint(
                    "`plexmgr apply` writes there; let the user who runs it own the household",
                ),
            );
        }
    }
    for path in [context.settings_path(), context.folder().to_owned()] {
        if mode(&path).is_some_and(|mode| mode & 0o002 != 0) {
            let message = format!("every user of this machine may change {}", named(&path));
            findings.push(
                Check::Permissions
                    .finding(Verdict::Warning, message)
                    .hint("the settings name commands that are run; `chmod o-w` it"),
            );
        }
    }
    findings.dedup();
    if findings.is_empty() {
        let message = "records and state can be written, settings by you alone";
        findings.push(Check::Permissions.finding(Verdict::Fine, message));
    }
    findings
}

/// The folder itself, or the nearest one above it that is there.
fn first_there(folder: &Path) -> PathBuf {
    let there = folder.ancestors().find(|folder| folder.exists());
    let there = there.filter(|folder| !folder.as_os_str().is_empty());
    there.unwrap_or(Path::new(".")).to_owned()
}

fn named(path: &Path) -> String {
    match path.as_os_str().is_empty() || path == Path::new(".") {
        true => "the household".to_owned(),
        false => path.display().to_string(),
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(path.metadata().ok()?.permissions().mode())
}

#[cfg(not(unix))]
fn mode(_path: &Path) -> Option<u32> {
    None
}

pub(super) fn git(context: &Context, settings: &Settings) -> Vec<Finding> {
    let folder = context.folder();
    if asked(folder, &["--version"]).is_none() {
        return vec![Check::Git.finding(Verdict::Skipped, "git is not installed")];
    }
    let inside = asked(folder, &["rev-parse", "--is-inside-work-tree"]);
    if inside.as_deref() != Some("true") {
        return vec![outside(folder)];
    }
    let mut findings = secrets(folder, settings);
    findings.extend(left_out(folder, settings));
    if findings.is_empty() {
        let message = "keeps settings, records and history; ignores the store";
        findings.push(Check::Git.finding(Verdict::Fine, message));
    }
    findings
}

/// Why git says nothing about the household.
fn outside(folder: &Path) -> Finding {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let is_there = real.ancestors().any(|above| above.join(".git").exists());
    match is_there {
        true => Check::Git
            .finding(Verdict::Warning, "git does not trust the repository, which belongs to another user")
            .hint(format!(
                "`git config --global --add safe.directory {}` if you do; the history then tells commits",
                real.display()
            )),
        false => Check::Git
            .finding(Verdict::Warning, "the household is in no git repository")
            .hint("`git init` keeps every state of the records"),
    }
}

/// What should never be in git.
fn secrets(folder: &Path, settings: &Settings) -> Vec<Finding> {
    let store = format!("{}/{STORE_FILE}", settings.state.path);
    let mut findings = Vec::new();
    if is_tracked(folder, &store) {
        let message = format!("{store} is in git, where it can only conflict");
        let finding = Check::Git.finding(Verdict::Failure, message);
        findings.push(finding.hint(format!("`git rm --cached {store}`, and ignore it")));
    } else if !is_ignored(folder, &store) {
        let message = format!("{store} is not ignored");
        let finding = Check::Git.finding(Verdict::Warning, message);
        findings.push(finding.hint(format!("add `/{store}` to .gitignore")));
    }
    for account in &settings.accounts {
        let TokenSource::File(path) = &account.token else {
            continue;
        };
        let path = path.display().to_string();
        let name = &account.name;
        if is_tracked(folder, &path) {
            let message = format!("the token file of account `{name}`, {path}, is in git");
            findings.push(Check::Git.finding(Verdict::Failure, message).hint(
                "take it out of git, sign out that device at Plex, and `plexmgr login` anew",
            ));
        } else if is_inside(folder, &path) && !is_ignored(folder, &path) {
            let message = format!("the token file of account `{name}`, {path}, is not ignored");
            let finding = Check::Git.finding(Verdict::Warning, message);
            findings.push(finding.hint("add it to .gitignore, or keep it elsewhere"));
        }
    }
    findings
}

/// What should be in git and is ignored, or is there and was never added.
fn left_out(folder: &Path, settings: &Settings) -> Vec<Finding> {
    let records = &settings.records.path;
    let kept = [
        FILE_NAME.to_owned(),
        format!("{records}/plans.yaml"),
        format!("{records}/servers.yaml"),
        format!("{records}/users/somebody.yaml"),
        format!("{}/{HISTORY_FILE}", settings.state.path),
    ];
    let trouble = |path: &String| {
        if is_tracked(folder, path) {
            None
        } else if is_ignored(folder, path) {
            Some(format!("{path} is ignored"))
        } else if folder.join(path).exists() {
            Some(format!("{path} was never added"))
        } else {
            None
        }
    };
    let hint = "whatever git does not keep cannot be reviewed, and is lost with this folder";
    let troubles = kept.iter().filter_map(trouble);
    troubles
        .map(|message| Check::Git.finding(Verdict::Warning, message).hint(hint))
        .collect()
}

fn is_tracked(folder: &Path, path: &str) -> bool {
    asked(folder, &["ls-files", "--error-unmatch", "--", path]).is_some()
}

fn is_ignored(folder: &Path, path: &str) -> bool {
    asked(folder, &["check-ignore", "--no-index", "--", path]).is_some()
}

/// Whether a path lies in the work tree of the household's repository.
fn is_inside(folder: &Path, path: &str) -> bool {
    if Path::new(path).is_relative() {
        return !path.starts_with("..");
    }
    let top = asked(folder, &["rev-parse", "--show-toplevel"]);
    top.is_some_and(|top| Path::new(path).starts_with(top))
}
