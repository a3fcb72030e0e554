//! `plexmgr login`: signs in by PIN and prints the token without storing it.
//!
//! The token is the result, so it stands alone on stdout and can be piped to where it belongs; this is
//! the one place where plexmgr prints one. All that is said about it goes to stderr.

use anyhow::{Context as _, anyhow};
use secrecy::ExposeSecret;

use super::context::Context;
use super::exclusive::state_folder;
use super::exit::{Exit, Failure};
use super::{machine, output, read};
use crate::cli::LoginArgs;
use crate::problem::listed;
use crate::settings::{AccountSettings, Settings, TokenSource};
use crate::sources::plex::{Owner, Pin, SignInError, SignedIn, Silent, Url, sign_in_blocking};
use crate::store::Look;
use crate::vocabulary::shown;

/// Where a person agrees to a PIN.
const BROWSER_PAGE: &str = "https://app.plex.tv/auth";

pub(super) fn run(context: &Context, options: &LoginArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let account = account(&settings, options)?;
    read::warn_if_exposed(context, &settings);
    let client = read::client_options(&settings)?;
    context.clock.for_connections()?;
    let show = |pin: &Pin| {
        output::aside(&invitation(
            account,
            &address(&client.client_id, &pin.code),
            pin,
        ));
    };
    let signed_in = sign_in_blocking(&account.name, &client, &Silent, show)
        .context("cannot set up the connection to plex.tv")
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    let SignedIn { owner, token } = signed_in.map_err(|error| refused(error, account))?;
    context.say(&format!("Signed in as {}.", called(&owner)));
    if let Some(doubt) = doubt(context, &settings, account, &owner) {
        context.warn(&doubt);
    }
    output::result(&format!("{}\n", token.expose_secret()))?;
    context.say(&how_to_store(account));
    Ok(Exit::Done)
}

/// The account to sign in to.
fn account<'s>(
    settings: &'s Settings,
    options: &LoginArgs,
) -> Result<&'s AccountSettings, Failure> {
    let named = options.account.as_slice();
    match read::selected(settings, named)?.as_slice() {
        [account] => Ok(account),
        accounts => {
            let names = listed(accounts.iter().map(|account| account.name.as_str()));
            let error = anyhow!("several accounts are configured: {names}");
            Err(Failure::new(Exit::Usage, error).hint("choose one with `--account NAME`"))
        }
    }
}

/// The page to open; the code is opaque and may hold anything.
fn address(client_id: &str, code: &str) -> String {
    let mut url = Url::parse(BROWSER_PAGE).expect("the page has a well-formed address");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("clientID", client_id)
        .append_pair("code", code)
        .append_pair("context[device][product]", "plexmgr")
        .finish();
    url.set_fragment(Some(&format!("?{query}")));
    url.to_string()
}

fn invitation(account: &AccountSettings, address: &str, pin: &Pin) -> String {
    format!(
        "Open this page and sign in to Plex as the owner of the servers of account `{}`:\n\n  {address}\n\n\
         Waiting for your approval there, at most {}; Ctrl-C cancels.\n",
        account.name,
        crate::vocabulary::TimeSpan::from_seconds(pin.valid_seconds),
    )
}

fn refused(error: SignInError, account: &AccountSettings) -> Failure {
    let (hint, unreachable) = match &error {
        SignInError::Expired => (Some("run `plexmgr login` again".to_owned()), false),
        SignInError::Refused(doubt) => (doubt.hint.clone(), true),
    };
    let exit = if unreachable {
        Exit::Incomplete
    } else {
        Exit::Failed
    };
    let what = format!("cannot sign in to account `{}`", account.name);
    let failure = Failure::new(exit, anyhow::Error::new(error).context(what));
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// `atlas-admin (10234567)`
fn called(owner: &Owner) -> String {
    let name = owner.username.as_ref().or(owner.title.as_ref());
    match name {
        Some(name) => format!("{} ({})", shown(name), owner.id),
        None => owner.id.to_string(),
    }
}

/// What does not fit to what earlier runs saw; a store that cannot be read is reported elsewhere.
fn doubt(
    context: &Context,
    settings: &Settings,
    account: &AccountSettings,
    owner: &Owner,
) -> Option<String> {
    let state = state_folder(context, settings).ok()?;
    let owners = machine::recall(context, &state, Look::Quick)
        .ok()?
        .summary
        .remembered
        .owners;
    let other = owners
        .iter()
        .find(|(name, id)| **name != account.name && **id == owner.id);
    match (owners.get(&account.name), other) {
        (Some(before), _) if *before != owner.id => Some(format!(
            "account `{}` belonged to the Plex account {before} until now; `plexmgr plan` will refuse with the guard `owner`",
            account.name
        )),
        (_, Some((name, _))) => Some(format!(
            "this is also the Plex account of `{name}`; each account needs its own owner"
        )),
        _ => None,
    }
}

/// Where the settings expect the token, and a line for each usual way to get it there.
fn how_to_store(account: &AccountSettings) -> String {
    let name = &account.name;
    let login = format!("plexmgr login --account {}", quoted(name.as_str()));
    let (expected, ways) = match &account.token {
        TokenSource::Env(variable) => (
            format!("in the environment variable {variable}"),
            vec![
                (
                    format!("export {variable}=\"$({login})\""),
                    "for this shell",
                ),
                (
                    format!("{login} | gh secret set {variable}"),
                    "for GitHub Actions",
                ),
            ],
        ),
        TokenSource::File(path) => (
            format!("in the file {}", path.display()),
            vec![(
                format!(
                    "(umask 077 && {login} > {})",
                    quoted(&path.display().to_string())
                ),
                "outside git, readable only by you",
            )],
        ),
        TokenSource::Command(words) => (
            format!(
                "from the command `{}`",
                shown(words.first().map_or("", String::as_str))
            ),
            vec![(
                format!("{login} | pass insert --echo plex"),
                "or the place that command reads from",
            )],
        ),
    };
    let mut text = format!(
        "\nThis is the token of account `{name}`. It was not stored: the settings expect it {expected}.\n\
         Paste it there, or let the next sign-in store it there without showing it:\n\n"
    );
    for (way, why) in ways {
        text.push_str(&format!("  {way}    # {why}\n"));
    }
    text + "\nThe token gives full access to your Plex account. Signing out that device in your Plex account revokes it."
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_keeps_to_itself_whatever_the_code_holds() {
        assert_eq!(
            address("5d0c", "a&code=b\u{1b}[2J é"),
            "https://app.plex.tv/auth#?clientID=5d0c&code=a%26code%3Db%1B%5B2J+%C3%A9\
             &context%5Bdevice%5D%5Bproduct%5D=plexmgr"
        );
    }

    #[test]
    fn words_for_a_shell_are_quoted_where_they_must_be() {
        assert_eq!(quoted("main"), "main");
        assert_eq!(quoted("my account's"), r"'my account'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
