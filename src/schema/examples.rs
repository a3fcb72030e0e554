//! A whole example of each file that people write, as an editor may show it.

use serde_json::{Value, json};

use super::Name;

/// The example of a document, if people write it.
pub(super) fn of(name: Name) -> Option<Value> {
    match name {
        Name::Settings => Some(settings()),
        Name::Plans => Some(plans()),
        Name::Servers => Some(servers()),
        Name::User => Some(user()),
        Name::Users => Some(json!({"marlow": user()})),
        Name::Matching => Some(matching()),
        Name::Decisions => Some(decisions()),
        Name::Inbox => Some(inbox()),
        Name::Snapshot
        | Name::Plan
        | Name::PlanFile
        | Name::Apply
        | Name::Check
        | Name::Doctor
        | Name::Status
        | Name::Payments
        | Name::PaymentsMonth
        | Name::PaymentsExplain
        | Name::Find
        | Name::UserPage
        | Name::Comment
        | Name::History
        | Name::HistoryLine
        | Name::Run
        | Name::Undo
        | Name::StateCheck
        | Name::StateRestore => None,
    }
}

fn settings() -> Value {
    json!({
        "version": 1,
        "timezone": "Europe/Berlin",
        "client_id": "5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11",
        "records": {"path": "records", "layout": "file-per-user"},
        "state": {"path": "state"},
        "import": {
            "class": "standard",
            "home_users": "skip",
            "ignore_users": [301_000_001],
            "ignore_servers": ["ece8f46bf734ca267a2b6e0f7c3b471a5c964428"],
        },
        "payments": {"grace_days": 7},
        "notices": {"silence": ["friend_without_share"]},
        "plex": {
            "url": "https://plex.tv",
            "concurrency": 8,
            "timeout_seconds": 30,
            "retries": 4,
            "deadline_seconds": 300,
        },
        "guards": {
            "departures": {"count": 1, "percent": 10},
            "imports": {"count": 5, "percent": 20},
            "updates": {"count": 5, "percent": 30},
            "payments": {"count": 2, "percent": 5},
            "refunds": {"count": 2, "percent": 10},
        },
        "account": [{"name": "main", "token": {"env": "PLEX_TOKEN_MAIN"}}],
        "source": [{"kind": "paypal-csv", "files": "statements/paypal-*.csv"}],
    })
}

fn plans() -> Value {
    json!({
        "monthly": {
            "name": "Monthly",
            "price": "5.00 EUR",
            "prices": [{"price": "4.00 EUR", "until": "2026-05-31"}, "5.50 USD"],
            "duration": "1 month",
            "default": true,
            "notes": "Raised in 2025.",
        },
    })
}

fn servers() -> Value {
    json!({
        "atlas": {
            "account": "main",
            "machine_id": "ece8f46bf734ca267a2b6e0f7c3b471a5c964428",
            "name": "Atlas",
            "libraries": {
                "movies": {"id": 201, "title": "Movies", "type": "movie", "notes": "No series."},
            },
            "notes": "In the loft.",
        },
    })
}

fn user() -> Value {
    json!({
        "class": "standard",
        "plex": {
            "id": 301_000_001,
            "username": "marlow",
            "email": "marlow@example.com",
            "title": "Marlow",
            "former_emails": ["marlow@example.org"],
            "former_ids": [301_000_090],
            "departed": "2026-05-01",
            "shares": [
                {
                    "server": "atlas",
                    "libraries": "all",
                    "invited": "2015-09-14",
                    "accepted": "2015-09-14",
                },
            ],
        },
        "paypal_email": "marlow-pays@example.com",
        "pays_from": ["marlow.old@example.com"],
        "covered_by": "heron",
        "discord": {"id": "80351110224678912", "username": "marlow"},
        "plan": "yearly",
        "payments": [
            {
                "plan": "monthly",
                "start": "2026-11-22",
                "end": "2026-12-22",
                "origin": "manual",
                "source": "paypal",
                "subscription_id": "I-BW452GLLEP1G",
                "transaction_id": "5TY05013RG002845M",
                "payer_id": "PAYERID000007",
                "sequence": 1,
                "paid_on": "2026-11-22",
                "amount": "5.00 EUR",
                "of": "10.00 EUR",
                "refunds": [
                    {"on": "2026-11-24", "amount": "1.00 EUR", "transaction_id": "8XX05013RG002845M"},
                ],
                "dispute": {"opened": "2026-11-25", "outcome": "open"},
            },
        ],
        "notes": "Met at the film club.",
    })
}

fn matching() -> Value {
    json!([
        {
            "when": {
                "source": "paypal",
                "type": "T0006",
                "payer": "badger@example.com",
                "payer_id": "PAYERID000007",
                "name": "/badger/",
                "note": "/^club/",
                "amount": "10.00 EUR",
                "currency": "EUR",
                "subscription": "I-BW452GLLEP1G",
            },
            "then": {"split": {"badger": "5.00 EUR", "cub": "5.00 EUR"}},
        },
        {"when": {"payer": "rent@example.org"}, "then": {"ignore": "rent, not the club"}},
        {"when": {"payer": "gifts@example.org"}, "then": {"user": "heron", "as": "donation"}},
    ])
}

fn decisions() -> Value {
    json!({
        "paypal/5TY05013RG002845M": "heron",
        "paypal/5TY05013RG002846M": {
            "user": "heron",
            "plan": "yearly",
            "start": "2026-11-22",
            "end": "2027-11-22",
            "once": true,
        },
        "paypal/5TY05013RG002847M": {"user": "heron", "periods": 2},
        "paypal/5TY05013RG002848M": {"user": "heron", "as": "donation"},
        "paypal/5TY05013RG002849M": {"split": ["badger", "cub"]},
        "paypal/5TY05013RG002850M": {"ignore": "rent"},
    })
}

fn inbox() -> Value {
    json!({
        "paypal/5TY05013RG002845M": {
            "at": "2026-03-22T10:19:55+01:00",
            "type": "T0006",
            "amount": "5.00 EUR",
            "payer": "guest-12ab@example.com",
            "payer_id": "PAYERID000007",
            "name": "H. Heron",
            "bank_account": "DE02120300000000202051",
            "subscription_id": "I-BW452GLLEP1G",
            "refers_to": "5TY05013RG002840M",
            "note": "Thanks!",
            "why": "no user has this address",
            "candidates": ["heron", "otter"],
            "refunds": [
                {"on": "2026-03-24", "amount": "1.00 EUR", "transaction_id": "8XX05013RG002845M"},
            ],
        },
    })
}
