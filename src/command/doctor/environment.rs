//! What is around the files: the time zone, who may read and write, and git.

use std::path::{Path, PathBuf};

use chrono::{Offset, TimeZone};
use rustix::fs::Access;

use super::super::context::Context;
use super::super::exclusive::state_folder;
use super::super::git::{Missing, Repository};
use super::failed;
use crate::doctor::{Check, Finding, Health};
use crate::files;
use crate::history::{self, FIRST_FILE, FOLDER};
use crate::settings::{FILE_NAME, Settings, TokenSource};
use crate::store::STORE_FILE;

pub(super) fn time_zone(context: &Context, settings: &Settings) -> Finding {
    let zone = settings.timezone;
    let today = match context.today(settings) {
        Ok(today) => today,
        Err(failure) => return failed(Check::TimeZone, &failure),
    };
    let message = format!("{zone}; today is {today}");
    let here = chrono::Local.offset_from_utc_datetime(&context.now.naive_utc());
    let there = zone
        .offset_from_utc_datetime(&context.now.naive_utc())
        .fix();
    if zone == chrono_tz::UTC && here != there {
        let message = format!("{message}, while this machine is at {here}");
        return Check::TimeZone
            .finding(Health::Warning, message)
            .hint("if the admins live elsewhere, set it: `timezone = \"Europe/Berlin\"`");
    }
    Check::TimeZone.finding(Health::Fine, message)
}

