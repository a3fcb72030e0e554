//! Says what changed a fact: Plex, the time zone, or an edit by hand.
//!
//! The rules compare the records with Plex, which shows that they differ and not why. What earlier runs wrote shows
//! it: where Plex still says that, the record was edited, and where the record still does, Plex changed or its instants
//! fall on other days. Without it, a reason says only what is true in each case. Start at [`explain`].

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::Input;
use crate::change::{Action, Change, Field, FieldValue, Subject, Who};
use crate::history::{Written, WrittenFact};
use crate::sources::plex::{AccountOutcome, ObservedShare};
use crate::vocabulary::{Date, Timestamp};

/// Why a fact is taken over from Plex of which nothing else is known.
pub(super) const DIFFERS: &str = "differs from Plex";
/// Why a share is removed that no run is known to have written.
pub(super) const NOT_SHARED: &str = "not shared at Plex";
/// Why a user departs of whose shares no run is known to have written one.
pub(super) const SHARES_NONE: &str = "shares no recorded server";

/// What made a fact of the records differ from Plex.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    Plex,
    Hand,
    /// The record was edited, and Plex says something else than before.
    Both,
    /// The same instant falls on another day.
    Zone {
        before: String,
    },
    /// Plex changed, or the time zone, of which the history does not say what it was.
    PlexOrZone,
    Unknown,
}

/// Gives the changes of a plan the reasons that follow from what earlier runs wrote.
pub fn explain(input: &Input<'_>, written: &Written, changes: &mut [Change]) {
    let explaining = Explaining { input, written };
    for change in changes {
        if let Some(reason) = explaining.reason(change) {
            change.reason = reason;
        }
    }
}

struct Explaining<'e> {
    input: &'e Input<'e>,
    written: &'e Written,
}

impl Explaining<'_> {
    /// The reason of a change, if more is known than the rule knew.
    fn reason(&self, change: &Change) -> Option<String> {
        let (subject, reason) = (&change.subject, &change.reason);
        let is_known = self.written.knows(subject);
        let by_hand =
            |is_known: bool, rest: &str| is_known.then(|| format!("removed by hand; {rest}"));
        match change.action()? {
            // An offer is what Plex says, whatever the record says.
            Action::UpdateShare {
                accepted: Some(accepted),
                ..
            } if accepted.after.is_none() => None,
            Action::UpdateServer { .. }
            | Action::UpdateLibrary { .. }
            | Action::UpdateUser { .. }
            | Action::UpdateShare { .. } => self.differences(change),
            Action::AddShare(_) => by_hand(is_known, reason),
            Action::LinkUser { .. } => {
                let reason = reason.as_str();
                is_known.then(|| format!("id removed by hand; {reason}"))
            }
            Action::AddServer { machine_id, .. } => {
                let machine = machine_id.as_str();
                by_hand(self.written.any(None, "machine_id", machine), reason)
            }
            Action::AddLibrary { id, .. } => {
                let server = subject.server();
                let is_known = self.written.any(server, "id", &id.to_string());
                by_hand(is_known, &format!("on {}", server?))
            }
            Action::RemoveLibrary { id, .. } => {
                let server = subject.server();
                let is_known = self.written.any(server, "id", &id.to_string());
                is_known.then(|| server.map(|server| format!("no longer on {server}")))?
            }
            Action::RemoveShare(_) => is_known.then(|| "no longer shared at Plex".to_owned()),
            Action::DepartUser { .. } => {
                let shared = self.written.any_share(change.who()?.plex_id?);
                shared.then(|| "no longer shares a recorded server".to_owned())
            }
            Action::ReturnUser { .. } => {
                let departed = self.written.fact(subject, "departed")?.value.as_ref();
                Some(match departed {
                    Some(_) => format!("{reason} again"),
                    None => format!("departure added by hand; {reason}"),
                })
            }
            _ => None,
        }
    }

    /// The reason of an update: what changed its keys, key by key where it differs.
    fn differences(&self, change: &Change) -> Option<String> {
        let fields = change.action()?.fields();
        let fields = fields.iter().filter(|field| !field.follows_another());
        let mut causes: Vec<(Cause, Vec<&str>)> = Vec::new();
        for field in fields {
            let cause = self.cause(&change.subject, field);
            match causes.iter_mut().find(|(known, _)| *known == cause) {
                Some((_, names)) => names.push(&field.name),
                None => causes.push((cause, vec![&field.name])),
            }
        }
        match causes.as_slice() {
            [(Cause::Unknown, _)] | [] => None,
            [(cause, _)] => Some(self.words(cause)),
            causes => {
                let each = causes.iter();
                let each = each
                    .map(|(cause, names)| format!("{} {}", names.join(", "), self.words(cause)));
                Some(each.collect::<Vec<_>>().join("; "))
            }
        }
    }

    fn cause(&self, subject: &Subject, field: &Field) -> Cause {
        let Some(fact) = self.written.fact(subject, &field.name) else {
            return Cause::Unknown;
        };
        let is_written = |value: &Option<FieldValue>| is_same(value.as_ref(), fact.value.as_ref());
        let is_edited = !is_written(&field.before);
        let day = Day::of(self.input, subject, field, fact);
        let is_unchanged = match &day {
            Some(day) => day.is_unchanged(),
            None => Some(is_written(&field.after)),
        };
        match (is_edited, is_unchanged, day) {
            (
                false,
                Some(true),
                Some(Day {
                    then: Some(zone), ..
                }),
            ) => Cause::Zone {
                before: zone.name().to_owned(),
            },
            (false, None, _) => Cause::PlexOrZone,
            (false, ..) => Cause::Plex,
            (true, Some(false), _) => Cause::Both,
            (true, ..) => Cause::Hand,
        }
    }

    fn words(&self, cause: &Cause) -> String {
        match cause {
            Cause::Plex => "changed at Plex".to_owned(),
            Cause::Hand => "edited by hand".to_owned(),
            Cause::Both => "edited by hand and changed at Plex".to_owned(),
            Cause::Zone { before } => {
                let now = self.input.rules.timezone.name();
                format!("time zone changed from {before} to {now}")
            }
            Cause::PlexOrZone => "changed at Plex or by another time zone".to_owned(),
            Cause::Unknown => DIFFERS.to_owned(),
        }
    }
}

