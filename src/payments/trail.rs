//! Which steps were tried on a transaction, what each compared, and what came of it.
//!
//! `payments explain` shows it. Matching many transactions keeps none: what a step says is made only where it is kept.

/// One step that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was tried, as in `subscription id`.
    pub tried: &'static str,
    /// What it compared and what came of it, as a sentence without a period.
    pub result: String,
}

/// The steps that were tried, in order, if they are kept.
#[derive(Debug, Default)]
pub(super) struct Trail(Option<Vec<Step>>);

impl Trail {
    /// A trail that keeps every step.
    pub(super) const fn kept() -> Self {
        Self(Some(Vec::new()))
    }

    /// Notes what came of a step.
    pub(super) fn note(&mut self, tried: &'static str, result: impl FnOnce() -> String) {
        if let Some(steps) = &mut self.0 {
            let result = result();
            steps.push(Step { tried, result });
        }
    }

    /// All steps.
    pub(super) fn into_steps(self) -> Vec<Step> {
        self.0.unwrap_or_default()
    }
}
