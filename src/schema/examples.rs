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
        Name::Snapshot
        | Name::Plan
        | Name::PlanFile
        | Name::Apply
        | Name::Check
        | Name::Doctor
        | Name::Status
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
        },
        "account": [{"name": "main", "token": {"env": "PLEX_TOKEN_MAIN"}}],
    })
}

fn plans() -> Value {
    json!({
        "monthly": {
            "name": "Monthly",
            "price": "5.00 EUR",
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
        "discord": {"id": "80351110224678912", "username": "marlow"},
        "plan": "yearly",
        "payments": [
            {
                "plan": "monthly",
                "start": "2026-11-22",
                "end": "2026-12-22",
                "origin": "manual",
                "subscription_id": "I-BW452GLLEP1G",
                "transaction_id": "5TY05013RG002845M",
                "sequence": 1,
                "paid_on": "2026-11-22",
                "amount": "5.00 EUR",
            },
        ],
        "notes": "Met at the film club.",
    })
}
