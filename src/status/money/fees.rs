//! What services charged for the payments of a month, as far as their files say.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::Amounts;
use crate::records::schema::PaymentRecord;
use crate::vocabulary::{Currency, Money, SignedMoney, TransactionKey};

/// The fee of each transaction for which a source names one; negative if it was taken.
pub type Fees = BTreeMap<TransactionKey, SignedMoney>;

/// What services charged for the payments of a month in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeSums {
    /// The currency.
    pub currency: Currency,
    /// How many payments came.
    pub payments: usize,
    /// Those whose fee is known.
    pub known: Amounts,
    /// Their fees; positive if they were taken.
    pub fees: Decimal,
}

impl FeeSums {
    /// What is left of the payments whose fee is known.
    #[must_use]
    pub fn net(&self) -> Decimal {
        self.known.sum - self.fees
    }
}

/// Adds up fees, each once: the parts of one transaction share its fee.
pub(super) struct FeeCount<'f> {
    fees: &'f Fees,
    counted: BTreeSet<&'f TransactionKey>,
    sums: BTreeMap<Currency, FeeSums>,
}

impl<'f> FeeCount<'f> {
    pub(super) fn new(fees: &'f Fees) -> Self {
        Self {
            fees,
            counted: BTreeSet::new(),
            sums: BTreeMap::new(),
        }
    }

    /// Counts a payment of the month.
    pub(super) fn add(&mut self, payment: &PaymentRecord, amount: Money) {
        let currency = amount.currency();
        let sums = self.sums.entry(currency).or_insert(FeeSums {
            currency,
            payments: 0,
            known: Amounts::default(),
            fees: Decimal::ZERO,
        });
        sums.payments += 1;
        let Some((key, fee)) = fee_of(self.fees, payment) else {
            return;
        };
        if fee.currency() == currency {
            sums.known.add(amount.value());
            if self.counted.insert(key) {
                sums.fees -= fee.value();
            }
        }
    }

    /// The currencies in which a fee is known.
    pub(super) fn sums(self) -> Vec<FeeSums> {
        let known = self.sums.into_values().filter(|sums| sums.known.count > 0);
        known.collect()
    }
}

/// The fee of a payment, by its account and id; an id without an account is known to every source.
fn fee_of<'f>(
    fees: &'f Fees,
    payment: &PaymentRecord,
) -> Option<(&'f TransactionKey, &'f SignedMoney)> {
    let id = &payment.transaction_id.as_ref()?.value;
    match &payment.source {
        Some(account) => fees.get_key_value(&TransactionKey {
            account: account.value.clone(),
            id: id.clone(),
        }),
        None => fees.iter().find(|(key, _)| key.id == *id),
    }
}
