//! The diffs of the files, folded; as much of them as there is room for.
//!
//! Each file has a fence of its own that nothing in its diff can end. Lines are masked, cut and free of
//! control characters before they get there.

use std::fmt::Write;

use crate::render::kit::diff::painted;
use crate::render::kit::markdown::escape::{Voice, beginning, fence};
use crate::render::kit::mask;
use crate::render::kit::paint::Paint;
use crate::render::plan::{FileStatus, FileView};

/// The most characters of a line of a diff.
const LINE_CHARS: usize = 300;

/// The most lines of one file.
const FILE_LINES: usize = 200;

/// The room kept for what is said at the end: how many files are left out, and the closing tag.
const CLOSING_BYTES: usize = 100;

/// About how many bytes all diffs take.
pub(super) fn size(files: &[FileView]) -> usize {
    let size = |file: &FileView| match &file.diff {
        Some(diff) => diff.len() + diff.len() / 4 + 200,
        None => file.path.len() + 50,
    };
    let files_size: usize = files.iter().map(size).sum();
    match files.is_empty() {
        true => 0,
        false => files_size + 300,
    }
}

/// The files in at most `allowed` bytes.
pub(super) fn folded(files: &[FileView], voice: Voice, allowed: usize) -> String {
    let opening = opening(files);
    if files.is_empty() || allowed < opening.len() + CLOSING_BYTES {
        return String::new();
    }
    let mut text = opening;
    let mut shown = 0;
    for file in files {
        let room = allowed - CLOSING_BYTES - text.len();
        let Some(file) = one(file, voice, room) else {
            break;
        };
        text.push_str(&file);
        shown += 1;
    }
    if !text.ends_with("\n\n") {
        text.push('\n');
    }
    let more = files.len() - shown;
    if more > 0 {
        let noun = if more == 1 { "file" } else { "files" };
        writeln!(text, "… and {more} more {noun}\n").expect("a String takes any text");
    }
    text.push_str("</details>\n");
    text
}

fn opening(files: &[FileView]) -> String {
    let added = files.iter().filter(|file| file.status == FileStatus::Added);
    let added = added.count();
    let changed = files.len() - added;
    let noun = if files.len() == 1 { "file" } else { "files" };
    format!(
        "<details>\n<summary>{} {noun}: {added} new, {changed} changed</summary>\n\n",
        files.len()
    )
}

/// One file, if `room` bytes are enough for something of it.
fn one(file: &FileView, voice: Voice, room: usize) -> Option<String> {
    let FileView { path, status, diff } = file;
    let Some(diff) = diff else {
        let line = format!("- {}: {}\n", voice.name(path), status.word());
        return (line.len() <= room).then_some(line);
    };
    let tame = painted(diff, Paint::Plain);
    let all: Vec<&str> = tame.lines().take(FILE_LINES).collect();
    let begun: Vec<&str> = all.iter().map(|line| beginning(line, LINE_CHARS)).collect();
    let kept = mask::diff(voice.privacy, path, &begun);
    let lines: Vec<String> = kept.into_iter().map(fitting).collect();
    let total = tame.lines().count();
    let fence = fence(&lines.concat());
    let left_out = |count: usize| match count {
        0 => String::new(),
        1 => "… and 1 more line\n\n".to_owned(),
        count => format!("… and {count} more lines\n\n"),
    };
    let frame = 2 * fence.len() + "diff\n".len() + "\n\n".len() + left_out(total).len();
    let mut left = room.checked_sub(frame)?;
    let mut body = String::new();
    let mut shown = 0;
    for line in &lines {
        let Some(rest) = left.checked_sub(line.len() + 1) else {
            break;
        };
        left = rest;
        body.push_str(line);
        body.push('\n');
        shown += 1;
    }
    // A header without any hunk says nothing.
    (shown == total || shown > 3)
        .then(|| format!("{fence}diff\n{body}{fence}\n\n{}", left_out(total - shown)))
}

/// A line as long as it may be.
fn fitting(line: String) -> String {
    match line.char_indices().nth(LINE_CHARS) {
        None => line,
        Some((end, _)) => format!("{}…", &line[..end]),
    }
}
