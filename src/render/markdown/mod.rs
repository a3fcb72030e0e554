//! A plan, or the problems of a check, as Markdown for a pull request.
//!
//! What a reviewer has to know comes first: the verdict with the counts, the guards that refuse, and who
//! departs; then imports, updates and the rest, and last the diffs, folded. `escape` says how names are
//! kept from meaning anything, `budget` how the whole stays below what GitHub takes; `mask` next door
//! takes private values out. HTML is only what GitHub needs to fold: `details` and `summary`.
//! Rendered from the change set, never from text. Start at [`plan`].

mod budget;
mod escape;
mod files;
mod guards;
mod people;
mod problems;
mod status;
mod tables;
mod verdict;
mod words;

pub use budget::MOST_BYTES;
pub use problems::problems;
pub use status::status;

use super::Shown;
use super::mask::Privacy;
use budget::{divided, preferred};
use escape::Voice;

/// The whole plan in at most [`MOST_BYTES`] bytes.
#[must_use]
pub fn plan(shown: &Shown<'_>, privacy: Privacy) -> String {
    let voice = Voice { privacy };
    let set = shown.change_set;
    let mut text = verdict::verdict(shown, voice);
    text.push_str(&guards::guards(&set.guards, voice));

    let people = people::People::of(set);
    let sections = [
        people::imports(&people, voice),
        people::updates(&people, voice),
        tables::servers(set, voice),
        tables::effects(set, voice),
        tables::notices(&set.notices, voice),
        tables::accounts(&set.accounts, voice),
    ];
    let mut needs: Vec<usize> = sections.iter().map(budget::Section::size).collect();
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
