//! What a row changes in the record of its user.
//!
//! What is missing is filled in, and the guess of an import is replaced. Every other value is an admin's: it stays,
//! with a remark, unless the file is preferred; a payment that an admin recorded stays always.

use super::columns::{Columns, Key};
use super::rows::{SheetRow, Values, column_of};
use super::{Adopt, Remark};
use crate::change::{
    Action, Change, Confirmation, FieldChange, FieldValue, Payment, Replaced, UserKey,
};
use crate::everyday::pay::plan_of;
use crate::everyday::period::real;
use crate::everyday::{Input, Target, set};
use crate::records::schema::{PaidPeriod, PaymentRecord};
use crate::vocabulary::{Date, Handle, PaymentOrigin, folded, shown};

/// What a row does.
#[derive(Debug, Default)]
pub(super) struct Merged {
    pub(super) changes: Vec<Change>,
    /// Where records and file differ and the records stay.
    pub(super) kept: Vec<Remark>,
}

/// One row and its user.
pub(super) struct Merge<'m, 'a> {
    pub(super) input: &'m Input<'a>,
    pub(super) adopt: &'m Adopt<'m>,
    pub(super) columns: &'m Columns<'m>,
    pub(super) target: Target<'a>,
    pub(super) row: &'m SheetRow,
}

/// What is decided step by step; an error is the remark that stops the whole row.
type Step = Result<(), Remark>;

impl Merge<'_, '_> {
    pub(super) fn merged(&self) -> Result<Merged, Remark> {
        let mut merged = Merged::default();
        self.names(&mut merged);
        for (key, text) in &self.row.values.fields {
            self.field(*key, text, &mut merged)?;
        }
        self.payment(&mut merged)?;
        Ok(merged)
    }

    fn remark(&self, column: &str, message: impl Into<String>) -> Remark {
        Remark {
            row: self.row.number,
            column: Some(column.to_owned()),
            message: message.into(),
        }
    }

    fn keep(&self, key: Key, recorded: &str, file: &str, merged: &mut Merged) {
        let column = self.columns.name(key);
        merged.kept.push(self.kept(column, recorded, file));
    }

    fn kept(&self, column: &str, recorded: &str, file: &str) -> Remark {
        let message = format!(
            "kept: the records of `{}` say `{}`, the file says `{}`",
            self.target.handle,
            shown(recorded),
            shown(file)
        );
        self.remark(column, message)
    }

    fn change(&self, action: Action, more: &str) -> Change {
        let reason = format!("row {} of the file{more}", self.row.number);
        self.target.change(action, reason)
    }

    /// The names follow Plex: a difference is only shown.
    fn names(&self, merged: &mut Merged) {
        let plex = &self.target.record.plex;
        if let (Some(recorded), Some(email)) = (&plex.email, &self.row.who.email) {
            let mut emails = plex.former_emails.iter().chain([recorded]);
            let is_plex = emails.any(|known| folded(known) == folded(email));
            let paypal = self.target.record.paypal_email.as_ref();
            let is_paypal = paypal.is_some_and(|known| known.key() == folded(email));
            if !is_plex && !is_paypal {
                self.keep(Key::Email, recorded, email, merged);
            }
        }
        if let (Some(recorded), Some(username)) = (&plex.username, &self.row.who.username) {
            let name = folded(username);
            let is_known = name == folded(recorded) || name == self.target.handle.key();
            if !is_known && !name.contains('@') {
                self.keep(Key::Username, recorded, username, merged);
            }
        }
    }

    fn field(&self, key: UserKey, text: &str, merged: &mut Merged) -> Step {
        let column = column_of(self.columns, key);
        let before = set::current(self.target.record, key);
        let is_same = before.as_ref().is_some_and(|before| match key {
            UserKey::PaypalEmail => folded(before) == folded(text),
            _ => before.trim() == text,
        });
        if is_same {
            return Ok(());
        }
        let is_guess = key == UserKey::Class && self.has_imported_class();
        if let Some(before) = before
            .as_ref()
            .filter(|_| !is_guess && !self.adopt.prefers_file)
        {
            merged.kept.push(self.kept(column, before, text));
            return Ok(());
        }
        let records = &self.input.household.records;
        let users = std::slice::from_ref(self.target.handle);
        if let Some(refusal) = set::taken(records, users, key, Some(text)) {
            return Err(self.remark(column, refusal.message));
        }
        let field = FieldChange {
            key,
            before: before.map(FieldValue::Text),
            after: Some(FieldValue::Text(text.to_owned())),
        };
        merged
            .changes
            .push(self.change(Action::SetField(field), ""));
        Ok(())
    }

