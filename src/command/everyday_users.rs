//! Which users a command edits: named on the command line, or selected by filters.

use super::context::Context;
use super::everyday::refusals;
use super::exit::Failure;
use super::status::unselectable;
use crate::everyday::{Input, Refusal};
use crate::records::schema::Records;
use crate::status::{Filter, Margins, Selection, resolve};
use crate::vocabulary::{Class, Days, Handle, counted};

/// The users that were named or selected, each once.
pub(super) struct Chosen {
    pub(super) handles: Vec<Handle>,
    /// Those of them who were only selected, and not by their standing.
    by_filter: Vec<Handle>,
}

pub(super) fn chosen<T: AsRef<str>>(
    input: &Input<'_>,
    users: &[T],
    filters: &[String],
) -> Result<Chosen, Failure> {
    let records = &input.household.records;
    let mut handles = named(records, users)?;
    let selection = Selection::parse(filters, records).map_err(unselectable)?;
    let selected = match filters.is_empty() {
        true => Vec::new(),
        false => {
            let margins = Margins {
                within: Days::new(14),
                grace: Days::new(input.grace_days),
            };
            selection.users(records, input.today, margins)
        }
    };
    let mut is_standing = selection.filters().iter();
    let by_standing = is_standing.any(|filter| matches!(filter, Filter::Standing(_)));
    let more: Vec<Handle> = selected
        .into_iter()
        .filter(|handle| !handles.contains(handle))
        .collect();
    handles.extend(more.iter().cloned());
    let by_filter = if by_standing { Vec::new() } else { more };
    Ok(Chosen { handles, by_filter })
}

/// The users with these names; all unknown names are refused at once.
pub(super) fn named<T: AsRef<str>>(records: &Records, users: &[T]) -> Result<Vec<Handle>, Failure> {
    let (mut handles, mut refused) = (Vec::new(), Vec::new());
    for user in users {
        match resolve(records, user.as_ref()) {
            Ok(handle) if handles.contains(&handle) => {}
            Ok(handle) => handles.push(handle),
            Err(error) => refused.push(error),
        }
    }
    match refused.len() {
        0 => Ok(handles),
        1 => Err(unselectable(refused.remove(0))),
        _ => {
            let refused = refused.into_iter().map(|error| Refusal {
                subject: String::new(),
                message: error.message,
                help: Some(error.hint),
            });
            Err(refusals(&refused.collect::<Vec<_>>()))
        }
    }
}

impl Chosen {
    /// Without the departed and permanent users who were only selected; a note names them.
    pub(super) fn who_pay(self, context: &Context, input: &Input<'_>) -> Vec<Handle> {
        let records = &input.household.records;
        let Self { handles, by_filter } = self;
        let pays_nothing = |handle: &Handle| {
            let record = records.users.get(handle);
            record.is_some_and(|record| {
                record.plex.departed.is_some() || record.class == Class::Permanent
            })
        };
        let (left_out, users): (Vec<_>, Vec<_>) = handles
            .into_iter()
            .partition(|handle| by_filter.contains(handle) && pays_nothing(handle));
        if !left_out.is_empty() {
            let names: Vec<&str> = left_out.iter().map(Handle::as_str).collect();
            context.say(&format!(
                "note: {} left out, departed or permanent: {}",
                counted(left_out.len(), "user"),
                names.join(", ")
            ));
        }
        users
    }
}
