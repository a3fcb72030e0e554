//! `plexmgr snapshot`: saves what Plex says, without any token.

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output_file::{OutputFile, OutputKind};
use super::read;
use crate::cli::SnapshotArgs;
use crate::sources::plex::{AccountOutcome, AccountReading, Observed, snapshot};

pub(super) fn run(context: &Context, options: &SnapshotArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let target = OutputFile {
        kind: OutputKind::Snapshot,
        out: &options.out,
        overwrite: options.overwrite,
    };
    let target = target.check(context, Some(&settings), None)?;
    let accounts = read::selected(&settings, &options.accounts)?;
    let taken = context.clock.moment();
    let observed = read::from_plex(context, &settings, &accounts, None)?.observed;
    read::refuse_unknown(&observed, "no snapshot was written")?;
    target.write(
        context,
        snapshot::to_json(&observed, Some(taken)).as_bytes(),
    )?;
    context.say(&format!("Wrote {}.", options.out.display()));
    Ok(warn_of_doubts(context, &observed))
}

/// Warns of each fact that is in doubt in the snapshot, too; a plan made from it holds back what rests on it.
fn warn_of_doubts(context: &Context, observed: &Observed) -> Exit {
    let mut exit = Exit::Done;
    for AccountReading { account, outcome } in &observed.accounts {
        let AccountOutcome::Read(facts) = outcome else {
            continue;
        };
        for doubt in &facts.doubts {
            let fact = doubt.fact.word();
            let hint = doubt.hint.as_deref().unwrap_or_default();
            context.warn(&format!(
                "account {account}: the {fact} are in doubt in this snapshot: {} {}; {hint}",
                doubt.endpoint, doubt.reason
            ));
            exit = Exit::Incomplete;
        }
    }
    exit
}
