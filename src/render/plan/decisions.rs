//! What was decided about each account and person, one line each, as `-v` shows it.

use crate::change::ChangeKind;
use crate::plan::{AccountVerdict, Decision, NotImported, PersonVerdict, Recognised, Uncertain};
use crate::render::kit::Privacy;
use crate::vocabulary::{escaped, shown};

/// The accounts and how far they are believed, then the decisions in order.
#[must_use]
pub fn text(accounts: &[AccountVerdict], decisions: &[Decision], privacy: Privacy) -> String {
    let accounts = accounts.iter().map(account);
    let lines = accounts.chain(decisions.iter().map(|decision| line(decision, privacy)));
    lines.collect::<Vec<_>>().join("\n")
}

fn account(verdict: &AccountVerdict) -> String {
    let AccountVerdict {
        name,
        id,
        complete,
        believed,
        servers: _,
        users: _,
    } = verdict;
    let owner = id.map(|id| format!(", owned by id {id}"));
    let text = match (complete, believed) {
        (true, _) => "read completely",
        (false, true) => "read in part; what rests on the rest is held back",
        (false, false) => "unknown, so nothing is concluded from it",
    };
    let name = escaped(name.as_str());
    format!("account {name}: {text}{}", owner.unwrap_or_default())
}

fn line(decision: &Decision, privacy: Privacy) -> String {
    let Decision {
        subject,
        plex_id,
        recognised,
        verdict,
    } = decision;
    let id = plex_id.map(|id| format!("id {id}"));
    let id = id.as_deref().unwrap_or("no id");
    let recognised = match recognised {
        Recognised::ById => format!("matched by {id}; "),
        Recognised::ByEmail(email) => {
            let email = privacy.masked_value("email", email);
            format!("matched by e-mail address ({}), is {id}; ", shown(&email))
        }
        Recognised::ByUsername(name) => {
            format!("matched by user name ({}), is {id}; ", shown(name))
        }
        Recognised::ByShares => format!("matched by its shares, is {id}; "),
        Recognised::NotListed => format!("recorded as {id}, listed by no account that was read; "),
        Recognised::NoMatch => {
            "recorded without an id, and no person matches with certainty; ".to_owned()
        }
        Recognised::NotRecorded => match plex_id {
            Some(_) => format!("{id}; "),
            None => String::new(),
        },
    };
    format!("{}: {recognised}{}", shown(subject), verdict_words(verdict))
}

fn verdict_words(verdict: &PersonVerdict) -> String {
    match verdict {
        PersonVerdict::Unchanged => "unchanged".to_owned(),
        PersonVerdict::Changes(kinds) => {
            let kinds: Vec<&str> = kinds.iter().copied().map(ChangeKind::word).collect();
            kinds.join(", ")
        }
        PersonVerdict::Departs => {
            "departs: shares nothing on a recorded server, and every account was read completely"
                .to_owned()
        }
        PersonVerdict::Stays(Uncertain::Invited) => {
            "stays: shares nothing, but there is a pending invitation".to_owned()
        }
        PersonVerdict::Stays(Uncertain::AccountsUnknown) => {
            "stays: shares nothing that could be read, but not every account could be".to_owned()
        }
        PersonVerdict::Stays(Uncertain::InDoubt) => {
            "stays: shares nothing that could be read, but not everything it rests on is known"
                .to_owned()
        }
        PersonVerdict::Imported { user, with_payment } => {
            let payment = match with_payment {
                true => "with the default payment",
                false => "without a default payment",
            };
            format!("imported as `{user}`, {payment}")
        }
        PersonVerdict::NotImported(why) => format!("not imported: {}", not_imported(why)),
        PersonVerdict::Ignored => "ignored by `ignore_users` in the settings".to_owned(),
        PersonVerdict::Conflict => "skipped: more than one person or record matches".to_owned(),
    }
}

fn not_imported(why: &NotImported) -> String {
    match why {
        NotImported::Owner => "owner of a configured account".to_owned(),
        NotImported::HomeMember => "member of a Plex Home".to_owned(),
        NotImported::NoShare => "shares no recorded server".to_owned(),
        NotImported::Invited(Some(day)) => format!("invitation pending since {day}"),
        NotImported::Invited(None) => "invitation pending".to_owned(),
        NotImported::UnreadableShares => {
            "shares libraries that their server does not list".to_owned()
        }
        NotImported::InDoubt => "something that decides about it is not known".to_owned(),
        NotImported::OwnerUnknown => {
            "an account was never asked, and this person may be its owner".to_owned()
        }
    }
}