pub(super) fn permissions(context: &Context, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    let state = match state_folder(context, settings) {
        Ok(state) => state,
        Err(failure) => return vec![failed(Check::Permissions, &failure)],
    };
    let records = context.folder().join(&settings.records.path);
    for folder in [records.join("users"), records.clone(), state.path] {
        let folder = first_there(&folder);
        if rustix::fs::access(&folder, Access::WRITE_OK | Access::EXEC_OK).is_err() {
            let message = format!("{} cannot be written", named(&folder));
            findings.push(
                Check::Permissions.finding(Health::Failure, message).hint(
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
                    .finding(Health::Warning, message)
                    .hint("the settings name commands that plexmgr runs; use `chmod o-w`"),
            );
        }
    }
    findings.dedup();
    if !files::may_exchange(&first_there(&records)) {
        let message = "the file system of the records may not support exchanging two files: an \
                       edit saved during a write can be lost";
        findings.push(
            Check::Permissions.finding(Health::Warning, message).hint(
                "keep the household on a local disk, or do not edit while `plexmgr apply` runs",
            ),
        );
    }
    if findings.is_empty() {
        let message = "records and state are writable, settings only by you";
        findings.push(Check::Permissions.finding(Health::Fine, message));
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
    let repository = match context.repository() {
        Ok(repository) => repository,
        Err(missing) => return vec![unasked(missing, context.folder())],
    };
    let findings = secrets(repository, settings).and_then(|secrets| {
        let left_out = left_out(repository, context.folder(), settings)?;
        Some((
            secrets,
            left_out,
            uncommitted(repository, context, settings)?,
        ))
    });
    let Some((mut findings, left_out, uncommitted)) = findings else {
        return vec![unasked(Missing::Silent, context.folder())];
    };
    findings.extend(left_out.into_iter().chain(uncommitted));
    if findings.is_empty() {
        let message = "tracks settings, records and history; ignores the store";
        findings.push(Check::Git.finding(Health::Fine, message));
    }
    findings
}

/// Why git says nothing about the household.
fn unasked(missing: Missing, folder: &Path) -> Finding {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let warning = |message: &str| Check::Git.finding(Health::Warning, message);
    match missing {
        Missing::Git => Check::Git.finding(Health::Skipped, "git is not installed"),
        Missing::Repository => warning("the household is not in a git repository")
            .hint("run `git init`, so that every version of the records can be restored"),
        Missing::Distrusted => warning("git does not trust the repository, which belongs to another user")
            .hint(format!(
                "if you trust it, run `git config --global --add safe.directory {}`; the history then records commits",
                real.display()
            )),
        Missing::LeadsInside => warning("`.git` points into its own work tree and is ignored")
            .hint("a commit may contain a repository that names programs to run; check where `.git` came from"),
        Missing::Silent => warning("git does not answer, so the state of the repository is unknown")
            .hint("run `git status` in the household"),
    }
}

/// What should never be in git; `None` if git does not answer.
fn secrets(repository: &Repository, settings: &Settings) -> Option<Vec<Finding>> {
    let store = format!("{}/{STORE_FILE}", settings.state.path);
    let mut findings = Vec::new();
    if is_tracked(repository, &store)? {
        let message = format!("{store} is tracked by git, which leads to conflicts");
        let finding = Check::Git.finding(Health::Failure, message);
        findings.push(finding.hint(format!(
            "run `git rm --cached {store}` and add it to .gitignore"
        )));
    } else if !is_ignored(repository, &store)? {
        let message = format!("{store} is not ignored");
        let finding = Check::Git.finding(Health::Warning, message);
        findings.push(finding.hint(format!("add `/{store}` to .gitignore")));
    }
    for account in &settings.accounts {
        let TokenSource::File(path) = &account.token else {
            continue;
        };
        let path = path.display().to_string();
        let name = &account.name;
        if is_tracked(repository, &path)? {
            let message = format!("the token file of account `{name}`, {path}, is tracked by git");
            findings.push(Check::Git.finding(Health::Failure, message).hint(
                "remove it from git, sign out that device at Plex, and run `plexmgr login` again",
            ));
        } else if repository.holds(&path) && !is_ignored(repository, &path)? {
            let message = format!("the token file of account `{name}`, {path}, is not ignored");
            let finding = Check::Git.finding(Health::Warning, message);
            findings.push(finding.hint("add it to .gitignore, or move it elsewhere"));
        }
    }
    Some(findings)
}

/// What should be in git and is ignored, or is there and was never added; `None` if git does not answer.
fn left_out(repository: &Repository, folder: &Path, settings: &Settings) -> Option<Vec<Finding>> {
    let records = &settings.records.path;
    let kept = [
        FILE_NAME.to_owned(),
        format!("{records}/plans.yaml"),
        format!("{records}/servers.yaml"),
        format!("{records}/users/example.yaml"),
        format!("{}/{FIRST_FILE}", settings.state.path),
        format!("{}/{FOLDER}/example.jsonl", settings.state.path),
    ];
    let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
    let tracked = repository.tracked(&kept)?;
    let ignored = repository.ignored(&kept)?;
    let trouble = |path: &&str| {
        if tracked.contains(path) {
            None
        } else if ignored.contains(path) {
            Some(format!("{path} is ignored"))
        } else if folder.join(path).exists() {
            Some(format!("{path} is not tracked"))
        } else {
            None
        }
    };
    let hint = "files that git does not track cannot be reviewed, and are lost with this folder";
    let troubles = kept.iter().filter_map(trouble);
    let finding = |message| Check::Git.finding(Health::Warning, message).hint(hint);
    Some(troubles.map(finding).collect())
}

/// The runs whose files are not in git; `None` if git does not answer.
fn uncommitted(
    repository: &Repository,
    context: &Context,
    settings: &Settings,
) -> Option<Option<Finding>> {
    let folder = format!("{}/{FOLDER}", settings.state.path);
    // A history that cannot be read is reported by another check.
    let Ok(history) = history::read(&context.inside(&settings.state.path), &settings.state.path)
    else {
        return Some(None);
    };
    let tracked = repository.tracked_in(&folder)?;
    let files = history.runs.iter().filter(|run| run.line.serial.is_none());
    let uncommitted = files.filter(|run| !tracked.contains(&run.file_name()));
    let uncommitted: Vec<String> = uncommitted.map(|run| run.id.to_string()).collect();
    if uncommitted.is_empty() {
        return Some(None);
    }
    let message = format!("git does not hold these runs: {}", uncommitted.join(", "));
    let hint = format!("run `git add {folder}` together with the records they wrote");
    Some(Some(
        Check::Git.finding(Health::Warning, message).hint(hint),
    ))
}

fn is_tracked(repository: &Repository, path: &str) -> Option<bool> {
    Some(!repository.tracked(&[path])?.is_empty())
}

fn is_ignored(repository: &Repository, path: &str) -> Option<bool> {
    Some(!repository.ignored(&[path])?.is_empty())
}
