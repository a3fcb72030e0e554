//! Where a file that a person named may be written, and writing it: the one place for every `--out`.
//!
//! Nothing that belongs to the household is replaced or written through, no link is followed out of it, and
//! a file of another kind is replaced only with `--overwrite`. All of that is checked before the text is
//! made, and the file that is written is the one that was checked.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::anyhow;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::hints;
use super::protected::Protected;
use crate::files::{self, NamedFile};
use crate::saved;
use crate::settings::Settings;

/// How much of a file is read to recognise its kind.
const BEGINNING: u64 = 4096;

/// What is written into a file that a person named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutputKind {
    Plan,
    Snapshot,
    Report,
    ManualPage,
}

/// A file that a person wants written.
#[derive(Debug, Clone, Copy)]
pub(super) struct OutputFile<'a> {
    pub(super) kind: OutputKind,
    /// Where.
    pub(super) out: &'a Path,
    /// Whether a file of another kind may be replaced.
    pub(super) overwrite: bool,
}

/// A file that may be written.
#[derive(Debug)]
pub(super) struct Checked<'a> {
    target: OutputFile<'a>,
    file: NamedFile,
}

impl OutputKind {
    /// What is being done, before the path.
    fn doing(self) -> &'static str {
        match self {
            Self::Plan => "save the plan to",
            Self::Snapshot => "write the snapshot",
            Self::Report => "write the report to",
            Self::ManualPage => "write the page",
        }
    }

    /// A file of this kind.
    fn noun(self) -> &'static str {
        match self {
            Self::Plan => "a saved plan",
            Self::Snapshot => "a snapshot",
            Self::Report => "a report of plexmgr",
            Self::ManualPage => "a page of this manual",
        }
    }

    /// Whether a file that begins like this is of this kind, or empty.
    fn is_of(self, beginning: &[u8]) -> bool {
        let text = String::from_utf8_lossy(beginning);
        let text = text.trim_start_matches('\u{feff}');
        let dense: String = text.split_whitespace().collect();
        let format = format!("\"format\":\"{}\"", saved::FORMAT.replace(' ', ""));
        let is_document = dense.starts_with('{') && dense.contains("\"plexmgr\":\"");
        text.trim().is_empty()
            || match self {
                Self::Plan => is_document && dense.contains(&format),
                Self::Snapshot => {
                    let is_plan = dense.contains(&format) || dense.contains("\"today\":");
                    is_document && dense.contains("\"accounts\":[") && !is_plan
                }
                Self::Report => {
                    let is_page = text.trim_start().starts_with("<!DOCTYPE html>");
                    is_page && text.contains("<title>Who shares, who pays: ")
                }
                Self::ManualPage => text.contains(".TH plexmgr"),
            }
    }
}

