//! Rules of `matching.yaml` that decide nothing, as far as records and files show: probably a slip.
//!
//! A payment does not say which rule decided it, and holds no address, name or note of its payer. It counts for every
//! rule that gives money to its user and that nothing in it contradicts.

use super::Input;
use super::intake::{Item, from_record, items};
use super::rules::failing;
use crate::records::schema::{Conditions, MatchingRule, PaymentRecord, RuleOutcome};
use crate::vocabulary::{Handle, Place, SourceName, TransactionKey};

/// A source, and whether `readings` hold what it lists.
#[derive(Debug, Clone, Copy)]
pub struct KnownSource<'a> {
    /// Its name in the settings.
    pub name: &'a SourceName,
    /// Its account.
    pub account: &'a SourceName,
    /// Whether it was read.
    pub is_read: bool,
}

/// A rule that decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnusedRule<'a> {
    /// Where it is.
    pub place: &'a Place,
    /// Whether it fits transactions, which earlier rules decide.
    pub fits: bool,
}

/// Each rule that fits nothing, or only what earlier rules decide.
#[must_use]
pub fn unused_rules<'a>(input: &Input<'a>, sources: &[KnownSource<'_>]) -> Vec<UnusedRule<'a>> {
    let rules = &input.records.matching;
    let mut decides = vec![false; rules.len()];
    let mut fits = vec![false; rules.len()];
    for mut item in items(input) {
        item.sources
            .extend(names(sources, &item.transaction.key.account));
        let fitting = (0..rules.len()).filter(|at| is_met(&rules[*at].value.when, &item));
        for (order, at) in fitting.enumerate() {
            decides[at] |= order == 0;
            fits[at] = true;
        }
    }
    let unused = rules.iter().enumerate().filter(|(at, rule)| {
        let rule = &rule.value;
        !decides[*at] && !leaves_no_trace(rule, sources) && !may_have_decided(input, rule, sources)
    });
    let unused = unused.map(|(at, rule)| UnusedRule {
        place: &rule.place,
        fits: fits[at],
    });
    unused.collect()
}

fn is_met(when: &Conditions, item: &Item<'_>) -> bool {
    failing(when, &item.transaction, &item.sources).is_none()
}

/// The names of the sources of an account.
fn names<'s>(sources: &'s [KnownSource<'_>], account: &SourceName) -> Vec<&'s SourceName> {
    let own = sources.iter().filter(|source| source.account == account);
    own.map(|source| source.name).collect()
}

/// Whether nothing would be left of what the rule decided: it ignores money of a source that was not read.
fn leaves_no_trace(rule: &MatchingRule, sources: &[KnownSource<'_>]) -> bool {
    let is_meant = |source: &KnownSource<'_>| {
        let wanted = rule.when.source.as_ref();
        wanted.is_none_or(|it| it.value == *source.name || it.value == *source.account)
    };
    let mut unread = sources.iter().filter(|source| !source.is_read);
    matches!(rule.then, RuleOutcome::Ignore(_)) && unread.any(is_meant)
}

/// Whether a recorded payment may come from the rule.
fn may_have_decided(input: &Input<'_>, rule: &MatchingRule, sources: &[KnownSource<'_>]) -> bool {
    let users = input.records.users.iter();
    let mut payments = users.flat_map(|(user, record)| {
        let payments = record.payments.iter();
        payments.map(move |payment| (user, payment))
    });
    payments.any(|(user, payment)| {
        gives(&rule.then, user, payment) && may_fit(&rule.when, payment, sources)
    })
}

/// Whether an outcome gives the user such a payment.
fn gives(then: &RuleOutcome, user: &Handle, payment: &PaymentRecord) -> bool {
    match then {
        RuleOutcome::Donation(None) => payment.period.is_none(),
        then => then.users().iter().any(|named| named.value == *user),
    }
}

/// Whether nothing in a payment contradicts the conditions.
fn may_fit(when: &Conditions, payment: &PaymentRecord, sources: &[KnownSource<'_>]) -> bool {
    let (Some(account), Some(id)) = (&payment.source, &payment.transaction_id) else {
        return false;
    };
    let key = TransactionKey {
        account: account.value.clone(),
        id: id.value.clone(),
    };
    let known = |is_known: bool, pattern: &Option<_>| is_known.then(|| pattern.clone()).flatten();
    let recorded = Conditions {
        source: when.source.clone(),
        payer_id: known(payment.payer_id.is_some(), &when.payer_id),
        amount: when.amount.clone(),
        currency: when.currency.clone(),
        subscription: known(payment.subscription_id.is_some(), &when.subscription),
        ..Conditions::default()
    };
    let transaction = from_record(&key, payment);
    let sources = names(sources, &account.value);
    transaction.is_some_and(|it| failing(&recorded, &it, &sources).is_none())
}
