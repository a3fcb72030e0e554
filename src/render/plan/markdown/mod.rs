//! A plan as Markdown for a pull request.
//!
//! What a reviewer has to know comes first: the verdict with the counts, the guards that refuse, and who
//! departs; then imports, updates and the rest, and last the diffs, folded. In the kit, `markdown::escape` makes
//! names harmless, `markdown::budget` keeps the whole below what GitHub takes, and `mask` takes private values
//! out. HTML is only what GitHub needs to fold: `details` and `summary`.
//! Rendered from the change set, never from text. Start at [`plan`].

mod files;
mod guards;
mod people;
mod sources;
mod tables;
mod verdict;
mod words;

pub use crate::render::kit::markdown::budget::MOST_BYTES;

use super::Shown;
use crate::render::kit::Privacy;
use crate::render::kit::markdown::budget::{Section, divided, preferred};
use crate::render::kit::markdown::escape::Voice;

/// The whole plan in at most [`MOST_BYTES`] bytes.
#[must_use]
pub fn plan(shown: &Shown<'_>, privacy: Privacy) -> String {
    let voice = Voice { privacy };
    let set = shown.change_set;
    let mut text = verdict::verdict(shown, voice);
    text.push_str(&sources::without_access(set, voice));
    text.push_str(&guards::guards(&set.guards, voice));

    let people = people::People::of(set);
    let sections = [
        people::imports(&people, voice),
        people::updates(&people, voice),
        tables::inbox(set, voice),
        tables::servers(set, voice),
        tables::effects(set, voice),
        tables::notices(set, voice),
        sources::totals(set),
        tables::accounts(set, voice),
    ];
    let mut needs: Vec<usize> = sections.iter().map(Section::size).collect();
    needs.push(files::size(shown.files));

    let total = MOST_BYTES.saturating_sub(text.len());
    let detailed = people::departures(&people, voice);
    let allowed = preferred(detailed.size(), &needs, total);
    let departures = match detailed.size() <= allowed {
        true => detailed,
        false => people::departures_by_name(&people),
    };
    text.push_str(&departures.within(preferred(departures.size(), &needs, total)));

    let parts = divided(&needs, MOST_BYTES.saturating_sub(text.len()));
    for (section, part) in sections.iter().zip(parts) {
        text.push_str(&section.within(part));
    }
    let left = MOST_BYTES.saturating_sub(text.len());
    text.push_str(&files::folded(shown.files, voice, left));
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