impl<'a> OutputFile<'a> {
    /// Refuses a place that is not there, and a file that must not be replaced; `sources` are files that the
    /// text is made from, each with its name.
    pub(super) fn check<'s>(
        self,
        context: &Context,
        settings: Option<&Settings>,
        sources: impl IntoIterator<Item = (&'s Path, &'static str)>,
    ) -> Result<Checked<'a>, Failure> {
        let protected = Protected::of(context, settings, sources);
        let path = protected
            .resolve(self.out)
            .map_err(|what| self.refused(&what))?;
        if let Some(taken) = protected.at(&path) {
            return Err(self.refused(&format!("{taken} must not be overwritten")));
        }
        let is_below = |folder: &str| path.starts_with(folder);
        if is_below("/proc") || is_below("/dev") && !is_below("/dev/shm") {
            return Err(self.refused("this is not a regular file"));
        }
        let file = NamedFile::open(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => self.no_folder(),
            ErrorKind::InvalidInput | ErrorKind::IsADirectory => self.refused(&error.to_string()),
            _ => self.failed(error),
        })?;
        let beginning = file
            .beginning(BEGINNING)
            .map_err(|error| self.failed(error))?;
        match beginning {
            Some(beginning) if !self.overwrite && !self.kind.is_of(&beginning) => {
                Err(self.of_another_kind())
            }
            _ => Ok(Checked { target: self, file }),
        }
    }

    fn refused(&self, what: &str) -> Failure {
        let error = anyhow!(
            "cannot {} {}: {what}",
            self.kind.doing(),
            self.out.display()
        );
        Failure::new(Exit::Usage, error).hint("choose another file")
    }

    fn of_another_kind(&self) -> Failure {
        let Self { kind, out, .. } = self;
        let (doing, noun, out) = (kind.doing(), kind.noun(), out.display());
        let error = anyhow!("cannot {doing} {out}: the file exists and is not {noun}");
        Failure::new(Exit::Usage, error)
            .hint("choose another file, or give `--overwrite` to replace this one")
    }

    fn no_folder(&self) -> Failure {
        let (doing, out) = (self.kind.doing(), self.out.display());
        let error = anyhow!("cannot {doing} {out}: there is no such folder");
        Failure::new(Exit::Failed, error).hint("create the folder first, or choose another one")
    }

    fn failed(&self, error: std::io::Error) -> Failure {
        let hint = hints::to_write(&error);
        let what = format!("cannot {} {}", self.kind.doing(), self.out.display());
        Failure::new(Exit::Failed, anyhow::Error::new(error).context(what)).hint(hint)
    }
}

/// Makes a folder that a person named, and those above it, where files may be written.
pub(super) fn make_folder(
    context: &Context,
    settings: Option<&Settings>,
    folder: &Path,
) -> Result<(), Failure> {
    let refused = |what: &str| {
        let error = anyhow!("cannot write to {}: {what}", folder.display());
        Failure::new(Exit::Usage, error).hint("choose another folder")
    };
    let protected = Protected::of(context, settings, None);
    let path = protected.resolve(folder).map_err(|what| refused(&what))?;
    if let Some(taken) = protected.at(&path) {
        return Err(refused(&format!("{taken} must not be overwritten")));
    }
    let made = context.interrupts.writing(|| files::make_folder(&path));
    made.map_err(|error| {
        let hint = hints::to_write(&error);
        let what = format!("cannot make the folder {}", folder.display());
        Failure::new(Exit::Failed, anyhow::Error::new(error).context(what)).hint(hint)
    })
}

impl<'a> Checked<'a> {
    /// The file as the person named it.
    pub(super) fn out(&self) -> &'a Path {
        self.target.out
    }

    /// Writes the file, if what is there is still what was checked.
    pub(super) fn write(&self, context: &Context, bytes: &[u8]) -> Result<(), Failure> {
        let written = context.interrupts.writing(|| self.file.write(bytes));
        written.map_err(|error| self.target.failed(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_knows_its_own_files() {
        let files = [
            (
                OutputKind::Plan,
                "{\n  \"format\": \"plexmgr plan\",\n  \"plexmgr\": \"0.1.0\"",
            ),
            (
                OutputKind::Snapshot,
                "\u{feff}{\n  \"format_version\": \"1.0\",\n  \"plexmgr\": \"0.1.0\",\n  \"accounts\": [",
            ),
            (
                OutputKind::Report,
                "\n<!DOCTYPE html>\n<title>Who shares, who pays: x</title>",
            ),
            (OutputKind::ManualPage, ".ie\n.TH plexmgr-plan 1"),
        ];
        for (kind, _) in files {
            for (of, text) in files {
                assert_eq!(kind.is_of(text.as_bytes()), kind == of, "{kind:?} {text}");
            }
            assert!(kind.is_of(b""));
            for other in [
                "class: standard\n",
                "{}",
                "<!DOCTYPE html>\n<title>mine</title>",
            ] {
                assert!(!kind.is_of(other.as_bytes()), "{kind:?} {other}");
            }
        }
    }
}
