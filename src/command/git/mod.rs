//! Asks git about the household: the one place that starts git. Nothing is changed and nothing executed.
//!
//! Anyone who may open a pull request chooses what is in the folders below a repository, among it files
//! that look like a bare repository whose `config` names programs. So git never looks for a repository:
//! `place` finds `.git`, which no commit can hold, and every question names it and the work tree. `ask` starts
//! git with an environment of its own, with all that could execute another program switched off, and for a
//! limited time. What git does not answer is unknown, and never a failure.

mod ask;
mod folders;

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use ask::{Git, GitAnswer};
use folders::GitFolders;

/// The most filter drivers that are switched off one by one.
const MOST_FILTERS: usize = 100;

/// The repository of a household.
#[derive(Debug)]
pub(super) struct Repository {
    git: Git,
    place: GitFolders,
    household: PathBuf,
}

/// Why git can say nothing about a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// There is no git in `PATH`.
    Git,
    /// The household is in no repository.
    Repository,
    /// `.git` is a file or a link that leads into the work tree, where a commit may have put anything.
    LeadsInside,
    /// The repository belongs to another user, or is not one that git can read.
    Distrusted,
    /// Git gave no answer in time.
    Silent,
}

impl Repository {
    /// Finds the repository of a household.
    ///
    /// # Errors
    /// Why there is none that can be asked.
    pub(super) fn find(household: &Path) -> Result<Self, Missing> {
        let household = household.canonicalize().map_err(|_| Missing::Repository)?;
        let place = GitFolders::above(&household);
        let top = place.as_ref().ok().and_then(Option::as_ref);
        let top = top.map(|place| place.top.as_path());
        let git = Git::new(&household, top).ok_or(Missing::Git)?;
        let place = place.map_err(|folders::LeadsInside| Missing::LeadsInside)?;
        let place = place.ok_or(Missing::Repository)?;
        // A repository that is named is trusted, so git is asked whether it trusts the one it finds there.
        let trusted = git.found_at(&place.top).filter(|trusted| {
            let real = |path: &Path| path.canonicalize().ok();
            real(trusted) == real(&place.git_dir)
        });
        match trusted {
            Some(_) => Ok(Self {
                git,
                place,
                household,
            }),
            None if git.is_silent() => Err(Missing::Silent),
            None => Err(Missing::Distrusted),
        }
    }

    /// The folder that holds `.git`, without symbolic links in its path.
    pub(super) fn top(&self) -> &Path {
        &self.place.top
    }

    /// The commit that is checked out, if there is one.
    pub(super) fn head(&self) -> Option<String> {
        self.ask(&["rev-parse", "--verify", "HEAD"])?.line()
    }

    /// Who commits here: `Ada <ada@example.com>`.
    pub(super) fn identity(&self) -> Option<String> {
        person(&self.ask(&["var", "GIT_AUTHOR_IDENT"])?)
    }

    /// Whether anything below `paths` differs from the commit, or is not in it and not ignored; `None` if
    /// that is unknown.
    ///
    /// Git would run the filters of `.gitattributes` to compare, so their drivers are switched off: where one
    /// changes a file, that file counts as changed.
    pub(super) fn has_changes(&self, paths: &[&str]) -> Option<bool> {
        let mut arguments = self.without_filters()?;
        let status = [
            "--literal-pathspecs",
            "status",
            "--porcelain",
            "-z",
            "--no-renames",
            "--untracked-files=normal",
            "--ignore-submodules=all",
            "--",
        ];
        arguments.extend(status.map(OsString::from));
        let names = paths.iter().filter_map(|path| self.name(path));
        arguments.extend(names);
        match self.git.ask(&self.place, &arguments)? {
            GitAnswer::Long => Some(true),
            answer => answer.success().map(|output| !output.is_empty()),
        }
    }

