//! Random documents, written the way people write them: every style, comments in every legal place.
//!
//! A document is made together with the data it holds and the lines each value stands on. The
//! generator shares no code with the editor.

use std::collections::BTreeMap;

use plexmgr::yaml::Step;

use super::datum::Datum;
use super::random::Random;

/// A document, and what is known about it by construction.
pub(super) struct Generated {
    pub(super) text: String,
    pub(super) data: Datum,
    /// First and last line of each entry and item, counted from 0.
    pub(super) lines: BTreeMap<Vec<Step>, (usize, usize)>,
    /// How many comments there are; number n reads `# c<n>;`.
    pub(super) comments: usize,
    /// Collections in flow style.
    pub(super) flows: Vec<Vec<Step>>,
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

const KEYS: &[&str] = &[
    "class",
    "plex",
    "id",
    "shares",
    "server",
    "libraries",
    "payments",
    "notes",
    "tv-shows",
    "x",
    "12345",
    "a b",
    "größe",
    "名前",
    "paypal_email",
    "title",
    "name",
    "007",
    "k: v",
    "it's",
    "no",
];
const WORDS: &[&str] = &[
    "marlow",
    "atlas",
    "movies",
    "grün",
    "日本",
    "a@b.example",
    "x",
    "two words",
    "2026-11-22",
    "it's",
    "I-BW4/5",
    "🎬",
    "not null",
];
const QUOTED: &[&str] = &[
    "no",
    "007",
    "a: b",
    "x # y",
    "",
    " lead",
    "[x]",
    "say: 'hi'",
    "- x",
    "~",
];

pub(super) fn document(random: &mut Random) -> Generated {
    let step = *random.pick(&[2, 2, 2, 4, 4, 3, 1, 6]);
    let list_indent = *random.pick(&[0, 0, 2, step, step]);
    let dash_width = *random.pick(&[2, 2, 2, 2, 4, 3]);
    let comment_percent = *random.pick(&[0, 10, 25, 50]);
    let style = Style {
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
    step: usize,
    list_indent: usize,
    dash_width: usize,
    comment_percent: usize,
}

struct Writer<'r> {
    random: &'r mut Random,
    style: Style,
    out: Vec<String>,
    path: Vec<Step>,
    lines: BTreeMap<Vec<Step>, (usize, usize)>,
    flows: Vec<Vec<Step>>,
    comments: usize,
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
                let trailing = self.trailing();
                self.line(format!("{prefix}{trailing}"));
                Datum::Null
            }
            1..=6 => {
                let (text, datum) = self.scalar(false);
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
                let trailing = self.trailing();
                self.line(format!("{prefix}{trailing}"));
                let step = self.style.step;
                self.gap(indent + step);
                self.map(None, indent + step, depth.saturating_sub(1), wanted)
            }
            _ => {
                let trailing = self.trailing();
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

    fn map(&mut self, prefix: Option<&str>, indent: usize, depth: usize, wanted: Wanted) -> Datum {
        let fields: &[(&str, Wanted)] = match wanted {
            Wanted::User => &[
                ("class", Wanted::Scalar),
                ("plex", Wanted::Plex),
                ("notes", Wanted::Scalar),
                ("payments", Wanted::Payments),
            ],
            Wanted::Plex => &[
                ("id", Wanted::Scalar),
                ("email", Wanted::Scalar),
                ("former_emails", Wanted::Names),
                ("shares", Wanted::Shares),
            ],
            Wanted::Share => &[
                ("server", Wanted::Scalar),
                ("libraries", Wanted::Names),
                ("invited", Wanted::Scalar),
            ],
            Wanted::Payment => &[
                ("plan", Wanted::Scalar),
                ("start", Wanted::Scalar),
                ("end", Wanted::Scalar),
            ],
            Wanted::Server => &[
                ("account", Wanted::Scalar),
                ("name", Wanted::Scalar),
                ("libraries", Wanted::Libraries),
            ],
            Wanted::Libraries => &[
                ("movies", Wanted::Library),
                ("tv-shows", Wanted::Library),
                ("12345", Wanted::Library),
            ],
            Wanted::Library => &[("id", Wanted::Scalar), ("title", Wanted::Scalar)],
            _ => &[],
        };
        let mut chosen: Vec<_> = fields
            .iter()
            .copied()
            .filter(|_| self.random.chance(80))
            .collect();
        if fields.is_empty() || chosen.is_empty() {
            let count = 1 + self.random.below(4);
            let mut keys: Vec<&str> = Vec::new();
            while keys.len() < count {
                let key = *self.random.pick(KEYS);
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            chosen = keys
                .into_iter()
                .map(|key| (key, Wanted::Anything))
                .collect();
        }
        self.entries(prefix, indent, depth, chosen)
    }

    fn entries(
        &mut self,
        prefix: Option<&str>,
        indent: usize,
        depth: usize,
        keys: Vec<(&str, Wanted)>,
    ) -> Datum {
        let mut entries = Vec::new();
        for (number, (key, wanted)) in keys.into_iter().enumerate() {
            let start = self.start(prefix.filter(|_| number == 0), indent);
            self.path.push(Step::Key(key.to_owned()));
            let first = self.out.len();
            let written = self.key(key, false);
            let explicit = self.random.chance(6);
            let value = if explicit {
                let trailing = self.trailing();
                self.line(format!("{start}? {written}{trailing}"));
                if self.random.chance(85) {
                    self.gap(indent);
                    self.value(&format!("{:indent$}:", ""), indent, depth, wanted, false)
                } else {
                    Datum::Null
                }
            } else {
                let space = if self.random.chance(3) { " " } else { "" };
                self.value(
                    &format!("{start}{written}{space}:"),
                    indent,
                    depth,
                    wanted,
                    false,
                )
            };
            self.record(first);
            self.path.pop();
            entries.push((key.to_owned(), value));
        }
        Datum::Map(entries)
    }

    fn list(&mut self, prefix: Option<&str>, indent: usize, depth: usize, wanted: Wanted) -> Datum {
        let wanted = match wanted {
            Wanted::Shares => Wanted::Share,
            Wanted::Payments => Wanted::Payment,
            Wanted::Names => Wanted::Scalar,
            _ => Wanted::Anything,
        };
        let mut items = Vec::new();
        for number in 0..1 + self.random.below(4) {
            let start = self.start(prefix.filter(|_| number == 0), indent);
            self.path.push(Step::Index(number));
            let first = self.out.len();
            items.push(self.value(&format!("{start}-"), indent, depth, wanted, true));
            self.record(first);
            self.path.pop();
        }
        Datum::List(items)
    }

    /// What stands in front of an entry or item: indentation, or the indicator it begins behind.
    fn start(&mut self, prefix: Option<&str>, indent: usize) -> String {
        match prefix {
            Some(prefix) => {
                let space = indent - prefix.chars().count();
                format!("{prefix}{:space$}", "")
            }
            None => {
                self.gap(indent);
                format!("{:indent$}", "")
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

    fn scalar(&mut self, in_flow: bool) -> (String, Datum) {
        match self.random.below(14) {
            0 => ("null".to_owned(), Datum::Null),
            1 => ("~".to_owned(), Datum::Null),
            2 => ("true".to_owned(), Datum::Bool(true)),
            3 | 4 => {
                let number = self.random.below(400_000_000);
                (number.to_string(), Datum::Int(number as i128))
            }
            5 => {
                let text = *self.random.pick(QUOTED);
                (format!("\"{text}\""), Datum::Text(text.to_owned()))
            }
            6 => {
                let text = *self.random.pick(QUOTED);
                (
                    format!("'{}'", text.replace('\'', "''")),
                    Datum::Text(text.to_owned()),
                )
            }
            7 => (
                "\"a\\u0301\\n\\tb\"".to_owned(),
                Datum::Text("a\u{301}\n\tb".to_owned()),
            ),
            8 if !in_flow => ("!!str 5".to_owned(), Datum::Text("5".to_owned())),
            _ => {
                let word = *self.random.pick(WORDS);
                (word.to_owned(), Datum::Text(word.to_owned()))
            }
        }
    }

    /// A scalar on the line below its key.
    fn scalar_below(&mut self, prefix: &str, indent: usize) -> Datum {
        let trailing = self.trailing();
        self.line(format!("{prefix}{trailing}"));
        let column = indent + 1 + self.random.below(4);
        self.gap(column);
        let (text, datum) = self.scalar(false);
        let trailing = self.trailing();
        self.line(format!("{:column$}{text}{trailing}", ""));
        datum
    }

    /// A plain or quoted scalar of several lines.
    fn long_scalar(&mut self, prefix: &str, indent: usize) -> Datum {
        let quote = *self.random.pick(&["", "'", "\""]);
        let count = 2 + self.random.below(2);
        let words: Vec<_> = (0..count)
            .map(|_| *self.random.pick(&["one", "two words", "drei"]))
            .collect();
        for (number, word) in words.iter().enumerate() {
            let column = indent + 1 + self.random.below(3);
            let open = if number == 0 {
                format!("{prefix} {quote}")
            } else {
                format!("{:column$}", "")
            };
            let close = if number + 1 == count {
                format!("{quote}{}", self.trailing())
            } else {
                String::new()
            };
            self.line(format!("{open}{word}{close}"));
        }
        Datum::Text(words.join(" "))
    }

    fn block_scalar(&mut self, prefix: &str, indent: usize) -> Datum {
        let kind = *self.random.pick(&["|", "|", ">"]);
        let chomping = *self.random.pick(&["", "", "-", "+"]);
        let width = 1 + self.random.below(4);
        let explicit = self.random.chance(20);
        let leads = explicit && kind == "|" && self.random.chance(50);
        let indicator = if explicit {
            width.to_string()
        } else {
            String::new()
        };
        let trailing = self.trailing();
        self.line(format!("{prefix} {kind}{chomping}{indicator}{trailing}"));
        let column = indent + width;
        let words: Vec<_> = (0..1 + self.random.below(3))
            .map(|_| *self.random.pick(&["text", "# no comment", "key: x"]))
            .collect();
        let lead = if leads { "  " } else { "" };
        for (number, word) in words.iter().enumerate() {
            let lead = if number == 0 { lead } else { "" };
            self.line(format!("{:column$}{lead}{word}", ""));
        }
        let mut text = format!("{lead}{}", words.join(if kind == "|" { "\n" } else { " " }));
        let blanks = self.random.below(3);
        self.out.extend(std::iter::repeat_n(String::new(), blanks));
        match chomping {
            "" => text.push('\n'),
            "+" => text.push_str(&"\n".repeat(blanks + 1)),
            _ => {}
        }
        self.limit = Some((indent, chomping == "+"));
        Datum::Text(text)
    }

    fn flow_value(&mut self, prefix: &str, indent: usize, depth: usize, wanted: Wanted) -> Datum {
        let several_lines = self.random.chance(40);
        let (text, datum) = self.flow(indent, depth, several_lines, wanted);
        let space = if prefix.is_empty() { "" } else { " " };
        let trailing = self.trailing();
        for line in format!("{prefix}{space}{text}{trailing}").split('\n') {
            self.line(line.to_owned());
        }
        datum
    }

    fn flow(
        &mut self,
        indent: usize,
        depth: usize,
        lines: bool,
        wanted: Wanted,
    ) -> (String, Datum) {
        self.flows.push(self.path.clone());
        let is_list = match wanted {
            Wanted::Names | Wanted::Shares | Wanted::Payments => true,
            Wanted::Anything | Wanted::Scalar => self.random.chance(50),
            _ => false,
        };
        let count = self.random.below(4);
        let mut text = (if is_list { "[" } else { "{" }).to_owned();
        let (mut items, mut entries) = (Vec::new(), Vec::new());
        text += &self.flow_space(indent, lines);
        for number in 0..count {
            if is_list {
                self.path.push(Step::Index(number));
                let (written, datum) = self.flow_item(indent, depth, lines, wanted);
                items.push(datum);
                text += &written;
            } else {
                let key = ["id", "x", "12345", "a b"][number];
                self.path.push(Step::Key(key.to_owned()));
                let (written, datum) = self.flow_entry(key, indent, depth, lines);
                entries.push((key.to_owned(), datum));
                text += &written;
            }
            self.path.pop();
            if self.random.chance(10) {
                text += &self.flow_space(indent, lines);
            }
            if number + 1 < count || self.random.chance(10) {
                text.push(',');
                let glued = self.random.chance(10)
                    && !text.ends_with(|letter: char| letter.is_alphanumeric());
                let space = self.flow_space(indent, lines);
                text += if space.is_empty() && !glued {
                    " "
                } else {
                    &space
                };
            }
        }
        if count > 0 && self.random.chance(30) {
            text += &self.flow_space(indent, lines);
        }
        text.push(if is_list { ']' } else { '}' });
        (
            text,
            if is_list {
                Datum::List(items)
            } else {
                Datum::Map(entries)
            },
        )
    }

    fn flow_item(
        &mut self,
        indent: usize,
        depth: usize,
        lines: bool,
        wanted: Wanted,
    ) -> (String, Datum) {
        if depth > 0 && wanted != Wanted::Names && self.random.chance(30) {
            return self.flow(indent, depth - 1, lines, Wanted::Anything);
        }
        if wanted == Wanted::Anything && self.random.chance(6) {
            self.has_pairs = true;
            let (text, datum) = self.scalar(true);
            return (
                format!("p: {text}"),
                Datum::Map(vec![("p".to_owned(), datum)]),
            );
        }
        self.scalar(true)
    }

    fn flow_entry(
        &mut self,
        key: &str,
        indent: usize,
        depth: usize,
        lines: bool,
    ) -> (String, Datum) {
        let written = self.key(key, true);
        let quoted = written.starts_with(['"', '\'']);
        match self.random.below(14) {
            0 => return (written, Datum::Null),
            1 => return (format!("{written}: "), Datum::Null),
            _ => {}
        }
        let (value, datum) = if depth > 0 && self.random.chance(30) {
            self.flow(indent, depth - 1, lines, Wanted::Anything)
        } else {
            self.scalar(true)
        };
        let text = match self.random.below(12) {
            0 => format!("? {written} : {value}"),
            1 if quoted => format!("{written}:{value}"),
            2 => {
                let space = self.flow_space(indent, lines);
                let space = if space.is_empty() {
                    " ".to_owned()
                } else {
                    space
                };
                format!("{written}:{space}{value}")
            }
            _ => format!("{written}: {value}"),
        };
        (text, datum)
    }

    /// Space between brackets: perhaps a line break, perhaps a comment in front of it.
    fn flow_space(&mut self, indent: usize, lines: bool) -> String {
        if !lines || self.random.chance(50) {
            return (*self.random.pick(&["", "", "", " "])).to_owned();
        }
        let mut text = String::new();
        if self.random.chance(self.style.comment_percent) {
            text = format!(" {}", self.comment());
        }
        let column = indent + 1 + self.random.below(4);
        if self.random.chance(self.style.comment_percent / 3) {
            let comment = self.comment();
            text += &format!("\n{:column$}{comment}", "");
        }
        text + &format!("\n{:column$}", "")
    }
}
