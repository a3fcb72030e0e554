//! Money in words.

use rust_decimal::Decimal;

use crate::render::kit::cell::wrapped;
use crate::render::kit::paint::Role;
use crate::render::kit::{Page, Privacy};
use crate::status::{Amounts, MoneyKind};
use crate::vocabulary::{Currency, SignedMoney};

/// `15.00 EUR`
pub(super) fn amount(sum: Decimal, currency: Currency) -> String {
    SignedMoney::new(sum, currency)
        .map_or_else(|_| format!("{sum} {currency}"), |it| it.to_string())
}

/// `3: 15.00`, or nothing if there are none.
pub(super) fn counted(amounts: Amounts) -> String {
    match amounts.count {
        0 => String::new(),
        count => format!("{count}: {}", amounts.sum),
    }
}

/// The same, as far as it may be read: how much is private.
pub(super) fn counted_for(amounts: Amounts, privacy: Privacy) -> String {
    match (amounts.count, privacy) {
        (0, _) => String::new(),
        (_, Privacy::Open) => counted(amounts),
        (count, Privacy::Masked) => count.to_string(),
    }
}

/// What became of money, in a word or two.
pub(super) const fn kind(kind: MoneyKind) -> &'static str {
    match kind {
        MoneyKind::Paid => "paid",
        MoneyKind::NoTime => "no time",
        MoneyKind::Refunded => "given back",
        MoneyKind::Disputed => "disputed",
        MoneyKind::Lost => "lost",
        MoneyKind::Open => "open",
    }
}

/// A paragraph, broken where the page ends.
pub(super) fn sentence(text: &str, role: Option<Role>, page: Page) -> String {
    let lines = match page.columns {
        Some(columns) => wrapped(text, columns),
        None => vec![text.to_owned()],
    };
    let painted = |line: String| match role {
        Some(role) => page.paint.apply(role, &line) + "\n",
        None => line + "\n",
    };
    lines.into_iter().map(painted).collect()
}
