//! Finds `.git` above a household, without git.

use std::path::{Path, PathBuf};

use crate::files::read_limited;

/// The most bytes of a file `.git`: it holds one path.
const MOST_BYTES: u64 = 16 * 1024;

/// Where a repository is.
#[derive(Debug)]
pub(super) struct GitFolders {
    /// The folder that holds `.git`: the top of the work tree.
    pub(super) top: PathBuf,
    /// The repository itself: the folder `.git`, or where the file `.git` of a linked work tree or of a
    /// submodule leads.
    pub(super) git_dir: PathBuf,
}

/// The file or link `.git` leads into the work tree.
#[derive(Debug)]
pub(super) struct LeadsInside;

impl GitFolders {
    /// Looks for `.git` in a canonical folder and in those above it.
    ///
    /// Git refuses to commit anything called `.git`, so a pull request can bring none. Should one have come
    /// another way, say unpacked from an archive, a folder is what the person unpacked; a file or a link may
    /// lead to where a commit can put files, and is refused if it leads into its own work tree.
    pub(super) fn above(folder: &Path) -> Result<Option<Self>, LeadsInside> {
        for top in folder.ancestors() {
            let Some(git_dir) = target(&top.join(".git")).filter(|found| is_repository(found))
            else {
                continue;
            };
            let own = top.join(".git");
            if git_dir != own && git_dir.starts_with(top) {
                return Err(LeadsInside);
            }
            let top = top.to_owned();
            return Ok(Some(Self { top, git_dir }));
        }
        Ok(None)
    }
}

/// The canonical folder that `.git` is or leads to.
fn target(dot_git: &Path) -> Option<PathBuf> {
    let metadata = dot_git.metadata().ok()?;
    if metadata.is_dir() {
        return dot_git.canonicalize().ok();
    }
    let bytes = read_limited(dot_git, MOST_BYTES).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let path = text
        .strip_prefix("gitdir: ")?
        .trim_end_matches(['\r', '\n']);
    dot_git.parent()?.join(path).canonicalize().ok()
}

/// Whether a folder is what git takes for a repository.
fn is_repository(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).exists();
    // A linked work tree has its objects and refs elsewhere; `HEAD` may be a link to a branch that is gone.
    folder.join("HEAD").symlink_metadata().is_ok()
        && (has("commondir") || has("objects") && has("refs"))
}
