//! What a payment shall mean after a change of it, as data.

use crate::change::{Action, Confirmation, DisputeChange, Payment, Replaced};
use crate::records::schema::{DisputeRecord, PaymentRecord};
use crate::vocabulary::Placed;

/// Takes over a new value.
pub(super) fn replace<T: Clone>(slot: &mut Option<Placed<T>>, value: Option<&Replaced<T>>) {
    if let Some(Replaced { before: _, after }) = value {
        *slot = Some(Placed::made(after.clone()));
    }
}

/// The payment after one change; one that takes it away leaves it as it is.
pub(super) fn amend_payment(payment: &mut PaymentRecord, action: &Action) {
    match action {
        Action::ConfirmPayment(confirmation) => confirm(payment, confirmation),
        Action::LinkPayment(link) => {
            replace(&mut payment.source, link.source.as_ref());
            replace(&mut payment.subscription_id, link.subscription_id.as_ref());
            replace(&mut payment.transaction_id, link.transaction_id.as_ref());
            replace(&mut payment.payer_id, link.payer_id.as_ref());
            replace(&mut payment.paid_on, link.paid_on.as_ref());
            replace(&mut payment.amount, link.amount.as_ref());
            replace(&mut payment.of, link.of.as_ref());
            replace(&mut payment.sequence, link.sequence.as_ref());
        }
        Action::MovePayment(moves) => {
            let before = Payment::from(&*payment).period;
            let after = moves.period(before.as_ref());
            payment.period = Payment {
                period: after,
                ..Payment::default()
            }
            .record()
            .period;
        }
        Action::RefundPayment(refund) => payment.refunds.push(refund.record()),
        Action::DisputePayment(DisputeChange { opened, outcome }) => {
            let opened = opened.as_ref().map(|opened| Placed::made(opened.after));
            let recorded = payment.dispute.take().map(|dispute| dispute.opened);
            let outcome = Placed::made(outcome.after);
            let opened = opened.or(recorded);
            payment.dispute = opened.map(|opened| DisputeRecord { opened, outcome });
        }
        _ => {}
    }
}

fn confirm(payment: &mut PaymentRecord, confirmation: &Confirmation) {
    let Confirmation {
        plan,
        start,
        end,
        origin,
        subscription_id,
    } = confirmation;
    fn put<T: Clone>(slot: &mut Placed<T>, value: Option<&Replaced<T>>) {
        if let Some(Replaced { before: _, after }) = value {
            *slot = Placed::made(after.clone());
        }
    }
    if let Some(period) = &mut payment.period {
        put(&mut period.plan, plan.as_ref());
        put(&mut period.start, start.as_ref());
        put(&mut period.end, end.as_ref());
    }
    payment.origin = Some(Placed::made(origin.after));
    replace(&mut payment.subscription_id, subscription_id.as_ref());
}
