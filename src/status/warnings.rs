//! What is valid and still odd in the records: probably a slip, or something to look at.
//!
//! A warning has a place and a code like a problem, but never makes records invalid. Start at [`warnings`].

use std::collections::{BTreeMap, BTreeSet};

use super::Margins;
use super::coverage::coverage;
use crate::problem::{Problem, ProblemCode, Problems};
use crate::records::Household;
use crate::records::schema::{Paid, PaymentRecord, Records, UserRecord, counted};
use crate::vocabulary::{Class, Date, Handle, Money, PaymentOrigin, Place, Placed, folded};

/// The last year in which an end is not odd.
const LAST_USUAL_YEAR: u32 = 2100;

/// Everything odd in the records on the day `today`; `margins` say what is soon.
#[must_use]
pub fn warnings(household: &Household, today: Date, margins: Margins) -> Problems {
    let records = &household.records;
    let mut found = Vec::new();
    for (handle, user) in &records.users {
        for payment in &user.payments {
            found.extend(far_end(payment));
            found.extend(other_currency(records, payment));
        }
        found.extend(unconfirmed(handle, user, today, margins));
    }
    found.extend(shared_addresses(records));
    found.extend(unused_plans(records));
    found.extend(two_layouts(household));
    Problems::new(found)
}

fn warning(code: ProblemCode, place: &Place, message: String, help: &str) -> Problem {
    Problem {
        place: place.clone(),
        message,
        without_value: None,
        help: Some(help.to_owned()),
        code,
    }
}

fn far_end(payment: &PaymentRecord) -> Option<Problem> {
    let end = &payment.period.as_ref()?.end;
    (end.year() > LAST_USUAL_YEAR).then(|| {
        let message = format!("the payment ends on {}, after the year 2100", end.value);
        let help = "correct the year; a user who never pays again is of class `permanent`";
        warning(ProblemCode::FarEnd, &end.place, message, help)
    })
}

fn other_currency(records: &Records, payment: &PaymentRecord) -> Option<Problem> {
    let amount = payment.amount.as_ref()?;
    let handle = &payment.period.as_ref()?.plan.value;
    let plan = records.plans.get(handle)?;
    let price = plan.price.as_ref()?;
    let mut others = plan.prices.iter().map(|record| &record.price);
    let is_other = |price: &Placed<Money>| amount.currency() != price.currency();
    (is_other(price) && others.all(is_other)).then(|| {
        let message = format!(
            "the amount is in {}, the price of plan `{}` in {}",
            amount.currency(),
            handle,
            price.currency()
        );
        let help = "correct the currency, or the plan of the payment";
        warning(ProblemCode::OtherCurrency, &amount.place, message, help)
    })
}

/// An import payment that decides about the user, ends soon, and was never confirmed.
fn unconfirmed(
    handle: &Handle,
    user: &UserRecord,
    today: Date,
    margins: Margins,
) -> Option<Problem> {
    if user.class == Class::Permanent || user.plex.departed.is_some() {
        return None;
    }
    let counted = counted(&user.payments, margins.grace.count());
    let Paid { payment, period } = coverage(&counted, today).payment?;
    let origin = payment.origin.as_ref();
    let origin = origin.filter(|origin| origin.value == PaymentOrigin::Import)?;
    let left = period.end.days_since(today);
    (0..=i64::from(margins.within.count()))
        .contains(&left)
        .then(|| {
            let end = period.end.value;
            let message =
                format!("the import payment of `{handle}` ends on {end} and was never confirmed");
            let help = "`plexmgr confirm` confirms it, or puts plan and end right first";
            warning(
                ProblemCode::UnconfirmedPayment,
                &origin.place,
                message,
                help,
            )
        })
}

