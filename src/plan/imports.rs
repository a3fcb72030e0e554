//! New people: who is imported, as what and with which payment, and who is only mentioned.

use std::collections::BTreeMap;

use super::certainty::{HeldBack, Wanted};
use super::decision::{NotImported, PersonVerdict, Remarks};
use super::handles::HandlePool;
use super::notice::{Notice, NoticeKind};
use super::people::ObservedPerson;
use super::planned_user::PlannedUser;
use super::shares::{self, ShareDifferences};
use super::users::UserRules;
use crate::change::{Action, Change, ChangeKind, Names, Payment, Share};
use crate::records::schema::{PlexRecord, Records, SubscriptionPlan};
use crate::vocabulary::{Date, Handle, MachineId, PaymentOrigin, PlexId};

/// Plans the imports of all new people who share a recorded server.
pub(super) fn plan_imports(
    rules: &UserRules<'_, '_>,
    changes: &mut Vec<Change>,
    remarks: &mut Remarks,
) {
    let input = rules.input;
    let mut pool = HandlePool::of(input.records.users.keys());
    let (mut ignored, mut held_back) = (0_usize, 0_usize);
    for (id, seen) in rules.people {
        if rules.matches.by_id.contains_key(id) {
            continue;
        }
        let verdict = match to_import(rules, *id, seen, &mut remarks.held) {
            Err(verdict) => verdict,
            Ok(differences) => {
                let mut user = PlannedUser::imported(input, new_handle(&mut pool, *id, seen), *id);
                user.import(rules, seen, differences, &mut remarks.notices);
                let verdict = user.imported_as();
                changes.append(&mut user.changes);
                verdict
            }
        };
        match &verdict {
            PersonVerdict::Ignored => ignored += 1,
            PersonVerdict::NotImported(NotImported::OwnerUnknown) => held_back += 1,
            PersonVerdict::NotImported(why) => {
                remarks.notices.extend(mention(rules, *id, seen, why));
            }
            _ => {}
        }
        remarks.about_new(seen.called(*id), Some(*id), verdict);
    }
    remarks
        .notices
        .extend(notices_with_counts(rules, ignored, held_back));
}

/// The shares a new person is imported for, or why they are not imported.
fn to_import(
    rules: &UserRules<'_, '_>,
    id: PlexId,
    seen: &ObservedPerson<'_>,
    held: &mut HeldBack,
) -> Result<ShareDifferences, PersonVerdict> {
    if rules.matches.conflicting.contains(&id) {
        return Err(PersonVerdict::Conflict);
    }
    if rules.input.rules.ignore_users.contains(&id) {
        return Err(PersonVerdict::Ignored);
    }
    let not_imported = |why| Err(PersonVerdict::NotImported(why));
    if let Some(why) = never_imported(rules, id, seen) {
        return not_imported(why);
    }
    let called = seen.called(id);
    let offers = BTreeMap::new();
    let comparing = rules.comparing(ChangeKind::AddUser, &called, id, &offers, held);
    let differences = shares::compare(&PlexRecord::default(), Some(seen), comparing);
    if !seen.has_accepted() && !differences.any_held {
        return not_imported(match seen.listed {
            true => without_share(rules, seen),
            false => NotImported::InDoubt,
        });
    }
    if !rules.accounts.never_asked.is_empty() {
        return not_imported(NotImported::OwnerUnknown);
    }
    if differences.added.is_empty() {
        return not_imported(match differences.any_held {
            true => NotImported::InDoubt,
            false => NotImported::UnreadableShares,
        });
    }
    let servers: Vec<&MachineId> = differences.added_on.iter().collect();
    let wanted = Wanted::of_person(ChangeKind::AddUser, &called, id, &servers);
    match rules.certainty.holds(wanted, held) {
        true => not_imported(NotImported::InDoubt),
        false => Ok(differences),
    }
}

fn new_handle(pool: &mut HandlePool, id: PlexId, seen: &ObservedPerson<'_>) -> Handle {
    let Names {
        username,
        email,
        title,
    } = &seen.names;
    let local = email.as_deref().and_then(|email| email.split('@').next());
    let names = [username.as_deref(), local, title.as_deref()];
    pool.take(&names, &format!("user-{id}"))
}

/// The notices about people who are counted only.
fn notices_with_counts(rules: &UserRules<'_, '_>, ignored: usize, held_back: usize) -> Vec<Notice> {
    let mut notices = Vec::new();
    if ignored > 0 {
        notices.push(Notice {
            kind: NoticeKind::IgnoredPeople,
            subject: ignored.to_string(),
            message: format!("{} ignored by the settings", people_are(ignored)),
            place: None,
        });
    }
    if held_back > 0 {
        notices.extend(rules.accounts.never_asked.iter().map(|name| Notice {
            kind: NoticeKind::OwnerUnknown,
            subject: name.to_string(),
            message: format!(
                "was never asked, and its owner may be among the new people: {held_back} new {} \
                 not imported until a run asks every account",
                people_are(held_back)
            ),
            place: None,
        }));
    }
    notices
}

fn people_are(count: usize) -> &'static str {
    if count == 1 {
        "person is"
    } else {
        "people are"
    }
}

