//! A month for a pull request.

use super::super::month_document::discord;
use super::super::words::{amount as money_of, counted_for, kind};
use super::summary;
use crate::render::kit::Privacy;
use crate::render::kit::markdown::budget::{Section, push_sections};
use crate::render::kit::markdown::escape::{Voice, code};
use crate::status::{DuePayment, FeeSums, MonthView, PlanMonth, Returned, StoppedSubscription};
use crate::vocabulary::Money;

/// Tables for a pull request, in which contacts and amounts are masked.
#[must_use]
pub fn markdown(view: &MonthView<'_>, privacy: Privacy) -> String {
    let voice = Voice { privacy };
    let mut text = format!("## Month {}\n\n**{}**\n\n", view.month, summary(view));
    let sections = [
        plan_section(view, privacy),
        fee_section(&view.fees, voice),
        due_section("Missing", &view.missing, voice),
        due_section("To come", &view.to_come, voice),
        stopped_section(&view.stopped, voice),
        returned_section(&view.returned, voice),
    ];
    push_sections(&mut text, &sections);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn plan_section(view: &MonthView<'_>, privacy: Privacy) -> Section {
    let row = |line: &PlanMonth<'_>| {
        format!(
            "| {} | {} | {} | {} | {} |\n",
            line.plan
                .map_or_else(|| "(no time)".to_owned(), |plan| code(plan.as_str())),
            line.currency,
            counted_for(line.expected, privacy),
            counted_for(line.received, privacy),
            counted_for(line.forecast, privacy)
        )
    };
    Section {
        opening: "### Plans\n\n| Plan | Currency | Expected | Received | Next month |\n\
                  | --- | --- | --- | --- | --- |\n"
            .to_owned(),
        rows: view.plans.iter().map(row).collect(),
        nouns: ["plan", "plans"],
    }
}

fn fee_section(all: &[FeeSums], voice: Voice) -> Section {
    let row = |sums: &FeeSums| {
        let amount = |sum| voice.value("amount", &money_of(sum, sums.currency));
        format!(
            "| {} | {} of {} | {} | {} |\n",
            sums.currency,
            sums.known.count,
            sums.payments,
            amount(sums.fees),
            amount(sums.net())
        )
    };
    Section {
        opening: "### Fees\n\n| Currency | Known for payments | Fees | Net of these |\n\
                  | --- | --- | --- | --- |\n"
            .to_owned(),
        rows: all.iter().map(row).collect(),
        nouns: ["currency", "currencies"],
    }
}

fn due_section(title: &str, all: &[DuePayment<'_>], voice: Voice) -> Section {
    let row = |due: &DuePayment<'_>| {
        let record = due.record;
        let email = record
            .plex
            .email
            .as_ref()
            .map_or("", |email| email.as_str());
        let paypal = record
            .paypal_email
            .as_ref()
            .map_or("", |email| email.value.as_str());
        format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            due.due,
            code(due.user.as_str()),
            amount(due.amount, voice),
            voice.value("email", email),
            voice.value("paypal_email", paypal),
            voice.name(&discord(record).unwrap_or_default())
        )
    };
    Section {
        opening: format!(
            "### {title} ({})\n\n| Due | User | Amount | E-mail | PayPal | Discord |\n\
             | --- | --- | --- | --- | --- | --- |\n",
            all.len()
        ),
        rows: all.iter().map(row).collect(),
        nouns: ["payment", "payments"],
    }
}

fn stopped_section(all: &[StoppedSubscription<'_>], voice: Voice) -> Section {
    let row = |it: &StoppedSubscription<'_>| {
        let id = voice.value("subscription_id", it.id);
        format!(
            "| {} | {} | {} | {id} |\n",
            it.paid_until,
            code(it.user.as_str()),
            amount(it.amount, voice)
        )
    };
    Section {
        opening: format!(
            "### Stopped subscriptions ({})\n\n| Paid until | User | Amount | Subscription |\n\
             | --- | --- | --- | --- |\n",
            all.len()
        ),
        rows: all.iter().map(row).collect(),
        nouns: ["subscription", "subscriptions"],
    }
}

fn returned_section(all: &[Returned<'_>], voice: Voice) -> Section {
    let row = |it: &Returned<'_>| {
        format!(
            "| {} | {} | {} | {} |\n",
            it.on,
            code(it.user.as_str()),
            amount(it.amount, voice),
            kind(it.kind)
        )
    };
    Section {
        opening: format!(
            "### Returned ({})\n\n| On | User | Amount | How |\n| --- | --- | --- | --- |\n",
            all.len()
        ),
        rows: all.iter().map(row).collect(),
        nouns: ["payment", "payments"],
    }
}

/// An amount as far as it may be read; `–` where there is none.
fn amount(amount: Option<Money>, voice: Voice) -> String {
    amount.map_or_else(
        || "–".to_owned(),
        |amount| voice.value("amount", &amount.to_string()),
    )
}
