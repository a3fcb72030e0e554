//! Completes in a shell what the household has: users, plans, servers, libraries, accounts, sources, runs and filters.
//!
//! The script of `plexmgr completions` starts this program for every key press that asks, with [`VARIABLE`] in its
//! environment. So it reads names only, never asks anything, and shows no error: what cannot be read is not completed.
//! What an argument takes is recognised by the name of its value.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Command, ValueEnum};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};
use clap_complete::env::CompleteEnv;

use super::find_household;
use crate::cli::{self, ThingKind};
use crate::files::{RECORD_LIMIT, entries, read_inside};
use crate::settings::{self, Settings};
use crate::status::{Only, StandingKind};
use crate::vocabulary::Class;
use crate::yaml::{Document, Node};

/// The variable with the name of the shell that asks.
pub(super) const VARIABLE: &str = "PLEXMGR_COMPLETE";

/// Answers a shell that asks for completions; `false` if none does.
#[must_use]
pub fn completed() -> bool {
    if std::env::var_os(VARIABLE).is_none_or(|shell| shell.is_empty() || shell == "0") {
        return false;
    }
    let answer = CompleteEnv::with_factory(command).var(VARIABLE);
    let current = std::env::current_dir().ok();
    // A shell shows an error in the middle of what is typed.
    let _answered = answer.try_complete(std::env::args_os(), current.as_deref());
    true
}

/// The command line, with the names that each argument takes.
pub(super) fn command() -> Command {
    with_names(cli::help::command())
}

fn with_names(command: Command) -> Command {
    let below: Vec<String> = command
        .get_subcommands()
        .map(|below| below.get_name().to_owned())
        .collect();
    let command = command.mut_args(|argument| {
        let names = argument.get_value_names().unwrap_or_default();
        match names.first().map(clap::builder::Str::as_str) {
            Some("USER" | "USER|KEY=VALUE") => {
                argument.add(ArgValueCandidates::new(|| candidates(users)))
            }
            Some("SOURCE") => argument.add(ArgValueCandidates::new(|| candidates(origins))),
            Some("NAME") if argument.get_long() == Some("source") => {
                argument.add(ArgValueCandidates::new(|| candidates(sources)))
            }
            Some("NAME") if argument.get_long() == Some("account") => {
                argument.add(ArgValueCandidates::new(|| candidates(accounts)))
            }
            Some("TRANSACTION") => argument.add(ArgValueCandidates::new(|| candidates(waiting))),
            Some("PLAN") => argument.add(ArgValueCandidates::new(|| candidates(plans))),
            Some("SERVER") => argument.add(ArgValueCandidates::new(|| candidates(servers))),
            Some("OLD" | "NAME") if !argument.is_positional() => argument,
            Some("OLD" | "NAME") => argument.add(ArgValueCandidates::new(|| candidates(things))),
            Some("RUN") => argument.add(ArgValueCandidates::new(|| candidates(runs))),
            Some("KEY=VALUE") if argument.get_id() == "where" => {
                argument.add(ArgValueCompleter::new(|typed: &std::ffi::OsStr| {
                    filters(&typed.to_string_lossy())
                }))
            }
            _ => argument,
        }
    });
    below.iter().fold(command, |command, name| {
        command.mut_subcommand(name, with_names)
    })
}

/// Where the records and the state of the household are.
struct Folders {
    household: PathBuf,
    records: String,
    state: String,
    /// Of the settings.
    accounts: Vec<String>,
    sources: Vec<String>,
}

fn candidates(names: fn(&Folders) -> Vec<String>) -> Vec<CompletionCandidate> {
    let Some(folders) = folders() else {
        return Vec::new();
    };
    let names = names(&folders).into_iter();
    // A name that a shell would have to quote, or that a terminal could not show, is left out.
    let is_plain = |name: &String| name.chars().all(|c| c.is_ascii_graphic());
    names
        .filter(is_plain)
        .map(CompletionCandidate::new)
        .collect()
}

/// The words that are typed, behind a `--`.
fn typed() -> Vec<OsString> {
    std::env::args_os()
        .skip_while(|word| word != "--")
        .collect()
}

/// The folders of the household that the typed words mean.
fn folders() -> Option<Folders> {
    let words = typed();
    let mut named = words.windows(2).filter(|pair| pair[0] == "-C");
    let folder = named.next_back().map(|pair| PathBuf::from(&pair[1]));
    let household = match folder {
        Some(folder) => folder,
        None => find_household::above()?,
    };
    let text = read_inside(&household, settings::FILE_NAME, RECORD_LIMIT).ok()?;
    let text = String::from_utf8(text).ok()?;
    let settings = Settings::parse(settings::FILE_NAME, &text).ok();
    let accounts = settings.iter().flat_map(|settings| &settings.accounts);
    let sources = settings.iter().flat_map(|settings| &settings.sources);
    let accounts = accounts.map(|account| account.name.to_string()).collect();
    let sources = sources.map(|source| source.name.to_string()).collect();
    let records = settings.as_ref().map(|settings| settings.records.clone());
    let state = settings.map(|settings| settings.state);
    Some(Folders {
        household,
        records: records.unwrap_or_default().path,
        state: state.unwrap_or_default().path,
        accounts,
        sources,
    })
}

