//! New people: who is imported, as what and with which payment, and who is only mentioned.

use super::change::{Action, Change, Names, Share};
use super::notice::{Notice, NoticeKind};
use super::people::Seen;
use super::planned_user::PlannedUser;
use super::shares::{self, ShareDifferences};
use super::users::UserRules;
use crate::records::schema::PlexRecord;
use crate::vocabulary::{Date, PlexId};

/// Plans the imports of everybody who is new and shares a recorded server.
pub(super) fn plan_imports(
    rules: &UserRules<'_, '_>,
    changes: &mut Vec<Change>,
    notices: &mut Vec<Notice>,
) {
    let input = rules.input;
    let mut pool = super::handles::HandlePool::of(input.records.users.keys());
    let (mut ignored, mut held_back) = (0_usize, 0_usize);
    for (id, seen) in rules.everybody {
        if rules.matches.by_id.contains_key(id) || rules.matches.conflicting.contains(id) {
            continue;
        }
        if input.rules.ignore_users.contains(id) {
            ignored += 1;
            continue;
        }
        if let Some(notice) = not_imported(rules, *id, seen) {
            notices.extend(notice);
            continue;
        }
        if !rules.accounts.never_asked.is_empty() {
            held_back += 1;
            continue;
        }
        let nothing = PlexRecord::default();
        let zone = input.rules.timezone;
        let differences = shares::compare(&nothing, Some(seen), rules.servers, zone);
        if differences.added.is_empty() {
            notices.push(unreadable(*id, seen));
            continue;
        }
        let Names {
            username,
            email,
            title,
        } = &seen.names;
        let local = email.as_deref().and_then(|email| email.split('@').next());
        let names = [username.as_deref(), local, title.as_deref()];
        let handle = pool.take(&names, &format!("user-{id}"));
        let mut user = PlannedUser::imported(input, handle, *id);
        user.import(rules, seen, differences, notices);
        changes.append(&mut user.changes);
    }
    if ignored > 0 {
        notices.push(Notice {
            kind: NoticeKind::IgnoredPeople,
            subject: ignored.to_string(),
            message: format!("{} ignored as the settings say", people_are(ignored)),
            place: None,
        });
    }
    if held_back > 0 {
        notices.extend(rules.accounts.never_asked.iter().map(|name| Notice {
            kind: NoticeKind::OwnerUnknown,
            subject: name.to_string(),
            message: format!(
                "was never asked, and its owner might be among those to import: {held_back} new \
                 {} held back until a run asks every account",
                people_are(held_back)
            ),
            place: None,
        }));
    }
}

fn people_are(count: usize) -> &'static str {
    if count == 1 {
        "person is"
    } else {
        "people are"
    }
}

/// Said of somebody whose shares cannot be written down yet.
fn unreadable(id: PlexId, seen: &Seen<'_>) -> Notice {
    Notice {
        kind: NoticeKind::ShareKept,
        subject: seen.called(id),
        message: "shares libraries that their server does not list, and is imported once it does"
            .to_owned(),
        place: None,
    }
}

/// Why a new person is not imported: `Some` and the notice, if it is worth one.
fn not_imported(rules: &UserRules<'_, '_>, id: PlexId, seen: &Seen<'_>) -> Option<Option<Notice>> {
    let notice = |kind, message: String| {
        Some(Some(Notice {
            kind,
            subject: seen.called(id),
            message,
            place: None,
        }))
    };
    if rules.accounts.owners.contains(&id) {
        if seen.shares.is_empty() {
            return Some(None);
        }
        let message = "owns a configured account and is not imported".to_owned();
        return notice(NoticeKind::OwnerNotImported, message);
    }
    if seen.home && rules.input.rules.home_users.is_none() {
        let message = "is a member of a Plex Home; `home_users` in the settings decides about them";
        return notice(NoticeKind::HomeMemberNotImported, message.to_owned());
    }
    if seen.has_accepted() {
        return None;
    }
    if seen.shares.is_empty() {
        let who = if seen.home { "Home member" } else { "friend" };
        let message = format!("is a {who} without a share on a recorded server");
        return notice(NoticeKind::FriendWithoutShare, message);
    }
    notice(NoticeKind::PendingInvitation, pending_message(rules, seen))
}

fn pending_message(rules: &UserRules<'_, '_>, seen: &Seen<'_>) -> String {
    let offers: Vec<String> = seen
        .shares
        .values()
        .filter_map(|share| {
            let server = rules.servers.by_machine.get(&share.server)?;
            let day = share
                .invited
                .and_then(|at| at.date_in(rules.input.rules.timezone));
            let day = day.map(|date| format!(" on {date}")).unwrap_or_default();
            Some(format!("{}{day}", server.handle))
        })
        .collect();
    format!(
        "was invited to {} and has not accepted yet",
        offers.join(" and to ")
    )
}

impl PlannedUser {
    fn import(
        &mut self,
        rules: &UserRules<'_, '_>,
        seen: &Seen<'_>,
        differences: ShareDifferences,
        notices: &mut Vec<Notice>,
    ) {
        let class = match rules.input.rules.home_users {
            Some(class) if seen.home => class,
            _ => rules.input.rules.class,
        };
        let add = Action::AddUser {
            who: self.who.clone(),
            class,
            names: seen.names.clone(),
        };
        self.change(add, import_reason(&differences));
        self.default_payment(rules, notices);
        self.share_changes(rules, differences, notices);
    }

    fn default_payment(&mut self, rules: &UserRules<'_, '_>, notices: &mut Vec<Notice>) {
        if rules.input.remembered.people.contains(&self.who.plex_id) {
            notices.push(Notice {
                kind: NoticeKind::ImportedBefore,
                subject: self.who.user.to_string(),
                message: "was recorded before and gets no second default payment".to_owned(),
                place: None,
            });
            return;
        }
        let today = rules.input.rules.today;
        if let Some((plan, end)) = super::payments::default_payment(rules.input.records, today) {
            let who = self.who.clone();
            let action = Action::AddPayment {
                who,
                plan,
                start: today,
                end,
            };
            self.change(action, "default payment of an imported user");
        }
    }
}

/// `shares atlas since 2015-09-14`: the share accepted first.
fn import_reason(differences: &ShareDifferences) -> String {
    let key = |share: &&Share| (share.accepted.unwrap_or(Date::LAST), share.server.clone());
    let Some(first) = differences.added.iter().min_by_key(key) else {
        return "shares a server".to_owned();
    };
    let since = first
        .accepted
        .map(|date| format!(" since {date}"))
        .unwrap_or_default();
    let more = match differences.added.len() {
        0 | 1 => String::new(),
        2 => " and 1 more server".to_owned(),
        n => format!(" and {} more servers", n - 1),
    };
    format!("shares {}{since}{more}", first.server)
}
