//! `plexmgr snapshot`: saves what Plex says, and what sources of transactions list if that is wanted, without any token.

use anyhow::anyhow;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output_file::{OutputFile, OutputKind};
use super::source_files::warn_if_unknown;
use super::sources::SourcesAsked;
use super::{money, read};
use crate::cli::SnapshotArgs;
use crate::saved::WhoIsAsked;
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
    let begin = || -> Result<SourcesAsked, Failure> {
        let records = context.records(&settings)?.records;
        let asked = (&WhoIsAsked::default(), money::Reach::Known);
        money::begin(context, &settings, &records, asked)
    };
    let asked = options.sources.then(begin).transpose()?;
    let observed = read::from_plex(context, &settings, &accounts, None)?.observed;
    let sources = asked.map(SourcesAsked::answered);
    read::refuse_unknown(&observed, "no snapshot was written")?;
    let text = snapshot::to_json(&observed, Some(taken), sources.as_deref());
    check_size(&text)?;
    target.write(context, text.as_bytes())?;
    context.say(&format!("Wrote {}.", options.out.display()));
    let exit = warn_of_doubts(context, &observed);
    let readings = sources.iter().flatten();
    let unknown = readings.filter(|reading| warn_if_unknown(context, reading));
    Ok(match unknown.count() {
        0 => exit,
        _ => Exit::Incomplete,
    })
}

/// Refuses a snapshot that could not be read again.
fn check_size(text: &str) -> Result<(), Failure> {
    if text.len() <= snapshot::MOST_BYTES {
        return Ok(());
    }
    let most = snapshot::MOST_BYTES >> 20;
    let error = anyhow!("the snapshot would be larger than {most} MiB; none was written");
    let hint = "with `--sources`, set `since` of the sources to a later day";
    Err(Failure::new(Exit::Failed, error).hint(hint))
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
