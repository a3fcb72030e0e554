//! XML elements and how plex.tv writes them: all data in attributes, two spaces per level.

use super::random::Random;

/// An element; text content occurs nowhere in what is modelled.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and borrowed texts are written alike"
    )]
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.attributes.push((name.to_owned(), value.to_string()));
        self
    }

    /// A flag, `0` or `1`.
    pub(crate) fn flag(self, name: &str, value: bool) -> Self {
        self.with(name, u8::from(value))
    }

    /// An attribute that may be absent.
    pub(crate) fn maybe(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(crate) fn holding(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Sets or adds an attribute.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and borrowed texts are written alike"
    )]
    pub(crate) fn set(&mut self, name: &str, value: impl ToString) {
        let value = value.to_string();
        match self.attributes.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    /// Puts the children of every element into another order.
    pub(crate) fn shuffle(&mut self, random: &mut Random) {
        random.shuffle(&mut self.children);
        for child in &mut self.children {
            child.shuffle(random);
        }
    }

    /// The whole document, declaration first.
    pub(crate) fn render(&self) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut text, 0);
        text
    }

    fn write(&self, text: &mut String, level: usize) {
        let indent = "  ".repeat(level);
        text.push_str(&indent);
        text.push('<');
        text.push_str(&self.name);
        for (name, value) in &self.attributes {
            text.push(' ');
            text.push_str(name);
            text.push('=');
            text.push_str(&quoted(value));
        }
        if self.children.is_empty() {
            text.push_str("/>\n");
            return;
        }
        text.push_str(">\n");
        for child in &self.children {
            child.write(text, level + 1);
        }
        text.push_str(&indent);
        text.push_str("</");
        text.push_str(&self.name);
        text.push_str(">\n");
    }
}

/// An attribute value with its quotes: double ones, or single ones round a value that has double ones
/// only. Characters that XML 1.0 cannot carry in any form are left out.
fn quoted(value: &str) -> String {
    let single = value.contains('"') && !value.contains('\'');
    let quote = if single { '\'' } else { '"' };
    let mut text = String::with_capacity(value.len() + 2);
    text.push(quote);
    for character in value.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' if !single => text.push_str("&quot;"),
            '\t' => text.push_str("&#9;"),
            '\n' => text.push_str("&#10;"),
            '\r' => text.push_str("&#13;"),
            '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => {}
            other => text.push(other),
        }
    }
    text.push(quote);
    text
}