    /// Whether the class is still the one that every imported user gets.
    fn has_imported_class(&self) -> bool {
        let record = self.target.record;
        record.class == self.adopt.import_class
            && record.payments.iter().any(PaymentRecord::is_guess)
    }

    fn payment(&self, merged: &mut Merged) -> Step {
        let payments = &self.target.record.payments;
        let latest = real(payments).max_by_key(|paid| (*paid.period.end, *paid.period.start));
        let latest = latest.map(|paid| paid.period);
        match (latest, self.row.values.end) {
            (Some(latest), end) => self.compare(latest, end, merged),
            (None, None) => {
                self.plan(None, merged);
                Ok(())
            }
            (None, Some(end)) => self.pay(end, merged),
        }
    }

    /// The user has no payment but guesses: the file says what was paid.
    fn pay(&self, end: Date, merged: &mut Merged) -> Step {
        let payments = self.target.record.payments.iter().enumerate();
        let guesses = payments.filter(|(_, payment)| payment.is_guess());
        let guesses: Vec<_> = guesses
            .filter_map(|(index, guess)| Some((index, guess, guess.period.as_ref()?)))
            .collect();
        match guesses.as_slice() {
            [] => {
                let payment = self.first_payment(end)?;
                let change = self.change(Action::AddPayment(payment), self.start_note(None));
                merged.changes.push(change);
            }
            [(index, guess, period)] => {
                let (action, more) = self.confirmation(guess, period, end)?;
                let reason = format!("row {} of the file{more}", self.row.number);
                let change = self.target.change_of_payment(*index, action, reason);
                merged.changes.push(change);
            }
            several => {
                let message = format!(
                    "`{}` has {} unconfirmed payments; confirm or remove them first",
                    self.target.handle,
                    several.len()
                );
                return Err(self.remark(self.columns.name(Key::End), message));
            }
        }
        Ok(())
    }

    fn first_payment(&self, end: Date) -> Result<Payment, Remark> {
        let Values {
            plan,
            start,
            subscription,
            ..
        } = &self.row.values;
        let records = &self.input.household.records;
        let Some((plan, terms)) = plan_of(records, self.target, plan.as_ref()) else {
            let message = "the row has no plan, and none is the default";
            return Err(self.remark(self.columns.name(Key::Plan), message));
        };
        let start = start.or_else(|| terms.duration.start_before(end));
        let start = start.ok_or_else(|| self.too_early(end))?;
        Ok(Payment {
            subscription_id: subscription.clone(),
            ..Payment::of(PaymentOrigin::Manual, plan.clone(), start, end)
        })
    }

    /// Puts the guess of the import right.
    fn confirmation(
        &self,
        guess: &PaymentRecord,
        period: &PaidPeriod,
        end: Date,
    ) -> Result<(Action, &str), Remark> {
        let Values {
            plan,
            start,
            subscription,
            ..
        } = &self.row.values;
        let guessed = period.start.value;
        let plan = plan.as_ref().unwrap_or(&period.plan.value);
        let start = match start {
            Some(start) => *start,
            None if guessed < end => guessed,
            None => {
                let terms = self.input.household.records.plans.get(plan);
                let start = terms.and_then(|terms| terms.duration.start_before(end));
                start.ok_or_else(|| self.too_early(end))?
            }
        };
        let before = guess.subscription_id.as_ref().map(|id| id.value.clone());
        let subscription = subscription
            .clone()
            .filter(|id| before.as_ref() != Some(id));
        let action = Action::ConfirmPayment(Confirmation {
            plan: replaced(&period.plan.value, plan),
            start: replaced(&guessed, &start),
            end: replaced(&period.end.value, &end),
            origin: Replaced {
                before: Some(PaymentOrigin::Import),
                after: PaymentOrigin::Manual,
            },
            subscription_id: subscription.map(|after| Replaced { before, after }),
        });
        Ok((action, self.start_note(Some((guessed, end)))))
    }

