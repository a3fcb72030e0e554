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
        },
    })
}

fn servers() -> Value {
    json!({
        "atlas": {
            "account": "main",
            "machine_id": "ece8f46bf734ca267a2b6e0f7c3b471a5c964428",
            "name": "Atlas",
            "libraries": {"movies": {"id": 201, "title": "Movies", "type": "movie"}},
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
        "payments": [
            {
                "plan": "monthly",
                "start": "2026-11-22",
                "end": "2026-12-22",
                "origin": "manual",
                "subscription_id": "I-BW452GLLEP1G",
            },
        ],
        "notes": "Met at the film club.",
    })
}
