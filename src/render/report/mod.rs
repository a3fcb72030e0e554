//! The state of a household as one HTML page that needs nothing besides itself.
//!
//! [`html`] turns a status and the applied runs into a `view`: texts and numbers ready to be shown, names
//! among them made harmless and isolated from the direction of the text around them. The template
//! `page.html` lays them out and escapes every one of them; `style.css` is part of the page. Nothing is
//! fetched, no script runs, and the page itself forbids both. Equal input gives equal bytes.

mod attention;
mod bars;
mod imports;
mod income;
mod lists;
mod timeline;
mod view;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value};

use super::kit::Privacy;
use crate::history::Run;
use crate::status::Status;

/// The data of a report.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The standing of all users.
    pub status: &'a Status<'a>,
    /// What was applied.
    pub history: &'a AppliedRuns,
    /// Whether private values may be read.
    pub privacy: Privacy,
}

/// What is known of the applied runs.
#[derive(Debug, Clone, PartialEq)]
pub enum AppliedRuns {
    /// The runs, the oldest first, and what does not fit together in the state folder, as sentences.
    Known {
        /// Every applied run.
        runs: Vec<Run>,
        /// Empty if all is well.
        findings: Vec<String>,
    },
    /// Why it cannot be read.
    Unreadable(String),
}

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");

/// The whole page.
#[must_use]
pub fn html(report: &Report<'_>) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("the usual delimiters are fine");
    environment.set_syntax(syntax);
    environment.add_global("style", Value::from_safe_string(STYLE.to_owned()));
    let page = environment.template_from_str(PAGE);
    let page = page.expect("the template is part of the program and is tested");
    page.render(Serde(view::View::of(report)))
        .expect("the template names nothing that the view lacks, which is tested")
}
