//! Scalars in every style.

use super::Writer;
use crate::yaml::datum::Datum;

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

impl Writer<'_> {
    pub(super) fn scalar(&mut self, in_flow: bool) -> (String, Datum) {
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

    /// A scalar, perhaps with an anchor, or an alias of an earlier one.
    pub(super) fn anchored_scalar(&mut self) -> (String, Datum) {
        match self.random.below(40) {
            0 => {
                let (text, datum) = self.scalar(false);
                self.anchors.push(datum.clone());
                (format!("&a{} {text}", self.anchors.len()), datum)
            }
            1 if !self.anchors.is_empty() => {
                let number = self.random.below(self.anchors.len());
                (format!("*a{}", number + 1), self.anchors[number].clone())
            }
            _ => self.scalar(false),
        }
    }

    /// A scalar on the line below its key.
    pub(super) fn scalar_below(&mut self, prefix: &str, indent: usize) -> Datum {
        let trailing = self.behind_indicator();
        self.line(format!("{prefix}{trailing}"));
        let column = indent + 1 + self.random.below(4);
        self.gap(column);
        let (text, datum) = self.scalar(false);
        let trailing = self.trailing();
        self.line(format!("{:column$}{text}{trailing}", ""));
        datum
    }

    /// A plain or quoted scalar of several lines.
    pub(super) fn long_scalar(&mut self, prefix: &str, indent: usize) -> Datum {
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

    pub(super) fn block_scalar(&mut self, prefix: &str, indent: usize) -> Datum {
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
}