/// Every address in `paypal_email` and `pays_from` that an earlier user has in one of them as well.
fn shared_addresses(records: &Records) -> Vec<Problem> {
    let mut first: BTreeMap<String, (&Handle, bool)> = BTreeMap::new();
    let mut found = Vec::new();
    for (handle, user) in &records.users {
        let email = user.paypal_email.iter();
        let email = email.map(|it| (it.value.to_string(), &it.place, true));
        let others = user.pays_from.iter();
        let others = others.map(|it| (it.value.clone(), &it.place, false));
        for (address, place, is_email) in email.chain(others) {
            let key = folded(&address);
            let (other, other_is_email) = *first.entry(key).or_insert((handle, is_email));
            if other == handle {
                continue;
            }
            let (message, without_value) = match is_email && other_is_email {
                true => (
                    format!("`{address}` is the PayPal address of user `{other}` too"),
                    format!("user `{other}` has the same PayPal address"),
                ),
                false => (
                    format!("user `{other}` pays from `{address}` too"),
                    format!("user `{other}` pays from the same address"),
                ),
            };
            let help = "if one person pays for several users, keep it; a payment then has to name the user";
            found.push(Problem {
                without_value: Some(without_value),
                ..warning(ProblemCode::SharedPaypalEmail, place, message, help)
            });
        }
    }
    found
}

/// Every plan that no user has, but for the default one, on which imported users start.
fn unused_plans(records: &Records) -> Vec<Problem> {
    let used = used_plans(records);
    let plans = records.plans.iter();
    plans
        .filter(|(handle, plan)| !plan.default && !used.contains(handle))
        .map(|(handle, plan)| {
            let message = format!("no user has the plan `{handle}`");
            let help = "remove it, or keep it for users to come";
            warning(ProblemCode::UnusedPlan, &plan.duration.place, message, help)
        })
        .collect()
}

/// The plans that payments and users name.
fn used_plans(records: &Records) -> BTreeSet<&Handle> {
    let users = || records.users.values();
    let paid = users().flat_map(|user| &user.payments);
    let paid = paid.filter_map(|payment| Some(&payment.period.as_ref()?.plan));
    let used = paid.chain(users().filter_map(|user| user.plan.as_ref()));
    used.map(|plan: &Placed<Handle>| &plan.value).collect()
}

/// Every plan in use without a price, where transactions are read: no amount pays for one.
#[must_use]
pub fn unpriced(records: &Records) -> Vec<Problem> {
    let used = used_plans(records);
    let plans = records.plans.iter();
    let unpriced = plans.filter(|(handle, plan)| {
        let is_used = plan.default || used.contains(handle);
        is_used && plan.price.is_none() && plan.prices.is_empty()
    });
    let warned = unpriced.map(|(handle, plan)| {
        let message = format!("plan `{handle}` has no price, so no transaction can pay for it");
        let help = "write what a period costs, as in `price: 5.00 EUR`";
        warning(ProblemCode::NoPrice, &plan.duration.place, message, help)
    });
    warned.collect()
}

/// A rule for transactions that decides nothing; `fits` if it fits transactions, which earlier rules decide.
#[must_use]
pub fn unused_rule(place: &Place, fits: bool) -> Problem {
    let message = match fits {
        true => "earlier rules decide every transaction that this rule fits",
        false => {
            "the rule fits no recorded payment, no entry of the inbox and no row in the files of the sources"
        }
    };
    let help = "correct its conditions, or remove it; `plexmgr payments explain ID` compares a transaction with each rule";
    warning(ProblemCode::UnusedRule, place, message.to_owned(), help)
}

/// That some users have files of their own and others are in `users.yaml`.
fn two_layouts(household: &Household) -> Option<Problem> {
    let mut homes = household.users.values();
    let in_one_file = homes.clone().find(|home| home.key.is_some())?;
    let is_alone = homes.any(|home| home.key.is_none());
    is_alone.then(|| {
        let message = "some users are in this file, others have files of their own".to_owned();
        let help = "`plexmgr set-layout` brings all users into one layout";
        let place = Place::start_of(&in_one_file.file);
        warning(ProblemCode::TwoLayouts, &place, message, help)
    })
}
