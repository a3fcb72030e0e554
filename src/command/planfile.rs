//! Saved plans on disk: where one may be written, and saving it.

use std::path::Path;

use anyhow::anyhow;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output_file::{Checked, OutputFile, OutputKind};
use super::prepare::Prepared;
use super::protected::real;
use super::read_snapshot::SnapshotFile;
use super::wanted::who_is_asked;
use crate::cli::PlanOptions;
use crate::render::FileView;
use crate::saved::{AccountBasis, Basis, Contents, HistoryBasis, MOST_BYTES, Source};
use crate::vocabulary::{Digest, Timestamp};

/// Refuses, before anything is asked, a place where a saved plan would destroy something else.
pub(super) fn check_target<'o>(
    context: &Context,
    out: &'o Path,
    overwrite: bool,
    options: &PlanOptions,
) -> Result<Checked<'o>, Failure> {
    let snapshot = options.observed.as_deref();
    let sources = snapshot.map(|path| (path, "the snapshot it is made from"));
    let kind = OutputKind::Plan;
    let target = OutputFile {
        kind,
        out,
        overwrite,
    };
    target.check(context, Some(&context.settings()?), sources)
}

/// Saves what was planned and what it was based on.
pub(super) fn save(
    context: &Context,
    prepared: &Prepared,
    options: &PlanOptions,
    target: &Checked<'_>,
) -> Result<(), Failure> {
    let contents = Contents {
        created: Timestamp(context.now.timestamp()),
        household: prepared.made_from.settings.client_id,
        change_set: prepared.change_set.clone(),
        files: prepared.draft.files.iter().map(FileView::of).collect(),
        basis: basis(context, prepared, options),
    };
    let bytes = contents.to_bytes();
    let shown = target.out().display();
    if bytes.len() > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        let error = anyhow!("cannot save the plan to {shown}: it has more than {most} MiB");
        return Err(Failure::new(Exit::Failed, error).hint("apply without a saved plan"));
    }
    target.write(context, &bytes)?;
    context.say(&format!("Saved the plan to {shown}."));
    Ok(())
}

/// Digests of everything a plan was made from.
fn basis(context: &Context, prepared: &Prepared, options: &PlanOptions) -> Basis {
    let made_from = &prepared.made_from;
    let sources = prepared.household.sources.iter();
    Basis {
        settings: Digest::of(&made_from.settings_file.bytes),
        records: sources
            .map(|(path, source)| (path.to_string(), Digest::of(source.text.as_bytes())))
            .collect(),
        history: HistoryBasis::of(&made_from.recalled.summary),
        source: match &made_from.snapshot {
            None => Source::Plex,
            Some(file) => Source::Snapshot {
                path: kept_path(context, file),
                digest: Digest::of(&file.bytes),
            },
        },
        only_accounts: options.accounts.clone(),
        asked: who_is_asked(options),
        accounts: made_from
            .observed
            .accounts
            .iter()
            .map(AccountBasis::of)
            .collect(),
    }
}

/// Where a snapshot is found again: relative to the household if it lies there, so that the household
/// can be moved or checked out elsewhere.
fn kept_path(context: &Context, file: &SnapshotFile) -> String {
    let path = real(&file.path);
    match path.strip_prefix(real(context.folder())) {
        Ok(inside) => {
            let parts = inside
                .components()
                .map(|part| part.as_os_str().to_string_lossy());
            parts.collect::<Vec<_>>().join("/")
        }
        Err(_) => path.to_string_lossy().into_owned(),
    }
}