    /// Where the start comes from, if it is not in the file; `guess` is the guessed start and the real end.
    fn start_note(&self, guess: Option<(Date, Date)>) -> &'static str {
        match (self.row.values.start, guess) {
            (Some(_), _) => "",
            (None, Some((start, end))) if start < end => ", start as imported",
            (None, _) => ", start one period before the end",
        }
    }

    fn too_early(&self, end: Date) -> Remark {
        let message = format!("{end} is too early for a period to end");
        self.remark(self.columns.name(Key::End), message)
    }

    /// The plan of the next payment, where the file names one but no period that it is for.
    fn plan(&self, paid: Option<&PaidPeriod>, merged: &mut Merged) {
        let Some(wanted) = &self.row.values.plan else {
            return;
        };
        let record = self.target.record;
        let own = record.plan.as_ref().map(|plan| &plan.value);
        let current = own.or(paid.map(|payment| &payment.plan.value));
        let guessed = record
            .payments
            .iter()
            .filter_map(PaymentRecord::plan)
            .next_back();
        if current.or(guessed) == Some(wanted) {
            return;
        }
        if let Some(current) = current.filter(|_| !self.adopt.prefers_file) {
            return self.keep(Key::Plan, current.as_str(), wanted.as_str(), merged);
        }
        let plan = Replaced {
            before: own.cloned(),
            after: wanted.clone(),
        };
        let more = match paid {
            Some(payment) => format!(", from the next payment on; paid until {}", *payment.end),
            None => ", which has no end date".to_owned(),
        };
        merged
            .changes
            .push(self.change(Action::SwitchPlan { plan }, &more));
    }

    /// The user has confirmed payments: the file can only add to them.
    fn compare(&self, latest: &PaidPeriod, end: Option<Date>, merged: &mut Merged) -> Step {
        let recorded = *latest.end;
        match end {
            Some(end) if end > recorded && self.adopt.prefers_file => {
                let plan = self.row.values.plan.as_ref();
                let plan = plan.unwrap_or(&latest.plan.value).clone();
                let payment = Payment {
                    subscription_id: self.row.values.subscription.clone(),
                    ..Payment::of(PaymentOrigin::Manual, plan, recorded, end)
                };
                let more = format!(", continues the period that ends on {recorded}");
                merged
                    .changes
                    .push(self.change(Action::AddPayment(payment), &more));
                return Ok(());
            }
            Some(end) if end != recorded => {
                self.keep(Key::End, &recorded.to_string(), &end.to_string(), merged);
            }
            _ => {}
        }
        self.plan(Some(latest), merged);
        let payments = &self.target.record.payments;
        if let Some(start) = self.row.values.start
            && end == Some(recorded)
            && !real(payments).any(|paid| *paid.period.start == start)
        {
            let recorded = latest.start.to_string();
            self.keep(Key::Start, &recorded, &start.to_string(), merged);
        }
        if let Some(id) = &self.row.values.subscription {
            let ids = payments
                .iter()
                .filter_map(|payment| payment.subscription_id.as_ref());
            let ids: Vec<&str> = ids.map(|id| id.as_str()).collect();
            if !ids.contains(&id.as_str()) {
                match ids.last() {
                    Some(recorded) => self.keep(Key::SubscriptionId, recorded, id, merged),
                    None => merged.kept.push(self.remark(
                        self.columns.name(Key::SubscriptionId),
                        format!(
                            "kept: no payment of `{}` has a subscription, the file says `{}`",
                            self.target.handle,
                            shown(id)
                        ),
                    )),
                }
            }
        }
        Ok(())
    }
}

fn replaced<T: PartialEq + Clone>(before: &T, after: &T) -> Option<Replaced<T>> {
    (before != after).then(|| Replaced {
        before: Some(before.clone()),
        after: after.clone(),
    })
}

/// The plan that imported users start on.
pub(super) fn default_plan<'a>(input: &Input<'a>) -> Option<&'a Handle> {
    let mut plans = input.household.records.plans.iter();
    plans
        .find(|(_, plan)| plan.default)
        .map(|(handle, _)| handle)
}
