//! Where a file may be written that somebody named, without destroying another one.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::context::Context;
use super::exit::{Exit, Failure};
use crate::settings::Settings;

/// A file that somebody wants written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    /// `save the plan to`, before the path.
    pub(super) doing: &'a str,
    /// `the plan`
    pub(super) what: &'a str,
    /// Where.
    pub(super) out: &'a Path,
}

impl Target<'_> {
    /// Refuses a place that is not there, or where records, state, settings or one of the `sources` are,
    /// each with its name.
    pub(super) fn check<'s>(
        &self,
        context: &Context,
        settings: &Settings,
        sources: impl IntoIterator<Item = (&'s Path, &'s str)>,
    ) -> Result<(), Failure> {
        let Self { doing, what, out } = *self;
        let shown = out.display();
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            let error = anyhow!("cannot {doing} {shown}: there is no such folder");
            let hint = "make the folder first, or name another one";
            return Err(Failure::new(Exit::Failed, error).hint(hint));
        }
        let target = real(out);
        let inside = |folder: &str| target.starts_with(real(&context.folder().join(folder)));
        let is = |path: &Path| target == real(path);
        let taken = if inside(&settings.records.path) {
            Some("the records")
        } else if inside(&settings.state.path) {
            Some("the state")
        } else if is(&context.settings_path()) {
            Some("the settings")
        } else {
            let mut sources = sources.into_iter();
            sources.find_map(|(path, name)| is(path).then_some(name))
        };
        match taken {
            Some(taken) => {
                let error = anyhow!("cannot {doing} {shown}: {taken} must not be overwritten");
                let hint = format!("choose a place of its own for {what}");
                Err(Failure::new(Exit::Usage, error).hint(hint))
            }
            None => Ok(()),
        }
    }
}

/// A path without links and dots, as far as it exists.
pub(super) fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if folder.as_os_str().is_empty() => {
            real(Path::new(".")).join(name)
        }
        (Some(folder), Some(name)) => real(folder).join(name),
        _ => path.to_owned(),
    }
}
