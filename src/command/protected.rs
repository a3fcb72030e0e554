//! What belongs to a household, so that no `--out` may replace it or lead through it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::context::Context;
use crate::files;
use crate::settings::{FILE_NAME, RecordsSettings, Settings, StateSettings, TokenSource};

/// The folder of message templates.
const TEMPLATES: &str = "templates";

/// Folders in a household or its repository that editors and forges read, besides those of git.
const TOOLS: [&str; 4] = [".plexmgr", ".vscode", ".forgejo", ".gitea"];

/// What must not be replaced, as far as it is known.
pub(super) struct Protected {
    /// The household and, if it is in one, its repository; without links.
    roots: Vec<PathBuf>,
    /// Files and folders without links, each with its name in a message.
    places: Vec<(PathBuf, &'static str)>,
}

impl Protected {
    /// What belongs to the household; `sources` are files that the text is made from, with their names.
    pub(super) fn of<'s>(
        context: &Context,
        settings: Option<&Settings>,
        sources: impl IntoIterator<Item = (&'s Path, &'static str)>,
    ) -> Self {
        let household = real(context.folder());
        let inside = |path: &str| real(&household.join(path));
        let (records, state) = match settings {
            Some(settings) => (settings.records.path.clone(), settings.state.path.clone()),
            None => (
                RecordsSettings::default().path,
                StateSettings::default().path,
            ),
        };
        let mut places = vec![
            (inside(&records), "the records"),
            (inside(&state), "the state"),
            (inside(TEMPLATES), "the templates"),
            (inside(FILE_NAME), "the settings"),
            (real(&context.settings_path()), "the settings"),
        ];
        for account in settings.into_iter().flat_map(|settings| &settings.accounts) {
            if let TokenSource::File(path) = &account.token {
                places.push((real(&household.join(path)), "a token file"));
            }
        }
        places.extend(sources.into_iter().map(|(path, name)| (real(path), name)));
        let mut roots = vec![household.clone()];
        if let Some(top) = household
            .ancestors()
            .find(|above| above.join(".git").exists())
        {
            places.extend(
                git_folders(top)
                    .into_iter()
                    .map(|path| (path, "the git repository")),
            );
            roots.push(top.to_owned());
        }
        Self { roots, places }
    }

    /// What would be replaced by a file at `path`, which holds no link; `None` if it is free.
    pub(super) fn at(&self, path: &Path) -> Option<&'static str> {
        let mut parts = path
            .components()
            .map(|part| folded(part.as_os_str().as_ref()));
        if parts.any(|part| part == ".git") {
            return Some("the git repository");
        }
        for root in &self.roots {
            let below = path
                .strip_prefix(root)
                .into_iter()
                .flat_map(Path::components);
            let mut below = below.map(|part| folded(part.as_os_str().as_ref()));
            if below.any(|part| part.starts_with(".git") || TOOLS.contains(&part.as_str())) {
                return Some("what git, CI and editors read there");
            }
        }
        let mut places = self.places.iter();
        places
            .find(|(place, _)| is_at_or_below(path, place))
            .map(|(_, name)| *name)
    }

    /// `path` without any link.
    ///
    /// # Errors
    /// What is wrong with a link on it: one in the household must not leave it, nor one in its repository
    /// the repository, and none may lead to nothing.
    pub(super) fn resolve(&self, path: &Path) -> Result<PathBuf, String> {
        let absolute = std::path::absolute(path).map_err(|error| error.to_string())?;
        let mut resolved = PathBuf::from("/");
        for part in absolute.components() {
            match part {
                Component::ParentDir => {
                    resolved.pop();
                }
                Component::Normal(name) => {
                    resolved.push(name);
                    if resolved.is_symlink() {
                        resolved = self.followed(&resolved)?;
                    }
                }
                Component::Prefix(_) | Component::RootDir | Component::CurDir => {}
            }
        }
        Ok(resolved)
    }

    fn followed(&self, link: &Path) -> Result<PathBuf, String> {
        let shown = link.display();
        let target = link
            .canonicalize()
            .map_err(|_| format!("the symbolic link {shown} is broken"))?;
        let leaves = |root: &PathBuf| link.starts_with(root) && !target.starts_with(root);
        match self.roots.iter().any(leaves) {
            true => Err(format!(
                "the symbolic link {shown} points outside the household"
            )),
            false => Ok(target),
        }
    }
}

/// Where git keeps the repository whose work tree is `top`.
fn git_folders(top: &Path) -> Vec<PathBuf> {
    const MOST_BYTES: u64 = 4096;
    let git = top.join(".git");
    let mut folders = vec![real(&git)];
    // A work tree of its own, or a submodule, has a file that names the folder.
    if let Ok(bytes) = files::read_limited(&git, MOST_BYTES)
        && let Ok(text) = String::from_utf8(bytes)
        && let Some(named) = text.trim_end().strip_prefix("gitdir: ")
    {
        let folder = real(&top.join(named));
        if let Ok(bytes) = files::read_limited(&folder.join("commondir"), MOST_BYTES)
            && let Ok(common) = String::from_utf8(bytes)
        {
            folders.push(real(&folder.join(common.trim_end())));
        }
        folders.push(folder);
    }
    folders
}

/// Whether a path is `place` or below it, also in another spelling that some systems take for the same.
fn is_at_or_below(path: &Path, place: &Path) -> bool {
    if path.starts_with(place) || folded_path(path).starts_with(folded_path(place)) {
        return true;
    }
    let identity = |path: &Path| {
        let metadata = fs::metadata(path).ok()?;
        Some((metadata.dev(), metadata.ino()))
    };
    let Some(wanted) = identity(place) else {
        return false;
    };
    path.ancestors()
        .any(|above| identity(above) == Some(wanted))
}

fn folded_path(path: &Path) -> PathBuf {
    path.components()
        .map(|part| folded(part.as_os_str().as_ref()))
        .collect()
}

/// A name as a system compares it that knows neither case nor composition.
fn folded(name: &Path) -> String {
    let lower = name.to_string_lossy().to_lowercase();
    lower.nfkd().collect()
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
