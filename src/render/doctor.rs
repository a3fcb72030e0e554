//! What `doctor` found, as text for people and as JSON for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::kit::Page;
use super::kit::paint::Role;
use super::kit::text_of;
use super::kit::width::fitted;
use crate::doctor::{Finding, Health};
use crate::vocabulary::{counted, escaped};

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "1.0";

/// Where the messages begin, behind verdict and check.
const MESSAGES: usize = 22;

/// A line per finding, what to do about it below, and the counts as last line.
#[must_use]
pub fn text(findings: &[Finding], page: Page) -> String {
    let mut text = String::new();
    for Finding {
        check,
        verdict,
        message,
        hint,
    } in findings
    {
        let role = match verdict {
            Health::Fine => Role::Added,
            Health::Warning => Role::Warning,
            Health::Failure => Role::Refusal,
            Health::Skipped => Role::Quiet,
        };
        let verdict = page.paint.apply(role, &format!("{:<7}", verdict.word()));
        let check = check.word().replace('_', " ");
        let line = format!("{verdict}  {check:<11}  {}", escaped(message));
        let hint = hint.as_ref();
        let hint = hint.map(|hint| format!("{:MESSAGES$}hint: {}", "", escaped(hint)));
        for line in [Some(line), hint].into_iter().flatten() {
            text.push_str(&fitted(&line, MESSAGES, page.columns));
            text.push('\n');
        }
    }
    let counts = HealthCounts::of(findings);
    let skipped = match counts.skipped {
        0 => String::new(),
        skipped => format!(", {skipped} skipped"),
    };
    text + &format!(
        "\n{} fine, {}, {}{skipped}.\n",
        counts.fine,
        counted(counts.warnings, "warning"),
        counted(counts.failures, "failure"),
    )
}

/// The document, pretty-printed, with a final line break.
#[must_use]
pub fn json(findings: &[Finding]) -> String {
    text_of(&DoctorDocument {
        format_version: FORMAT_VERSION,
        findings,
        summary: HealthCounts::of(findings),
    })
}

/// What `doctor --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DoctorDocument<'f> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"1.0")]
    format_version: &'f str,
    /// Everything that was looked at, in a fixed order.
    findings: &'f [Finding],
    /// How many findings there are of each verdict.
    summary: HealthCounts,
}

/// How many findings there are of each verdict.
#[derive(Debug, Serialize, JsonSchema)]
struct HealthCounts {
    /// What is as it should be.
    fine: usize,
    /// What works, and may not for long.
    warnings: usize,
    /// What makes runs fail.
    failures: usize,
    /// What was not looked at.
    skipped: usize,
}

impl HealthCounts {
    fn of(findings: &[Finding]) -> Self {
        let count = |verdict| {
            let same = findings.iter().filter(|finding| finding.verdict == verdict);
            same.count()
        };
        Self {
            fine: count(Health::Fine),
            warnings: count(Health::Warning),
            failures: count(Health::Failure),
            skipped: count(Health::Skipped),
        }
    }
}