/// The handles of all users: names of files, and keys of the file with all users.
fn users(folders: &Folders) -> Vec<String> {
    let found = entries(&folders.household, &format!("{}/users", folders.records));
    let files = found.unwrap_or_default().into_iter();
    let handles = files.filter_map(|entry| {
        let handle = entry.name.strip_suffix(".yaml")?;
        (!handle.starts_with('.')).then(|| handle.to_owned())
    });
    handles.chain(keys(folders, "users.yaml")).collect()
}

fn plans(folders: &Folders) -> Vec<String> {
    keys(folders, "plans.yaml")
}

/// The accounts at Plex.
fn accounts(folders: &Folders) -> Vec<String> {
    folders.accounts.clone()
}

/// The sources of transactions.
fn sources(folders: &Folders) -> Vec<String> {
    folders.sources.clone()
}

/// Where money comes from: the sources, and the accounts of the transactions that wait. Those of payments would need
/// every record to be read.
fn origins(folders: &Folders) -> Vec<String> {
    let keys = waiting(folders).into_iter();
    let accounts = keys.filter_map(|key| Some(key.split_once('/')?.0.to_owned()));
    let all: BTreeSet<String> = accounts.chain(sources(folders)).collect();
    all.into_iter().collect()
}

/// The transactions that wait for a decision.
fn waiting(folders: &Folders) -> Vec<String> {
    keys(folders, "inbox.yaml")
}

fn servers(folders: &Folders) -> Vec<String> {
    keys(folders, "servers.yaml")
}

/// The libraries of all servers, as in `atlas/movies`.
fn libraries(folders: &Folders) -> Vec<String> {
    let Some(document) = record_file(folders, "servers.yaml") else {
        return Vec::new();
    };
    let servers = document.root().map(Node::entries).unwrap_or_default();
    let of_server = servers.iter().flat_map(|server| {
        let entries = server.value.entries();
        let found = entries
            .iter()
            .find(|one| one.key.text() == Some("libraries"));
        let found = found.map(|one| one.value.entries()).unwrap_or_default();
        let names = found.iter().filter_map(|one| one.key.text());
        let server = server.key.text().unwrap_or_default();
        let names: Vec<String> = names.map(|name| format!("{server}/{name}")).collect();
        names
    });
    of_server.collect()
}

/// What `rename` and `remove` are about, of the kind that is typed in front of it.
fn things(folders: &Folders) -> Vec<String> {
    let words = typed();
    let words = words.iter().filter_map(|word| word.to_str());
    let mut kinds = words.filter_map(|word| ThingKind::from_str(word, false).ok());
    match kinds.next() {
        Some(ThingKind::User) => users(folders),
        Some(ThingKind::Plan) => plans(folders),
        Some(ThingKind::Server) => servers(folders),
        Some(ThingKind::Library) => libraries(folders),
        None => Vec::new(),
    }
}

/// The keys of a record file.
fn keys(folders: &Folders, file: &str) -> Vec<String> {
    let document = record_file(folders, file);
    let root = document.as_ref().and_then(Document::root);
    let entries = root.map(Node::entries).unwrap_or_default();
    let keys = entries.iter().filter_map(|entry| entry.key.text());
    keys.map(str::to_owned).collect()
}

fn record_file(folders: &Folders, file: &str) -> Option<Document> {
    let path = format!("{}/{file}", folders.records);
    let read = read_inside(&folders.household, &path, RECORD_LIMIT).ok()?;
    Document::parse(&String::from_utf8(read).ok()?).ok()
}

/// `latest`, and the first digits of every run, the newest first.
fn runs(folders: &Folders) -> Vec<String> {
    let found = entries(&folders.household, &format!("{}/history", folders.state));
    let files = found.unwrap_or_default().into_iter().rev();
    let digits = files.filter_map(|entry| {
        let name = entry.name.strip_suffix(".jsonl")?;
        let (_, digits) = name.rsplit_once('-')?;
        Some(digits.to_owned())
    });
    std::iter::once("latest".to_owned()).chain(digits).collect()
}

/// The filters that go on like what is typed, as in `plan=monthly`.
fn filters(typed: &str) -> Vec<CompletionCandidate> {
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let named = |names: fn(&Folders) -> Vec<String>| {
        folders().map(|folders| names(&folders)).unwrap_or_default()
    };
    let values = match typed.split_once('=').map(|(key, _)| key) {
        Some("plan") => named(plans),
        Some("server") => named(servers),
        Some("standing") => words(&StandingKind::ALL.map(StandingKind::word)),
        Some("class") => words(&Class::ALL.map(Class::word)),
        Some("lacks") => Only::all()
            .filter(|only| matches!(only, Only::Lack(_)))
            .map(|only| only.word().to_owned())
            .collect(),
        Some(_) => Vec::new(),
        None => {
            let keys = ["plan=", "server=", "standing=", "class=", "lacks="];
            let keys = keys.into_iter().filter(|key| key.starts_with(typed));
            return keys.map(CompletionCandidate::new).collect();
        }
    };
    // Behind a comma another value begins.
    let before = typed.rfind([',', '=']).map_or(0, |at| at + 1);
    let (before, begun) = typed.split_at(before);
    let values = values.into_iter().filter(|value| value.starts_with(begun));
    values
        .map(|value| CompletionCandidate::new(format!("{before}{value}")))
        .collect()
}
