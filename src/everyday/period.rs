//! The periods of a user that are really paid.

use crate::payments::period::Span;
use crate::records::schema::{Paid, PaymentRecord, paid};

/// The payments for time that are not guesses of an import; guesses are in no chain.
pub(super) fn real(payments: &[PaymentRecord]) -> impl Iterator<Item = Paid<'_>> {
    paid(payments).filter(|paid| !paid.payment.is_guess())
}

/// Their periods.
pub(super) fn spans(payments: &[PaymentRecord]) -> Vec<Span> {
    let spans = real(payments).map(|paid| (*paid.period.start, *paid.period.end));
    spans.collect()
}
