//! Texts that are compared with others: equal, whatever the case, or by a regular expression.

use std::fmt;
use std::str::FromStr;

use regex::{Regex, RegexBuilder};

use super::folded;

/// The most bytes that a compiled expression may take.
const EXPRESSION_LIMIT: usize = 1 << 20;

/// `rent@example.org`, or `/^rent/` for a regular expression. Case does not count in either.
#[derive(Debug, Clone)]
pub struct TextPattern {
    text: String,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    /// The form to compare by.
    Equal(String),
    Expression(Regex),
}

/// Why a text is not a [`TextPattern`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextPatternError {
    /// There is nothing to compare with.
    #[error("a pattern is a text, or a regular expression between two slashes")]
    Empty,
    /// Not a regular expression.
    #[error("the regular expression cannot be read: {0}")]
    Expression(String),
}

impl TextPattern {
    /// Whether `text` fits.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        match &self.test {
            Test::Equal(wanted) => folded(text) == *wanted,
            Test::Expression(expression) => expression.is_match(text),
        }
    }
}

impl PartialEq for TextPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for TextPattern {}

impl fmt::Display for TextPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl FromStr for TextPattern {
    type Err = TextPatternError;

    fn from_str(text: &str) -> Result<Self, TextPatternError> {
        let inner = text
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'));
        let test = match inner {
            Some("") => return Err(TextPatternError::Empty),
            Some(expression) => Test::Expression(compiled(expression)?),
            None if text.trim().is_empty() => return Err(TextPatternError::Empty),
            None => Test::Equal(folded(text)),
        };
        Ok(Self {
            text: text.to_owned(),
            test,
        })
    }
}

fn compiled(expression: &str) -> Result<Regex, TextPatternError> {
    let mut builder = RegexBuilder::new(expression);
    let builder = builder.case_insensitive(true).size_limit(EXPRESSION_LIMIT);
    builder.build().map_err(|error| {
        // The error shows the expression on lines of its own, and says what is wrong on the last one.
        let error = error.to_string();
        let last = error.lines().last().unwrap_or_default();
        let reason = last.trim_start_matches("error: ");
        TextPatternError::Expression(reason.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_whatever_its_case_and_an_expression_where_it_matches() {
        let fits = |pattern: &str, text: &str| pattern.parse::<TextPattern>().unwrap().fits(text);
        assert!(fits("Rent@example.org", " rent@Example.org"));
        assert!(!fits("rent@example.org", "my-rent@example.org"));
        assert!(fits("/^rent/", "Rent for May"));
        assert!(!fits("/^rent/", "the rent"));
        assert!(fits("/", "/"));
    }

    #[test]
    fn a_wrong_expression_says_what_is_wrong() {
        let error = "/(/".parse::<TextPattern>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the regular expression cannot be read: unclosed group"
        );
        assert_eq!("//".parse::<TextPattern>(), Err(TextPatternError::Empty));
        assert_eq!(" ".parse::<TextPattern>(), Err(TextPatternError::Empty));
    }
}
