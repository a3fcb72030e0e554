//! `plexmgr comment`: shows a saved plan in a pull request.
//!
//! Reads the plan and the environment of the workflow; `forge` does the rest. Plex is not asked, so its
//! tokens and that of GitHub need not be in one step.

use std::path::Path;
use std::str::FromStr;

use anyhow::anyhow;
use secrecy::SecretString;
use serde_json::Value;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::plan_output::privacy;
use super::workflow::variable;
use super::{output, saved_checks};
use crate::cli::{CommentArgs, Format};
use crate::files;
use crate::forge::{
    self, ApiUrl, CommentTarget, CommentUpdate, Done, ForgeError, Marker, Options, PullRequest,
    RepositoryName,
};
use crate::plan::{ChangeSet, GuardVerdict};
use crate::render::comment::{self, CommentAction};
use crate::render::kit::annotation;
use crate::render::plan::{FileView, Shown, markdown};
use crate::saved::Contents;
use crate::settings::TokenSource;
use crate::vocabulary::{escaped, shown};

/// Where GitHub itself is.
const GITHUB: &str = "https://api.github.com";

/// What helps when `--token-env` was given something that is not repeated: it may be the token itself.
const TOKEN_ENV_HINT: &str = "give the name of a variable, as in `--token-env GITHUB_TOKEN`; if that was the \
                              token itself, replace it, because command lines are written to logs";

/// The most bytes of the file that describes an event; GitHub caps them at 25 MB.
const MOST_EVENT_BYTES: u64 = 32 << 20;

pub(super) fn run(context: &Context, options: &CommentArgs) -> Result<Exit, Failure> {
    if options.dry_run && context.is_json() {
        return Err(usage(anyhow!("a dry run writes Markdown, not JSON"))
            .hint("leave out `--format json`; a dry run has no result to print as JSON"));
    }
    let saved = saved_checks::open(&options.file)?.contents;
    let marker = match &options.key {
        Some(key) => key.clone(),
        None => marker_of(&saved)?,
    };
    let text = comment_text(context, options, &saved);
    if options.dry_run {
        output::result(&marker.mark(&text))?;
        return Ok(Exit::Done);
    }
    let target = target(options)?;
    let token = token(context, &options.token_env)?;
    let update = CommentUpdate {
        marker: &marker,
        text: &text,
        is_news: is_news(&saved.change_set),
    };
    let limits = Options {
        timeout_seconds: options.timeout.seconds(),
        retries: options.retries,
    };
    context.clock.for_connections()?;
    let done = forge::update_comment(&target, &token, limits, &update);
    let done = done.map_err(|error| failed(&target, error))?;
    output::result(&result_text(context, &done))?;
    Ok(Exit::Done)
}

/// The household's own marker.
fn marker_of(saved: &Contents) -> Result<Marker, Failure> {
    let marker = saved.household.to_string().parse::<Marker>();
    marker.map_err(|error| Failure::new(Exit::Failed, error))
}

fn comment_text(context: &Context, options: &CommentArgs, saved: &Contents) -> String {
    let files: Vec<FileView> = match options.brief {
        true => saved.files.iter().map(FileView::without_diff).collect(),
        false => saved.files.clone(),
    };
    let shown = Shown {
        change_set: &saved.change_set,
        files: &files,
        left: &[],
    };
    markdown::plan(&shown, privacy(context))
}

/// Whether a plan is worth a comment where there was none.
fn is_news(set: &ChangeSet) -> bool {
    !set.changes.is_empty() || !set.guards.iter().all(GuardVerdict::passes)
}

/// Where to comment, as the command line or the workflow says.
fn target(options: &CommentArgs) -> Result<CommentTarget, Failure> {
    let repository = match &options.repo {
        Some(repository) => repository.clone(),
        None => from_variable::<RepositoryName>("GITHUB_REPOSITORY")?.ok_or_else(|| {
            usage(anyhow!("no repository given"))
                .hint("give `--repo OWNER/NAME`; in a workflow GITHUB_REPOSITORY names it")
        })?,
    };
    let pull_request = options.pr.or_else(of_event).or_else(of_reference);
    let pull_request = pull_request.ok_or_else(|| {
        usage(anyhow!("no pull request given"))
            .hint("give `--pr N`; a workflow that runs for a pull request sets it")
    })?;
    let api = match &options.api_url {
        Some(api) => parsed(api, "the address of `--api-url`")?,
        None => match from_variable::<ApiUrl>("GITHUB_API_URL")? {
            Some(api) => api,
            None => GITHUB.parse().map_err(usage)?,
        },
    };
    Ok(CommentTarget {
        api,
        repository,
        pull_request,
    })
}