/// Why a new person is not imported, whatever they share.
fn never_imported(
    rules: &UserRules<'_, '_>,
    id: PlexId,
    seen: &ObservedPerson<'_>,
) -> Option<NotImported> {
    if rules.accounts.owners.contains(&id) {
        return Some(NotImported::Owner);
    }
    let is_skipped = seen.home && rules.input.rules.home_users.is_none();
    is_skipped.then_some(NotImported::HomeMember)
}

/// Why a new person without an accepted share is not imported.
fn without_share(rules: &UserRules<'_, '_>, seen: &ObservedPerson<'_>) -> NotImported {
    if seen.shares.is_empty() {
        return NotImported::NoShare;
    }
    let days = offers(rules, seen).filter_map(|(_, day)| day);
    NotImported::Invited(days.min())
}

/// The notice about a person who is not imported, if it is worth one.
fn mention(
    rules: &UserRules<'_, '_>,
    id: PlexId,
    seen: &ObservedPerson<'_>,
    why: &NotImported,
) -> Option<Notice> {
    let (kind, message) = match why {
        NotImported::Owner if seen.shares.is_empty() => return None,
        // Said once for the account, not for each person.
        NotImported::OwnerUnknown | NotImported::InDoubt => return None,
        NotImported::Owner => (
            NoticeKind::OwnerNotImported,
            "owns a configured account and is not imported".to_owned(),
        ),
        NotImported::HomeMember => (
            NoticeKind::HomeMemberNotImported,
            "is a member of a Plex Home; `home_users` in the settings decides whether to import"
                .to_owned(),
        ),
        NotImported::NoShare => {
            let who = if seen.home { "Home member" } else { "friend" };
            let message = format!("is a {who} without a share on a recorded server");
            (NoticeKind::FriendWithoutShare, message)
        }
        NotImported::Invited(_) => (NoticeKind::PendingInvitation, pending_message(rules, seen)),
        NotImported::UnreadableShares => (
            NoticeKind::ShareKept,
            "shares libraries that their server does not list, and is imported once it does"
                .to_owned(),
        ),
    };
    Some(Notice {
        kind,
        subject: seen.called(id),
        message,
        place: None,
    })
}

/// The servers a person is offered, each with the day of the invitation.
fn offers<'r>(
    rules: &'r UserRules<'_, '_>,
    seen: &'r ObservedPerson<'_>,
) -> impl Iterator<Item = (&'r Handle, Option<Date>)> {
    let shares = seen.shares.values();
    shares.filter_map(|share| {
        let server = rules.servers.by_machine.get(&share.server)?;
        let zone = rules.input.rules.timezone;
        Some((
            &server.handle,
            share.invited.and_then(|at| at.date_in(zone)),
        ))
    })
}

fn pending_message(rules: &UserRules<'_, '_>, seen: &ObservedPerson<'_>) -> String {
    let offers = offers(rules, seen).map(|(server, day)| {
        let day = day.map(|date| format!(" on {date}")).unwrap_or_default();
        format!("{server}{day}")
    });
    format!(
        "was invited to {} and has not accepted yet",
        offers.collect::<Vec<_>>().join(" and to ")
    )
}

impl PlannedUser {
    /// What was decided about a person who is imported.
    fn imported_as(&self) -> PersonVerdict {
        let mut kinds = self.changes.iter().map(Change::kind);
        PersonVerdict::Imported {
            user: self.who.user.clone(),
            with_payment: kinds.any(|kind| kind == ChangeKind::AddPayment),
        }
    }

    fn import(
        &mut self,
        rules: &UserRules<'_, '_>,
        seen: &ObservedPerson<'_>,
        differences: ShareDifferences,
        notices: &mut Vec<Notice>,
    ) {
        let class = match rules.input.rules.home_users {
            Some(class) if seen.home => class,
            _ => rules.input.rules.class,
        };
        let add = Action::AddUser {
            class,
            names: seen.names.clone(),
        };
        self.change(add, import_reason(&differences));
        self.default_payment(rules, notices);
        self.share_changes(rules, differences, notices);
    }

    fn default_payment(&mut self, rules: &UserRules<'_, '_>, notices: &mut Vec<Notice>) {
        if rules.input.remembered.people.contains(&self.id) {
            notices.push(Notice {
                kind: NoticeKind::ImportedBefore,
                subject: self.who.user.to_string(),
                message: "was recorded before and gets no second default payment".to_owned(),
                place: None,
            });
            return;
        }
        let today = rules.input.rules.today;
        if let Some((plan, end)) = default_payment(rules.input.records, today) {
            let payment = Payment::of(PaymentOrigin::Import, plan, today, end);
            self.change(
                Action::AddPayment(payment),
                "default payment of an imported user",
            );
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

/// The period an imported user starts with: the default plan from `today`, for its duration.
fn default_payment(records: &Records, today: Date) -> Option<(Handle, Date)> {
    let is_default = |(_, plan): &(&Handle, &SubscriptionPlan)| plan.default;
    let (handle, plan) = records.plans.iter().find(is_default)?;
    let end = plan.duration.end_from(today).unwrap_or(Date::LAST);
    Some((handle.clone(), end))
}
