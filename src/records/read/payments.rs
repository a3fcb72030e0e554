//! The items of a user's `payments`.

use super::Reader;
use super::mapping::Fields;
use crate::problem::ProblemCode;
use crate::records::schema::{DisputeRecord, PaidPeriod, PaymentRecord, RefundRecord};
use crate::vocabulary::{Date, DisputeOutcome, Handle, PaymentOrigin, Placed};
use crate::yaml::Node;

const KEYS: [&str; 14] = [
    "plan",
    "start",
    "end",
    "origin",
    "source",
    "subscription_id",
    "transaction_id",
    "payer_id",
    "sequence",
    "paid_on",
    "amount",
    "of",
    "refunds",
    "dispute",
];
const REFUND_KEYS: [&str; 3] = ["on", "amount", "transaction_id"];
const DISPUTE_KEYS: [&str; 2] = ["opened", "outcome"];

impl Reader {
    pub(super) fn payment(&mut self, node: Node<'_>) -> Option<PaymentRecord> {
        let fields = self.fields("a payment", node, &KEYS)?;
        // Money without a period pays for no time; without either there is nothing to record.
        let is_timeless =
            fields.has("amount") && !["plan", "start", "end"].iter().any(|key| fields.names(key));
        let period = match is_timeless {
            true => Some(None),
            false => self.period(&fields).map(Some),
        };
        let origin = self.optional(&fields, "origin", |reader, subject, node| {
            let words = PaymentOrigin::ALL.map(|origin| (origin.word(), origin));
            let origin = reader.choice(subject, node, &words)?;
            Some(Placed::new(origin, reader.place(node)))
        });
        let source = self.optional(&fields, "source", Self::parsed);
        let subscription_id = self.optional(&fields, "subscription_id", Self::id_text);
        let transaction_id = self.optional(&fields, "transaction_id", Self::id_text);
        let payer_id = self.optional(&fields, "payer_id", Self::id_text);
        let sequence = self.optional(&fields, "sequence", Self::sequence);
        if let Some(transaction_id) = &transaction_id {
            self.check_transaction(source.as_ref(), transaction_id, sequence.as_ref());
        }
        let paid_on = self.optional(&fields, "paid_on", Self::shaped);
        let amount = self.optional(&fields, "amount", Self::shaped);
        let of = self.optional(&fields, "of", Self::shaped);
        if fields.has("of") {
            let help = "the part of the transaction that this payment is, as in `5.00 EUR`";
            self.required(&fields, "amount", help, |_, _, _| Some(()));
        }
        let refunds = self.list(&fields, "refunds", |reader, _, node| reader.refund(node));
        let dispute = self.optional(&fields, "dispute", |reader, _, node| reader.dispute(node));
        Some(PaymentRecord {
            period: period?,
            origin,
            source,
            subscription_id,
            transaction_id,
            payer_id,
            sequence,
            paid_on,
            amount,
            of,
            refunds,
            dispute,
        })
    }

    fn period(&mut self, fields: &Fields<'_>) -> Option<PaidPeriod> {
        let plan: Option<Placed<Handle>> =
            self.required(fields, "plan", "the handle of a plan", Self::parsed);
        if let Some(plan) = &plan {
            self.check_plan(plan);
        }
        let first = "the first day, as in `2026-11-22`";
        let start = self.required(fields, "start", first, Self::shaped);
        let last = "the last day, as in `2026-12-22`";
        let end = self.required(fields, "end", last, Self::shaped);
        if let (Some(start), Some(end)) = (&start, &end) {
            self.check_period(start, end);
        }
        Some(PaidPeriod {
            plan: plan?,
            start: start?,
            end: end?,
        })
    }

    pub(super) fn refund(&mut self, node: Node<'_>) -> Option<RefundRecord> {
        let fields = self.fields("a refund", node, &REFUND_KEYS)?;
        let day = "the day, as in `2026-11-22`";
        let on = self.required(&fields, "on", day, Self::shaped);
        let amount = self.required(&fields, "amount", "as in `5.00 EUR`", Self::shaped);
        let transaction_id = self.optional(&fields, "transaction_id", Self::id_text);
        Some(RefundRecord {
            on: on?,
            amount: amount?,
            transaction_id,
        })
    }

    fn dispute(&mut self, node: Node<'_>) -> Option<DisputeRecord> {
        let fields = self.fields("a dispute", node, &DISPUTE_KEYS)?;
        let day = "the day, as in `2026-11-22`";
        let opened = self.required(&fields, "opened", day, Self::shaped);
        let help = "`open`, `won` or `lost`";
        let outcome = self.required(&fields, "outcome", help, |reader, subject, node| {
            let words = DisputeOutcome::ALL.map(|outcome| (outcome.word(), outcome));
            let outcome = reader.choice(subject, node, &words)?;
            Some(Placed::new(outcome, reader.place(node)))
        });
        Some(DisputeRecord {
            opened: opened?,
            outcome: outcome?,
        })
    }

    pub(super) fn check_period(&mut self, start: &Placed<Date>, end: &Placed<Date>) {
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
