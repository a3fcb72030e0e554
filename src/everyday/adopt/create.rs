//! New records for rows that match no user. They have no Plex id: the next plan recognises them by e-mail address or
//! user name.

use std::sync::Arc;

use super::columns::{Columns, Key};
use super::merge::default_plan;
use super::rows::{SheetRow, Values, unrecordable};
use super::{Adopt, Remark};
use crate::change::{
    Action, Change, FieldChange, FieldValue, Names, Payment, Replaced, Subject, UserKey, Who,
};
use crate::everyday::{Input, set};
use crate::plan::HandlePool;
use crate::vocabulary::{Class, Date, Handle, PaymentOrigin, shown};

/// Makes the records of one run.
pub(super) struct Creation<'c, 'a> {
    input: &'c Input<'a>,
    adopt: &'c Adopt<'c>,
    columns: &'c Columns<'c>,
    pool: HandlePool,
}

impl<'c, 'a> Creation<'c, 'a> {
    pub(super) fn new(
        input: &'c Input<'a>,
        adopt: &'c Adopt<'c>,
        columns: &'c Columns<'c>,
    ) -> Self {
        Self {
            input,
            adopt,
            columns,
            pool: HandlePool::of(input.household.records.users.keys()),
        }
    }

    fn remark(&self, row: &SheetRow, key: Key, message: impl Into<String>) -> Remark {
        Remark {
            row: row.number,
            column: Some(self.columns.name(key).to_owned()),
            message: message.into(),
        }
    }

    /// The changes that make a record of a row, or why it cannot be one.
    pub(super) fn created(&mut self, row: &SheetRow) -> Result<Vec<Change>, Remark> {
        if let Some((key, message)) = unrecordable(&row.who) {
            return Err(self.remark(row, key, message));
        }
        if row.who.email.is_none() && row.who.username.is_none() {
            return Err(Remark {
                row: row.number,
                column: None,
                message: "a new record needs an e-mail address or a user name".to_owned(),
            });
        }
        let payment = match row.values.end {
            Some(end) => Some(self.payment(row, end)?),
            None => None,
        };
        self.refuse_taken(row)?;
        let handle = self.handle(row)?;
        Ok(self.changes(row, handle, payment))
    }

    fn refuse_taken(&self, row: &SheetRow) -> Result<(), Remark> {
        let records = &self.input.household.records;
        for (key, text) in &row.values.fields {
            if let Some(refusal) = set::taken(records, &[], *key, Some(text)) {
                return Err(self.remark(row, Key::DiscordId, refusal.message));
            }
        }
        Ok(())
    }

    /// The handle in the file, or one made of the names.
    fn handle(&mut self, row: &SheetRow) -> Result<Handle, Remark> {
        let who = &row.who;
        if let Some(text) = &who.handle {
            let wanted: Handle = text.parse().map_err(|error| {
                let message = format!("`{}` is not a handle: {error}", shown(text));
                self.remark(row, Key::Handle, message)
            })?;
            let taken = self.pool.take(&[], wanted.as_str());
            return match taken == wanted {
                true => Ok(wanted),
                false => {
                    let message = format!("the handle `{wanted}` is taken");
                    Err(self.remark(row, Key::Handle, message))
                }
            };
        }
        let local = who
            .email
            .as_deref()
            .and_then(|email| email.split('@').next());
        let names = [who.username.as_deref(), local, who.name.as_deref()];
        Ok(self.pool.take(&names, "user"))
    }

    fn payment(&self, row: &SheetRow, end: Date) -> Result<Payment, Remark> {
        let Values {
            plan,
            start,
            subscription,
            ..
        } = &row.values;
        let Some(plan) = plan.as_ref().or_else(|| default_plan(self.input)) else {
            let message = "the row has no plan, and none is the default";
            return Err(self.remark(row, Key::Plan, message));
        };
        let terms = self.input.household.records.plans.get(plan);
        let before = || terms.and_then(|terms| terms.duration.start_before(end));
        let start = start.or_else(before).ok_or_else(|| {
            let message = format!("{end} is too early for a period to end");
            self.remark(row, Key::End, message)
        })?;
        Ok(Payment {
            subscription_id: subscription.clone(),
            ..Payment::of(PaymentOrigin::Manual, plan.clone(), start, end)
        })
    }

    fn changes(&self, row: &SheetRow, handle: Handle, payment: Option<Payment>) -> Vec<Change> {
        let file = (self.adopt.file_of_new)(&handle);
        let who = Who {
            user: handle,
            plex_id: None,
        };
        let change = |action| {
            let reason = format!("row {} of the file", row.number);
            Change::edit(
                Subject::User(who.clone()),
                Arc::clone(&file),
                action,
                reason,
            )
        };
        let class = row
            .values
            .fields
            .iter()
            .find(|(key, _)| *key == UserKey::Class);
        let class = class.and_then(|(_, text)| text.parse::<Class>().ok());
        let mut changes = vec![change(Action::AddUser {
            class: class.unwrap_or(self.adopt.import_class),
            names: Names {
                username: row.who.username.clone(),
                email: row.who.email.clone(),
                title: row.who.name.clone(),
            },
        })];
        let plan = row.values.plan.as_ref().filter(|_| payment.is_none());
        changes.extend(plan.map(|plan| {
            change(Action::SwitchPlan {
                plan: Replaced {
                    before: None,
                    after: plan.clone(),
                },
            })
        }));
        changes.extend(payment.map(|payment| change(Action::AddPayment(payment))));
        let fields = row.values.fields.iter();
        let fields = fields.filter(|(key, _)| *key != UserKey::Class);
        changes.extend(fields.map(|(key, text)| {
            change(Action::SetField(FieldChange {
                key: *key,
                before: None,
                after: Some(FieldValue::Text(text.clone())),
            }))
        }));
        changes
    }
}
