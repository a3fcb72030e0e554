//! What a CommonMark parser sees in a document.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The parts of a document, as the parser tells them apart.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) headings: Vec<String>,
    /// The cells of each table by row, the first row being the heading.
    pub(super) tables: Vec<Vec<Vec<String>>>,
    pub(super) items: Vec<String>,
    pub(super) fences: Vec<String>,
    pub(super) html: Vec<String>,
    /// All text that stands outside of code, by block.
    pub(super) alive: Vec<String>,
    /// Links, images, footnotes, formulas, emphasis and whatever else no plan needs.
    pub(super) foreign: Vec<String>,
}

impl Outline {
    pub(super) fn of(markdown: &str) -> Self {
        let mut options = Options::all();
        // Would turn quotes and dashes into others, which GitHub does not do.
        options.remove(Options::ENABLE_SMART_PUNCTUATION);
        let mut outline = Self::default();
        let mut text = String::new();
        let mut in_fence = false;
        outline.alive.push(String::new());
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Start(Tag::CodeBlock(_)) => in_fence = true,
                Event::Start(tag) => outline.start(&tag, &mut text),
                Event::End(TagEnd::CodeBlock) => {
                    in_fence = false;
                    outline.fences.push(std::mem::take(&mut text));
                }
                Event::End(tag) => outline.end(tag, &mut text),
                Event::Text(plain) if in_fence => text.push_str(&plain),
                Event::Text(plain) => {
                    text.push_str(&plain);
                    outline.last_alive().push_str(&plain);
                }
                Event::Code(code) => {
                    text.push_str(&code);
                    // Whatever stands beside code does not stand beside what is behind it.
                    outline.last_alive().push('\0');
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    outline.html.push(html.trim_end().to_owned());
                }
                other => outline.foreign.push(format!("{other:?}")),
            }
        }
        outline
    }

    fn start(&mut self, tag: &Tag<'_>, text: &mut String) {
        match tag {
            Tag::Table(_) => self.tables.push(Vec::new()),
            Tag::TableHead | Tag::TableRow => {
                self.tables.last_mut().expect("in a table").push(Vec::new());
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::TableCell => {
                text.clear();
                self.alive.push(String::new());
            }
            Tag::List(None) | Tag::Strong | Tag::HtmlBlock => {}
            other => self.foreign.push(format!("{other:?}")),
        }
    }

    fn end(&mut self, tag: TagEnd, text: &mut String) {
        match tag {
            TagEnd::TableCell => {
                let row = self.tables.last_mut().and_then(|table| table.last_mut());
                row.expect("in a row").push(std::mem::take(text));
            }
            TagEnd::Item => self.items.push(std::mem::take(text)),
            TagEnd::Heading(_) => self.headings.push(std::mem::take(text)),
            _ => {}
        }
    }

    fn last_alive(&mut self) -> &mut String {
        self.alive.last_mut().expect("there is one from the start")
    }

    /// Asserts that nothing in the document does anything on GitHub.
    pub(super) fn is_dead(&self) {
        assert_eq!(self.foreign, Vec::<String>::new());
        for html in &self.html {
            let is_ours = html == "<details>"
                || html == "</details>"
                || (html.starts_with("<summary>")
                    && html.ends_with(" changed</summary>")
                    && html.matches('<').count() == 2);
            assert!(is_ours, "{html}");
        }
        for text in &self.alive {
            let live = live(text);
            assert!(live.is_none(), "{live:?} in {text:?}");
        }
    }
}

/// What GitHub would make something of in a text outside of code.
fn live(text: &str) -> Option<&'static str> {
    let characters: Vec<char> = text.chars().collect();
    let follows = |sign: char, is: &dyn Fn(char) -> bool| {
        characters
            .windows(2)
            .any(|pair| pair[0] == sign && is(pair[1]))
    };
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let lower = text.to_lowercase();
    let words = lower.split(|character: char| !character.is_ascii_alphanumeric());
    let mut words = words.filter(|word| word.len() >= 7 && word.len() <= 40);
    if follows('@', &is_word) {
        Some("a mention")
    } else if follows('#', &is_word) || lower.contains("gh-") {
        Some("a reference")
    } else if text.contains("://") || lower.contains("www.") {
        Some("a link")
    } else if words.any(|word| word.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Some("a commit")
    } else if text.contains(['$', '`', '<', '>', '*', '~', '\\']) {
        Some("markup")
    } else if text
        .split(':')
        .skip(1)
        .any(|name| !name.is_empty() && name.chars().all(|c| is_word(c) || "+-".contains(c)))
        && text.matches(':').count() > 1
    {
        Some("an emoji")
    } else {
        None
    }
}

#[test]
fn what_is_alive_is_found() {
    for text in [
        "a @user",
        "#12",
        "GH-1",
        "http://a",
        "www.a",
        "deadbeef",
        "$x$",
        "see :smile: here",
    ] {
        assert!(live(text).is_some(), "{text}");
    }
    for text in ["at @ night", "decade", "# 1", "Plan: 4 to add", "a: b: c"] {
        assert_eq!(live(text), None, "{text}");
    }
    assert_eq!(Outline::of("[a](b)").foreign.len(), 1);
    assert_eq!(Outline::of("![a](b)").foreign.len(), 1);
}