    /// Which of `paths` are in git's index, or folders of which anything is; `None` if that is unknown.
    pub(super) fn tracked<'p>(&self, paths: &[&'p str]) -> Option<Vec<&'p str>> {
        let named = paths
            .iter()
            .filter_map(|path| Some((*path, self.name(path)?)));
        let named: Vec<(&str, OsString)> = named.collect();
        if named.is_empty() {
            return Some(Vec::new());
        }
        let question = ["--literal-pathspecs", "ls-files", "-z", "--cached", "--"];
        let mut arguments = question.map(OsString::from).to_vec();
        arguments.extend(named.iter().map(|(_, name)| name.clone()));
        let answer = self.git.ask(&self.place, &arguments)?;
        let listed = answer.success()?;
        let is_listed = |name: &OsStr| {
            let mut found = listed.split(|byte| *byte == 0);
            found.any(|found| {
                let rest = found.strip_prefix(name.as_encoded_bytes());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
            })
        };
        let found = named.iter().filter(|(_, name)| is_listed(name));
        Some(found.map(|(path, _)| *path).collect())
    }

    /// The names of the files in a folder that are in git's index; `None` if that is unknown.
    pub(super) fn tracked_in(&self, folder: &str) -> Option<BTreeSet<String>> {
        let Some(name) = self.name(folder) else {
            return Some(BTreeSet::new());
        };
        let question = ["--literal-pathspecs", "ls-files", "-z", "--cached", "--"];
        let mut arguments = question.map(OsString::from).to_vec();
        arguments.push(name);
        let answer = self.git.ask(&self.place, &arguments)?;
        let listed = String::from_utf8_lossy(answer.success()?).into_owned();
        let name = |path: &str| path.rsplit('/').next().map(str::to_owned);
        Some(listed.split('\0').filter_map(name).collect())
    }

    /// Which of `paths` git would ignore; `None` if that is unknown.
    pub(super) fn ignored<'p>(&self, paths: &[&'p str]) -> Option<Vec<&'p str>> {
        let mut ignored = Vec::new();
        for path in paths {
            let Some(name) = self.name(path) else {
                continue;
            };
            // Behind `./` a colon at the beginning has no meaning of its own.
            let name = [OsStr::new("./"), &name].into_iter().collect::<OsString>();
            let question = ["check-ignore", "--quiet", "--no-index", "--"];
            let mut arguments = question.map(OsString::from).to_vec();
            arguments.push(name);
            if self.git.ask(&self.place, &arguments)?.yes_or_no()? {
                ignored.push(*path);
            }
        }
        Some(ignored)
    }

    /// Whether a path, relative to the household or absolute, lies in the work tree.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.name(path).is_some()
    }

    /// What git calls a path: relative to the top of the work tree; `None` if it lies elsewhere.
    fn name(&self, path: &str) -> Option<OsString> {
        let mut full = PathBuf::new();
        for part in self.household.join(path).components() {
            match part {
                Component::ParentDir => drop(full.pop()),
                Component::CurDir => {}
                part => full.push(part),
            }
        }
        // Folders that are links are followed; a link in place of the file is a file to git.
        let real = full.parent().and_then(|folder| folder.canonicalize().ok());
        if let (Some(folder), Some(name)) = (real, full.file_name()) {
            full = folder.join(name);
        }
        let name = full.strip_prefix(self.top()).ok()?;
        match name.as_os_str().is_empty() {
            true => Some(".".into()),
            false => Some(name.into()),
        }
    }

    /// Arguments that switch every configured filter driver off; `None` if that cannot be done.
    fn without_filters(&self) -> Option<Vec<OsString>> {
        let list = ["config", "--null", "--name-only", "--list"];
        let keys = self.ask(&list)?;
        let keys = keys.success()?;
        let mut arguments: Vec<OsString> = Vec::new();
        for key in keys.split(|byte| *byte == 0) {
            let Some(key) = key.strip_prefix(b"filter.") else {
                continue;
            };
            let driver = std::str::from_utf8(key).ok()?;
            let (driver, _) = driver.rsplit_once('.')?;
            // Git would take it for the end of the key.
            if driver.contains('=') || arguments.len() >= MOST_FILTERS * 8 {
                return None;
            }
            for value in ["clean=", "smudge=", "process=", "required=false"] {
                arguments.push("-c".into());
                arguments.push(format!("filter.{driver}.{value}").into());
            }
        }
        Some(arguments)
    }

    fn ask(&self, arguments: &[&str]) -> Option<GitAnswer> {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        self.git.ask(&self.place, &arguments)
    }
}

/// Who commits on this machine, as git says outside of any repository.
pub(super) fn identity(household: &Path) -> Option<String> {
    let household = household.canonicalize().ok()?;
    let git = Git::new(&household, None)?;
    let nowhere = GitFolders {
        top: "/".into(),
        git_dir: "/dev/null".into(),
    };
    person(&git.ask(&nowhere, &["var", "GIT_AUTHOR_IDENT"].map(OsString::from))?)
}

/// `Ada <ada@example.com>`, from `Ada <ada@example.com> 1795000000 +0100`.
fn person(answer: &GitAnswer) -> Option<String> {
    let line = answer.line()?;
    let end = line.rfind('>')?;
    Some(line[..=end].to_owned())
}
