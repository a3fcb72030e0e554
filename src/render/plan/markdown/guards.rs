//! What the guards said, and what to type if they are wrong.

use crate::plan::GuardVerdict;
use crate::render::kit::markdown::escape::Voice;

/// Every guard that refuses or passes by consent only, and how to consent to the rest.
pub(super) fn guards(guards: &[GuardVerdict], voice: Voice) -> String {
    let lines: String = guards
        .iter()
        .filter_map(|guard| line(guard, voice))
        .collect();
    match lines.as_str() {
        "" => String::new(),
        lines => format!("### Guards\n\n{lines}\n{}", consent(guards)),
    }
}

fn line(guard: &GuardVerdict, voice: Voice) -> Option<String> {
    let GuardVerdict {
        name,
        limit,
        found,
        refusal,
        accepted,
        to_accept: _,
    } = guard;
    let name = name.word();
    match (refusal, accepted) {
        (Some(refusal), _) => Some(format!(
            "- **{name}** refuses: {}\n",
            voice.sentence(refusal)
        )),
        (None, Some(_)) => Some(format!(
            "- **{name}** was accepted: {found} found, {limit} allowed\n"
        )),
        (None, None) => None,
    }
}

/// The command that accepts every number found.
fn consent(guards: &[GuardVerdict]) -> String {
    match crate::render::plan::guards::flags(guards) {
        flags if flags.is_empty() => String::new(),
        flags => format!("If this is intended:\n\n```sh\nplexmgr apply{flags}\n```\n\n"),
    }
}
