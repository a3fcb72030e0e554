//! Random changes of payments and of the inbox.

use plexmgr::change::{
    Action, Dispute, DisputeChange, Link, Move, Payment, Period, Refund, Replaced, Subject,
    Waiting, WaitingChange,
};
use plexmgr::vocabulary::{
    DisputeOutcome, LocalTime, Money, SignedMoney, SourceName, Timestamp, TransactionKey,
};
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::Union;

use super::actions::{Parts, amount, day, handle, replaced, text, who};

fn source() -> impl Strategy<Value = SourceName> + Clone {
    "[a-z0-9][a-z0-9_-]{0,20}".prop_map(|name| name.parse().unwrap())
}

fn outcome() -> impl Strategy<Value = DisputeOutcome> + Clone {
    prop::sample::select(DisputeOutcome::ALL.as_slice())
}

fn signed() -> impl Strategy<Value = SignedMoney> + Clone {
    (-1_000_000_i64..1_000_000).prop_map(|whole| format!("{whole}.00 EUR").parse().unwrap())
}

fn time() -> impl Strategy<Value = LocalTime> + Clone {
    (0..4_000_000_000_i64).prop_map(|seconds| {
        let zone = "Europe/Berlin".parse().unwrap();
        LocalTime::of(Timestamp(seconds), zone).unwrap()
    })
}

fn refund() -> impl Strategy<Value = Refund> {
    (day(), amount(), option::of(text())).prop_map(|(on, amount, transaction_id)| Refund {
        on,
        amount,
        transaction_id,
    })
}

fn period() -> impl Strategy<Value = Period> {
    (handle(), day(), day()).prop_map(|(plan, start, end)| Period { plan, start, end })
}

/// A payment that a source listed.
fn payment() -> impl Strategy<Value = Payment> {
    let ids = (
        source(),
        text(),
        option::of(text()),
        option::of(1..=u32::MAX),
    );
    let money: (_, _) = (option::of(amount()), option::of(amount()));
    let dispute = (day(), outcome()).prop_map(|(opened, outcome)| Dispute { opened, outcome });
    let refunds = prop::collection::vec(refund(), 0..3);
    (
        option::of(period()),
        ids,
        money,
        refunds,
        option::of(dispute),
    )
        .prop_map(
            |(period, (source, id, payer_id, sequence), (amount, of), refunds, dispute)| Payment {
                period,
                source: Some(source),
                transaction_id: Some(id),
                payer_id,
                sequence,
                amount,
                of,
                refunds,
                dispute,
                ..Payment::default()
            },
        )
}

fn about_one_payment() -> Union<BoxedStrategy<Action>> {
    let money = || amount().boxed();
    let link = (
        replaced(source()),
        replaced(text().boxed()),
        replaced(day().boxed()),
        replaced(money()),
    );
    let link = link.prop_map(
        |(source, transaction_id, paid_on, amount): (_, _, _, Option<Replaced<Money>>)| {
            Action::LinkPayment(Box::new(Link {
                source,
                transaction_id,
                paid_on,
                amount,
                ..Link::default()
            }))
        },
    );
    let moves = (option::of(period()), option::of(period())).prop_map(|(before, after)| {
        Action::MovePayment(Move::of(None, before.as_ref(), after.as_ref()))
    });
    let dispute = (replaced(day().boxed()), option::of(outcome()), outcome());
    let dispute = dispute.prop_map(|(opened, before, after)| {
        let outcome = Replaced { before, after };
        Action::DisputePayment(DisputeChange { opened, outcome })
    });
    Union::new([
        link.boxed(),
        moves.boxed(),
        dispute.boxed(),
        refund().prop_map(Action::RefundPayment).boxed(),
        payment().prop_map(Action::DropPayment).boxed(),
    ])
}

pub(super) fn about_payments() -> Union<BoxedStrategy<Parts>> {
    let one = (who(), 1..=u32::MAX, about_one_payment())
        .prop_map(|(who, number, action)| (Subject::Payment { who, number }, action));
    let added = (who(), payment())
        .prop_map(|(who, payment)| (Subject::User(who), Action::AddPayment(payment)));
    let to_another = (who(), 1..=u32::MAX, handle(), option::of(period()));
    let to_another = to_another.prop_map(|(who, number, after, period)| {
        let before = Some(who.user.clone());
        let moves = Move::of(Some(Replaced { before, after }), None, period.as_ref());
        (Subject::Payment { who, number }, Action::MovePayment(moves))
    });
    Union::new([one.boxed(), added.boxed(), to_another.boxed()])
}

fn waiting() -> impl Strategy<Value = Waiting> {
    let texts = || option::of(text());
    let payer = (texts(), texts(), texts(), texts(), texts());
    let lists = (
        prop::collection::vec(handle(), 0..3),
        prop::collection::vec(refund(), 0..3),
    );
    (time(), signed(), text(), payer, lists).prop_map(
        |(at, amount, why, (kind, payer, payer_id, name, note), (candidates, refunds))| Waiting {
            at,
            amount,
            why,
            kind,
            payer,
            payer_id,
            name,
            bank_account: None,
            subscription_id: None,
            refers_to: None,
            note,
            candidates,
            refunds,
        },
    )
}

pub(super) fn about_the_inbox() -> Union<BoxedStrategy<Parts>> {
    let key = || {
        let key = (source(), "[A-Za-z0-9]{1,20}");
        key.prop_map(|(account, id)| Subject::Inbox(TransactionKey { account, id }))
    };
    let change = (waiting(), waiting()).prop_map(|(before, after)| {
        let change = WaitingChange::between(&before, &after);
        let mut changed = before;
        change.apply(&mut changed);
        assert_eq!(changed, after);
        Action::UpdateInbox(Box::new(change))
    });
    Union::new([
        (
            key(),
            waiting().prop_map(|it| Action::AddInbox(Box::new(it))),
        )
            .boxed(),
        (key(), change).boxed(),
        (
            key(),
            waiting().prop_map(|it| Action::RemoveInbox(Box::new(it))),
        )
            .boxed(),
    ])
}
