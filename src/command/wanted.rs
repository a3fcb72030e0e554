//! What `plan` and `apply` are to prepare: one value, made from the command line or from a saved plan.

use std::path::PathBuf;

use super::context::{Context, SettingsFile, settings_invalid};
use super::exit::{Exit, Failure};
use super::read;
use super::read_snapshot::SnapshotFile;
use super::saved_checks::Saved;
use crate::cli::{ApplyArgs, PlanOptions};
use crate::plan::{Acceptance, Accepted};
use crate::saved::{Source, WhoIsAsked};
use crate::settings::{AccountSettings, Settings};
use crate::vocabulary::AccountName;

/// What to prepare.
pub(super) struct Wanted<'o> {
    pub(super) options: &'o PlanOptions,
    /// The accounts to read; all of the settings if none is named.
    pub(super) accounts: Vec<AccountName>,
    /// The sources of transactions to read, and whether Plex is asked.
    pub(super) asked: WhoIsAsked,
    /// The snapshot to read instead of asking Plex.
    pub(super) snapshot: Option<PathBuf>,
    /// The guards that pass.
    pub(super) accepted: Accepted,
    /// The saved plan that what is prepared has to be equal to.
    pub(super) saved: Option<Saved>,
}

impl<'o> Wanted<'o> {
    /// What the command line says.
    pub(super) fn typed(options: &'o PlanOptions) -> Result<Self, Failure> {
        Ok(Self {
            options,
            accounts: options.accounts.clone(),
            asked: who_is_asked(options),
            snapshot: options.observed.clone(),
            accepted: accepted(&options.accepted)?,
            saved: None,
        })
    }

    /// What `apply` gets, and the settings of the household. A saved plan has to be for this household;
    /// nothing has to be locked for that.
    pub(super) fn of(context: &Context, apply: &'o ApplyArgs) -> Result<(Self, Settings), Failure> {
        let Some(path) = &apply.plan_file else {
            let settings = context.settings()?;
            let wanted = Self::typed(&apply.plan)?;
            read::selected(&settings, &wanted.accounts)?;
            return Ok((wanted, settings));
        };
        let saved = Saved::open(path, apply.max_plan_age)?;
        let wanted = Self::typed(&apply.plan)?;
        saved.check_usage(context, &apply.plan)?;
        let settings = saved.own_settings(&context.settings_file()?)?;
        let contents = saved.contents();
        let named = match &contents.basis.source {
            Source::Plex => None,
            Source::Snapshot { path, .. } => Some(context.folder().join(path)),
        };
        let wanted = Self {
            accounts: contents.basis.only_accounts.clone(),
            asked: contents.basis.asked.clone(),
            snapshot: wanted.snapshot.or(named),
            // What was accepted when the plan was made passes, because the plan shows what that means.
            accepted: wanted.accepted.or(contents.change_set.accepted()),
            saved: Some(saved),
            ..wanted
        };
        Ok((wanted, settings))
    }

    /// The settings in their file.
    pub(super) fn settings(&self, file: &SettingsFile) -> Result<Settings, Failure> {
        match &self.saved {
            Some(saved) => saved.own_settings(file),
            None => file.parse().map_err(settings_invalid),
        }
    }

    /// The accounts at Plex to ask; none if Plex is not asked.
    pub(super) fn selected<'s>(
        &self,
        settings: &'s Settings,
    ) -> Result<Vec<&'s AccountSettings>, Failure> {
        match self.asked.plex {
            true => read::selected(settings, &self.accounts),
            false => Ok(Vec::new()),
        }
    }

    /// The snapshot to read, if it is not Plex that is asked.
    pub(super) fn snapshot(&self) -> Result<Option<SnapshotFile>, Failure> {
        let file = self.snapshot.as_deref().map(SnapshotFile::read).transpose();
        let is_named_by_plan = self.saved.is_some() && self.options.observed.is_none();
        file.map_err(|failure| Failure {
            exit: if is_named_by_plan {
                Exit::Stale
            } else {
                failure.exit
            },
            ..failure
        })
    }
}

/// Who is asked, as the command line says: all, or those that it names.
pub(super) fn who_is_asked(options: &PlanOptions) -> WhoIsAsked {
    let PlanOptions {
        accounts,
        sources,
        records,
        since,
        ..
    } = options;
    let names_any = !accounts.is_empty() || !sources.is_empty() || *records;
    WhoIsAsked {
        plex: !records && (sources.is_empty() || !accounts.is_empty()),
        sources: names_any.then(|| sources.clone()),
        since: *since,
    }
}

/// The guards that the command line lets pass.
pub(super) fn accepted(accepted: &[Acceptance]) -> Result<Accepted, Failure> {
    Accepted::of(accepted.iter().copied()).map_err(|error| {
        Failure::new(Exit::Usage, error).hint("`plexmgr plan` shows the number of each guard")
    })
}