/// A day that a run wrote, and the instant at Plex.
struct Day {
    written: Date,
    now: Timestamp,
    today: Date,
    /// The time zone of that run, if it is known.
    then: Option<Tz>,
}

impl Day {
    fn of(input: &Input<'_>, subject: &Subject, field: &Field, fact: &WrittenFact) -> Option<Self> {
        let share = observed_share(input, subject)?;
        let now = match field.name.as_str() {
            "invited" => share.invited?,
            "accepted" => share.accepted?,
            _ => return None,
        };
        let Some(FieldValue::Text(written)) = &fact.value else {
            return None;
        };
        Some(Self {
            written: written.parse().ok()?,
            now,
            today: now.date_in(input.rules.timezone)?,
            then: fact.timezone.as_ref().and_then(|zone| zone.parse().ok()),
        })
    }

    /// Whether Plex still says what was written; none if that depends on an unknown time zone.
    fn is_unchanged(&self) -> Option<bool> {
        match self.then {
            Some(zone) => Some(self.now.date_in(zone) == Some(self.written)),
            None if self.today == self.written => Some(true),
            None => (self.today.days_since(self.written).abs() > 1).then_some(false),
        }
    }
}

/// What Plex says of a share.
fn observed_share<'i>(input: &Input<'i>, subject: &Subject) -> Option<&'i ObservedShare> {
    let Subject::Share {
        who: Who {
            plex_id: Some(id), ..
        },
        server,
    } = subject
    else {
        return None;
    };
    let machine = &input.records.servers.get(server)?.machine_id.value;
    let accounts = input.observed.accounts.iter();
    let mut shares = accounts.flat_map(|reading| match &reading.outcome {
        AccountOutcome::Read(facts) => {
            let place = facts.people.binary_search_by_key(id, |person| person.id);
            place.map_or(&[][..], |place| &facts.people[place].shares)
        }
        AccountOutcome::Unknown(_) => &[],
    });
    shares.find(|share| share.server == *machine)
}

/// Whether two values are the same; the order of a list does not matter.
fn is_same(one: Option<&FieldValue>, other: Option<&FieldValue>) -> bool {
    match (one, other) {
        (Some(FieldValue::List(one)), Some(FieldValue::List(other))) => {
            let set = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
            set(one) == set(other)
        }
        (one, other) => one == other,
    }
}
