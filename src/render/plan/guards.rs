//! What the guards said, as text for people.

use crate::plan::GuardVerdict;
use crate::render::kit::Page;
use crate::render::kit::paint::Role;
use crate::render::kit::width::fitted;
use crate::vocabulary::escaped;

/// How far the second line of a verdict stands in.
const HANG: usize = 4;

/// A line for every guard that refuses or passes by consent only, and how to consent to the rest.
pub(super) fn verdicts(guards: &[GuardVerdict], page: Page) -> String {
    let mut text = String::new();
    for GuardVerdict {
        name,
        limit,
        found,
        refusal,
        accepted,
        to_accept: _,
    } in guards
    {
        let name = name.word();
        let (label, role, reason) = match (refusal, accepted) {
            (Some(refusal), _) => ("refused", Role::Refusal, escaped(refusal)),
            (None, Some(_)) => (
                "accepted",
                Role::Warning,
                format!("{found} found, {limit} allowed"),
            ),
            (None, None) => continue,
        };
        let label = page.paint.apply(role, &format!("{label}[{name}]"));
        text.push_str(&fitted(&format!("{label}: {reason}"), HANG, page.columns));
        text.push('\n');
    }
    text + &consent(guards, page)
}

/// How to apply all the same.
fn consent(guards: &[GuardVerdict], page: Page) -> String {
    match flags(guards).as_str() {
        "" => String::new(),
        flags => {
            let hint = format!("hint: if this is intended: plexmgr apply{flags}");
            fitted(&hint, HANG, page.columns) + "\n"
        }
    }
}

/// The flags that let every refusing guard pass, the accepted ones once more; each with a space before
/// it. Nothing where nothing refuses.
pub(super) fn flags(guards: &[GuardVerdict]) -> String {
    if guards.iter().all(GuardVerdict::passes) {
        return String::new();
    }
    let flag = |guard: &GuardVerdict| {
        let number = guard.to_accept?;
        Some(format!(" --accept {}={number}", guard.name.word()))
    };
    guards.iter().filter_map(flag).collect()
}

/// Behind the counts: that none of it may be applied.
pub(super) fn refused_by(guards: &[GuardVerdict]) -> String {
    let refusing = guards.iter().filter(|guard| !guard.passes());
    let names: Vec<&str> = refusing.map(|guard| guard.name.word()).collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!(" Refused by: {}.", names.join(", ")),
    }
}
