//! Random documents, written the way people write them: every style, comments in every legal place.
//!
//! A document is made together with the data it holds and the lines each value stands on. The
//! generator shares no code with the editor.

use std::collections::BTreeMap;

use plexmgr::yaml::PathStep;

mod blocks;
mod flow;
mod scalars;

use super::datum::Datum;
use super::random::Random;

/// A document, and what is known about it by construction.
pub(super) struct Generated {
    pub(super) text: String,
    pub(super) data: Datum,
    /// First and last line of each entry and item, counted from 0.
    pub(super) lines: BTreeMap<Vec<PathStep>, (usize, usize)>,
    /// How many comments there are; number n reads `# c<n>;`.
    pub(super) comments: usize,
    /// Collections in flow style.
    pub(super) flows: Vec<Vec<PathStep>>,
    /// Whether there is a `[p: 1]`, which the third reader gets wrong around nested brackets.
    pub(super) has_pairs: bool,
}

/// What a value should be like.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Anything,
    Scalar,
    User,
    Plex,
    Shares,
    Share,
    Names,
    Payments,
    Payment,
    Server,
    Libraries,
    Library,
}

pub(super) fn document(random: &mut Random) -> Generated {
    let step = *random.pick(&[2, 2, 2, 4, 4, 3, 1, 6]);
    let list_indent = *random.pick(&[0, 0, 2, step, step]);
    let dash_width = *random.pick(&[2, 2, 2, 2, 4, 3]);
    let comment_percent = *random.pick(&[0, 10, 25, 50]);
    let style = Style {
        separated: random.chance(15),
        step,
        list_indent,
        dash_width,
        comment_percent,
    };
    let mut writer = Writer {
        random,
        style,
        out: Vec::new(),
        path: Vec::new(),
        lines: BTreeMap::new(),
        flows: Vec::new(),
        comments: 0,
        anchors: Vec::new(),
        has_pairs: false,
        limit: None,
    };
    let data = writer.root();
    let Writer {
        random,
        out,
        comments,
        flows,
        has_pairs,
        lines,
        ..
    } = writer;
    let text = joined(random, &out);
    Generated {
        text,
        data,
        lines,
        comments,
        flows,
        has_pairs,
    }
}

/// Puts line ends behind lines, and sometimes a byte-order mark in front.
fn joined(random: &mut Random, lines: &[String]) -> String {
    const ENDS: &[&[&str]] = &[
        &["\n"],
        &["\n"],
        &["\n"],
        &["\r\n"],
        &["\n", "\r\n"],
        &["\r"],
    ];
    let ends = *random.pick(ENDS);
    let mut text = if random.chance(10) {
        "\u{feff}".to_owned()
    } else {
        String::new()
    };
    for line in lines {
        text.push_str(line);
        let end: &&str = random.pick(ends);
        text.push_str(end);
    }
    if random.chance(20) && lines.last().is_some_and(|line| !line.trim().is_empty()) {
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
    }
    text
}

#[derive(Clone, Copy)]
struct Style {
    /// Whether blank lines separate the outer entries and items.
    separated: bool,
    step: usize,
    list_indent: usize,
    dash_width: usize,
    comment_percent: usize,
}

struct Writer<'r> {
    random: &'r mut Random,
    style: Style,
    out: Vec<String>,
    path: Vec<PathStep>,
    lines: BTreeMap<Vec<PathStep>, (usize, usize)>,
    flows: Vec<Vec<PathStep>>,
    comments: usize,
    /// What is anchored, by its number.
    anchors: Vec<Datum>,
    has_pairs: bool,
    /// Directly below a block scalar: how deep a comment may be, and whether blank lines count.
    limit: Option<(usize, bool)>,
}

