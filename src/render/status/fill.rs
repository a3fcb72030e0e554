//! Fills the document of a status.

use std::collections::BTreeSet;

use super::document::{
    FORMAT_VERSION, FilterDocument, IncomeDocument, IncomeMonthDocument, LibrariesDocument,
    LibraryDocument, PayersDocument, PaymentDocument, SelectionDocument, ServerDocument,
    ShareDocument, StatusDocument, SubscriptionPlanDocument, UserDocument,
};
use crate::records::schema::{LibraryChoice, Paid, ShareRecord};
use crate::status::{
    Due, Filter, Income, Lack, LibraryStatus, PlanStatus, Selection, ServerStatus, Standing,
    Status, UserStatus,
};
use crate::vocabulary::{Date, Days, Handle, SourceName};

impl<'r> StatusDocument<'r> {
    /// The document of a status.
    #[must_use]
    pub fn of(status: &'r Status<'_>) -> Self {
        let Status {
            today,
            asked,
            recorded,
            users,
            counts,
            servers,
            plans,
            without_plan,
            income,
        } = status;
        Self {
            format_version: FORMAT_VERSION,
            today: *today,
            expiring_within_days: asked.within.count(),
            grace_days: asked.due.map(Days::count),
            selection: SelectionDocument::of(&asked.selection),
            recorded: *recorded,
            counts: *counts,
            users: users
                .iter()
                .map(|user| UserDocument {
                    due: asked
                        .due
                        .and_then(|grace| user.due(*today, grace))
                        .map(Due::key),
                    ..UserDocument::of(user, *today)
                })
                .collect(),
            servers: servers.iter().map(ServerDocument::of).collect(),
            plans: plans.iter().map(SubscriptionPlanDocument::of).collect(),
            without_plan: *without_plan,
            income: IncomeDocument::of(income),
        }
    }
}

impl<'r> IncomeDocument<'r> {
    fn of(income: &Income<'r>) -> Option<Self> {
        let months = income.months.iter().flat_map(|month| {
            month
                .received
                .iter()
                .map(|(currency, amounts)| IncomeMonthDocument {
                    month: month.month.to_string(),
                    currency: currency.to_string(),
                    count: amounts.count,
                    sum: amounts.sum.to_string(),
                })
        });
        let payers = income.payers.iter().map(|(account, users)| PayersDocument {
            account: account.map(SourceName::as_str),
            users: *users,
        });
        (!income.months.is_empty()).then(|| Self {
            months: months.collect(),
            payers: payers.collect(),
        })
    }
}

impl<'r> SelectionDocument<'r> {
    fn of(selection: &'r Selection) -> Self {
        let mut document = Self {
            only: Vec::new(),
            server: None,
            plan: None,
            filters: Vec::new(),
        };
        for filter in selection.filters() {
            match filter {
                Filter::Plan(plans) => document.plan = only_one(plans),
                Filter::Server(servers) => document.server = only_one(servers),
                Filter::Standing(kinds) => {
                    document.only.extend(kinds.iter().map(|kind| kind.word()));
                }
                Filter::Lacks(lacks) => document.only.extend(lacks.iter().map(|lack| lack.key())),
                Filter::Class(_) => {}
            }
            document.filters.push(FilterDocument {
                key: filter.key(),
                values: filter.values(),
            });
        }
        document
    }
}

fn only_one(handles: &BTreeSet<Handle>) -> Option<&str> {
    match handles.len() {
        1 => handles.first().map(Handle::as_str),
        _ => None,
    }
}

impl<'r> UserDocument<'r> {
    pub(in crate::render) fn of(user: &'r UserStatus<'_>, today: Date) -> Self {
        let UserStatus {
            handle,
            record,
            standing,
            coverage,
            next_plan: _,
            lacks,
        } = user;
        let plex = &record.plex;
        let discord = record.discord.as_ref();
        Self {
            user: handle.as_str(),
            class: record.class.word(),
            standing: standing.kind().word(),
            due: None,
            paid_until: coverage.paid_until,
            days_left: coverage.paid_until.map(|until| until.days_since(today)),
            starts: coverage.starts,
            departed: match standing {
                Standing::Departed { since } => Some(*since),
                _ => None,
            },
            payment: coverage.payment.map(PaymentDocument::of),
            lacks: lacks.iter().copied().map(Lack::key).collect(),
            plex_id: plex.id.as_ref().map(|id| id.to_string()),
            username: plex.username.as_ref().map(|text| text.as_str()),
            title: plex.title.as_ref().map(|text| text.as_str()),
            email: plex.email.as_ref().map(|text| text.as_str()),
            paypal_email: record.paypal_email.as_ref().map(|email| email.as_str()),
            discord_id: discord.and_then(|discord| Some(discord.id.as_ref()?.to_string())),
            discord_username: discord.and_then(|discord| Some(discord.username.as_ref()?.as_str())),
            shares: plex.shares.iter().map(ShareDocument::of).collect(),
        }
    }
}

impl<'r> PaymentDocument<'r> {
    fn of(paid: Paid<'r>) -> Self {
        let Paid { payment, period } = paid;
        Self {
            plan: period.plan.as_str(),
            start: *period.start,
            end: *period.end,
            origin: payment.origin.as_ref().map(|origin| origin.word()),
        }
    }
}

impl<'r> ShareDocument<'r> {
    fn of(share: &'r ShareRecord) -> Self {
        Self {
            server: share.server.as_str(),
            libraries: match &share.libraries {
                LibraryChoice::All => LibrariesDocument::All("all"),
                LibraryChoice::Some(chosen) => {
                    LibrariesDocument::Some(chosen.iter().map(|handle| handle.as_str()).collect())
                }
            },
            invited: share.invited.as_ref().map(|day| day.value),
            accepted: share.accepted.as_ref().map(|day| day.value),
        }
    }
}

impl<'r> ServerDocument<'r> {
    fn of(server: &'r ServerStatus<'_>) -> Self {
        let ServerStatus {
            handle,
            record,
            counts,
            all_libraries,
            no_libraries,
            libraries,
        } = server;
        let library = |library: &'r LibraryStatus<'_>| LibraryDocument {
            library: library.handle.as_str(),
            title: library.record.title.as_ref().map(|title| title.as_str()),
            users: library.users,
        };
        Self {
            server: handle.as_str(),
            name: record.name.as_ref().map(|name| name.as_str()),
            counts: *counts,
            all_libraries: *all_libraries,
            no_libraries: *no_libraries,
            libraries: libraries.iter().map(library).collect(),
        }
    }
}

impl<'r> SubscriptionPlanDocument<'r> {
    fn of(plan: &'r PlanStatus<'_>) -> Self {
        let PlanStatus {
            handle,
            record,
            counts,
        } = plan;
        Self {
            plan: handle.as_str(),
            name: record.name.as_ref().map(|name| name.as_str()),
            price: record.price.as_ref().map(|price| price.to_string()),
            duration: record.duration.to_string(),
            default: record.default,
            counts: *counts,
        }
    }
}