/// What a variable says, if it says anything.
fn from_variable<T>(name: &str) -> Result<Option<T>, Failure>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let what = format!("the variable {name}");
    let value = variable(name);
    value.map(|value| parsed(&value, &what)).transpose()
}

/// What a text means; a failure calls it `what` and does not repeat it.
fn parsed<T>(text: &str, what: &str) -> Result<T, Failure>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let parsed = text.parse::<T>();
    parsed.map_err(|error| usage(anyhow::Error::new(error).context(format!("cannot use {what}"))))
}

/// The pull request of the event that started the workflow.
fn of_event() -> Option<PullRequest> {
    let path = variable("GITHUB_EVENT_PATH")?;
    let bytes = files::read_limited(Path::new(&path), MOST_EVENT_BYTES).ok()?;
    let event: Value = serde_json::from_slice(&bytes).ok()?;
    let of_comment = event
        .pointer("/issue/pull_request")
        .and(event.pointer("/issue/number"));
    let number = event
        .pointer("/pull_request/number")
        .or(of_comment)
        .or_else(|| event.get("number"));
    PullRequest::numbered(number?.as_u64()?)
}

/// The pull request whose merge is checked out, as in `refs/pull/12/merge`.
fn of_reference() -> Option<PullRequest> {
    let reference = variable("GITHUB_REF")?;
    let (number, _) = reference.strip_prefix("refs/pull/")?.split_once('/')?;
    number.parse().ok()
}

/// The token, from the environment only.
fn token(context: &Context, name: &str) -> Result<SecretString, Failure> {
    let token = TokenSource::Env(name.to_owned()).resolve(context.folder());
    let token = token.map_err(|error| {
        if !is_usual_name(name) {
            return usage(anyhow!(
                "`--token-env` must name a variable that holds a token"
            ))
            .hint(TOKEN_ENV_HINT);
        }
        let error = anyhow::Error::new(error).context("there is no token for GitHub");
        let name = shown(name);
        usage(error).hint(format!(
            "set `{name}`, in a workflow with `env: {{{name}: ${{{{ github.token }}}}}}`"
        ))
    })?;
    Ok(token.into_secret())
}

/// Whether a text looks like the name of a variable, and like no token: those have small letters.
fn is_usual_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.starts_with(|first: char| first.is_ascii_uppercase() || first == '_')
        && name.bytes().all(fits)
}

fn usage(error: impl Into<anyhow::Error>) -> Failure {
    Failure::new(Exit::Usage, error)
}

fn failed(target: &CommentTarget, error: ForgeError) -> Failure {
    let CommentTarget {
        repository,
        pull_request,
        api: _,
    } = target;
    let hint = error.hint();
    let context = format!("cannot comment on pull request {pull_request} of {repository}");
    Failure::new(Exit::Failed, anyhow::Error::new(error).context(context)).hint(hint)
}

/// What was done, in one line or one document.
fn result_text(context: &Context, done: &Done) -> String {
    let (action, word, url) = match done {
        Done::Created(url) => (CommentAction::Created, "created", url.as_deref()),
        Done::Updated(url) => (CommentAction::Updated, "updated", url.as_deref()),
        Done::Unchanged(url) => (CommentAction::Unchanged, "unchanged", url.as_deref()),
        Done::NothingToSay => (CommentAction::NothingToSay, "no comment needed", None),
    };
    if context.is_json() {
        return comment::json(action, url);
    }
    let line = result_line(done, word, url);
    match context.global.format {
        Format::Github => annotation::notice(line.trim_end()),
        _ => line,
    }
}

fn result_line(done: &Done, word: &str, url: Option<&str>) -> String {
    let url = url
        .map(|url| format!(" {}", escaped(url)))
        .unwrap_or_default();
    match done {
        Done::NothingToSay => format!("{word}\n"),
        Done::Created(_) | Done::Updated(_) | Done::Unchanged(_) => {
            format!("{word} comment{url}\n")
        }
    }
}