impl Writer<'_> {
    fn root(&mut self) -> Datum {
        self.gap(0);
        let head = if self.random.chance(3) { "---" } else { "" };
        if head.is_empty() && self.random.chance(12) {
            self.line("---".to_owned());
            self.gap(0);
        }
        let data = match self.random.below(20) {
            0 if head.is_empty() => Datum::Null,
            1 | 2 => self.flow_value(head, 0, 3, Wanted::Anything),
            3 | 4 if head.is_empty() => self.list(None, 0, 4, Wanted::Anything),
            5..=8 if head.is_empty() => self.map(None, 0, 5, Wanted::User),
            9 | 10 if head.is_empty() => self.keyed(5, Wanted::User),
            11 | 12 if head.is_empty() => self.keyed(5, Wanted::Server),
            _ if head.is_empty() => self.map(None, 0, 4, Wanted::Anything),
            _ => self.flow_value(head, 0, 3, Wanted::Anything),
        };
        self.gap(0);
        if self.random.chance(5) && data != Datum::Null {
            self.line("...".to_owned());
            self.gap(0);
        }
        data
    }

    /// A mapping from handles to values of one kind.
    fn keyed(&mut self, depth: usize, wanted: Wanted) -> Datum {
        let handles = ["marlow", "june", "12345", "x-y", "ana", "q"];
        let count = 1 + self.random.below(4);
        self.entries(
            None,
            0,
            depth,
            handles[..count].iter().map(|key| (*key, wanted)).collect(),
        )
    }

    fn line(&mut self, line: String) {
        self.out.push(line);
        self.limit = None;
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# c{};", self.comments)
    }

    /// Blank lines and comments between two lines.
    fn gap(&mut self, indent: usize) {
        while self.random.chance(self.style.comment_percent / 2 + 4) {
            let blank_counts = self.limit.is_some_and(|(_, counts)| counts);
            if self.random.chance(40) {
                if !blank_counts {
                    self.out.push(String::new());
                }
                continue;
            }
            let deepest = self.limit.map_or(indent + 3, |(deepest, _)| deepest);
            let column = if self.random.chance(60) {
                indent.min(deepest)
            } else {
                self.random.below(deepest + 1)
            };
            let comment = self.comment();
            self.line(format!("{:column$}{comment}", ""));
        }
    }

    /// What may stand behind a value on its line.
    fn trailing(&mut self) -> String {
        if self.random.chance(self.style.comment_percent) {
            let space = *self.random.pick(&[" ", " ", "   ", "\t"]);
            return format!("{space}{}", self.comment());
        }
        (*self
            .random
            .pick(&["", "", "", "", "", "", "", "", "", "", " "]))
        .to_owned()
    }

    /// What may stand behind an indicator on its line: no tab, which other readers refuse there.
    fn behind_indicator(&mut self) -> String {
        self.trailing().replace('\t', " ")
    }

    fn record(&mut self, first: usize) {
        self.lines.insert(
            self.path.clone(),
            (first, self.out.len().saturating_sub(1).max(first)),
        );
    }

    /// A value behind `prefix`, such as `key:` or `-`; `dash` is the column of the latter.
    fn value(
        &mut self,
        prefix: &str,
        indent: usize,
        depth: usize,
        wanted: Wanted,
        dash: bool,
    ) -> Datum {
        let kind = match wanted {
            Wanted::Anything => self.random.below(if depth == 0 { 12 } else { 24 }),
            Wanted::Scalar => self.random.below(12),
            Wanted::Names => *self.random.pick(&[3, 12, 13, 18, 0]),
            Wanted::Shares | Wanted::Payments => *self.random.pick(&[18, 18, 18, 18, 12, 0]),
            _ => *self.random.pick(&[14, 14, 14, 14, 12]),
        };
        match kind {
            0 => {
                let trailing = self.behind_indicator();
                self.line(format!("{prefix}{trailing}"));
                Datum::Null
            }
            1..=6 => {
                let (text, datum) = self.anchored_scalar();
                let trailing = self.trailing();
                self.line(format!("{prefix} {text}{trailing}"));
                datum
            }
            7 => self.scalar_below(prefix, indent),
            8 | 9 => self.long_scalar(prefix, indent),
            10 | 11 => self.block_scalar(prefix, indent),
            12 | 13 => self.flow_value(prefix, indent, depth.min(2), wanted),
            14..=17 if dash && self.random.chance(80) => {
                let width = self.style.dash_width;
                self.map(
                    Some(prefix),
                    indent + width,
                    depth.saturating_sub(1),
                    wanted,
                )
            }
            18.. if dash && self.random.chance(70) => {
                let width = self.style.dash_width;
                self.list(
                    Some(prefix),
                    indent + width,
                    depth.saturating_sub(1),
                    wanted,
                )
            }
            14..=17 => {
                let trailing = self.behind_indicator();
                self.line(format!("{prefix}{trailing}"));
                let step = self.style.step;
                self.gap(indent + step);
                self.map(None, indent + step, depth.saturating_sub(1), wanted)
            }
            _ => {
                let trailing = self.behind_indicator();
                self.line(format!("{prefix}{trailing}"));
                let step = if dash {
                    self.style.step
                } else {
                    self.style.list_indent
                };
                self.gap(indent + step);
                self.list(None, indent + step, depth.saturating_sub(1), wanted)
            }
        }
    }

    fn key(&mut self, key: &str, in_flow: bool) -> String {
        let needs_quotes = key.contains([':', '\'']) || key == "no" || (in_flow && key == "名前");
        match self.random.below(10) {
            0 | 1 => format!("\"{key}\""),
            2 => format!("'{}'", key.replace('\'', "''")),
            _ if needs_quotes => format!("\"{key}\""),
            _ => key.to_owned(),
        }
    }
}
