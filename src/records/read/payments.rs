//! The items of a user's `payments`.

use super::Reader;
use crate::problem::ProblemCode;
use crate::records::schema::PaymentRecord;
use crate::vocabulary::{Date, Handle, PaymentOrigin, Placed};
use crate::yaml::Node;

const KEYS: [&str; 9] = [
    "plan",
    "start",
    "end",
    "origin",
    "subscription_id",
    "transaction_id",
    "sequence",
    "paid_on",
    "amount",
];

impl Reader {
    pub(super) fn payment(&mut self, node: Node<'_>) -> Option<PaymentRecord> {
        let fields = self.fields("a payment", node, &KEYS)?;
        let plan: Option<Placed<Handle>> =
            self.required(&fields, "plan", "the handle of a plan", Self::parsed);
        if let Some(plan) = &plan {
            self.check_plan(plan);
        }
        let start = self.required(
            &fields,
            "start",
            "the first day, as in `2026-11-22`",
            Self::shaped,
        );
        let end = self.required(
            &fields,
            "end",
            "the last day, as in `2026-12-22`",
            Self::shaped,
        );
        if let (Some(start), Some(end)) = (&start, &end) {
            self.check_period(start, end);
        }
        let origin = self.optional(&fields, "origin", |reader, subject, node| {
            let words = PaymentOrigin::ALL.map(|origin| (origin.word(), origin));
            let origin = reader.choice(subject, node, &words)?;
            Some(Placed::new(origin, reader.place(node)))
        });
        let subscription_id = self.optional(&fields, "subscription_id", Self::id_text);
        let transaction_id = self.optional(&fields, "transaction_id", Self::id_text);
        let sequence = self.optional(&fields, "sequence", Self::sequence);
        if let Some(transaction_id) = &transaction_id {
            self.check_transaction(transaction_id, sequence.as_ref());
        }
        let paid_on = self.optional(&fields, "paid_on", Self::shaped);
        let amount = self.optional(&fields, "amount", Self::shaped);
        Some(PaymentRecord {
            plan: plan?,
            start: start?,
            end: end?,
            origin,
            subscription_id,
            transaction_id,
            sequence,
            paid_on,
            amount,
        })
    }

    fn check_period(&mut self, start: &Placed<Date>, end: &Placed<Date>) {
        if end.value < start.value {
            let message = format!(
                "`end` cannot be `{}`: that is before `start`, `{}`",
                end.value, start.value
            );
            self.wrong(
                ProblemCode::EndBeforeStart,
                end.place.clone(),
                message,
                None,
            );
        }
    }
}
