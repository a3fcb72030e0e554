//! Saved plans on disk: where one may be written, saving it, and opening it again.

use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::context::Context;
use super::exit::{Exit, Failure};
use super::hints;
use super::output_file::{Checked, OutputFile, OutputKind};
use super::prepare::Prepared;
use super::protected::real;
use super::read::SnapshotFile;
use crate::cli::PlanOptions;
use crate::files;
use crate::render::FileView;
use crate::saved::{AccountBasis, Basis, Contents, HistoryBasis, MOST_BYTES, SavedPlan, Source};
use crate::vocabulary::{Digest, Timestamp};

/// What to do about a saved plan that cannot be applied.
pub(super) const NEW_PLAN: &str = "make a new plan: `plexmgr plan --out FILE`";

/// Reads a saved plan and believes it only as a whole.
pub(super) fn open(path: &Path) -> Result<SavedPlan, Failure> {
    let shown = path.display();
    let bytes = files::read_limited(path, MOST_BYTES as u64).map_err(|error| {
        let exit = match error.kind() {
            std::io::ErrorKind::FileTooLarge => Exit::Stale,
            _ => Exit::Invalid,
        };
        let hint = hints::to_read(&error, "`plexmgr plan --out FILE` makes one");
        let error =
            anyhow::Error::new(error).context(format!("cannot read the saved plan {shown}"));
        Failure::new(exit, error).hint(hint)
    })?;
    SavedPlan::from_bytes(&bytes)
        .map_err(|error| hints::conflict_or(path, &bytes, error))
        .with_context(|| format!("cannot use the saved plan {shown}"))
        .map_err(|error| Failure::new(Exit::Stale, error).hint(NEW_PLAN))
}

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
