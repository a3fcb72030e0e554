//! Answers one request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Months, Utc};
use serde_json::{Value, json};

use super::query::{Query, instant};
use super::switches::{Order, Spoil};
use super::{CLIENT_ID, CLIENT_SECRET, LISTING_PATH, TOKEN_PATH, World, fixture};
use crate::forge::wire::{Answer, Request};

/// The most records of a listing.
const MOST_RECORDS: usize = 10_000;

pub(super) fn answer(world: &mut World, request: &Request) -> Answer {
    let path = request.path.split('?').next().unwrap_or_default();
    match (request.method.as_str(), path) {
        ("POST", TOKEN_PATH) => token(world, request),
        ("GET", LISTING_PATH) => match listing(world, request) {
            Ok(page) => Answer::json(200, &page),
            Err(refusal) => refusal,
        },
        _ => error(404, fixture!("errors/404-subscription.json")),
    }
}

fn error(status: u16, body: &str) -> Answer {
    Answer::of(status, "application/json", body)
}

fn token(world: &mut World, request: &Request) -> Answer {
    let expected = STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}"));
    let form = request.header("content-type") == Some("application/x-www-form-urlencoded");
    if request.header("authorization") != Some(&format!("Basic {expected}")) {
        return error(401, fixture!("oauth/token-401.json"));
    }
    if !form || request.body != b"grant_type=client_credentials" {
        return error(400, r#"{"error":"unsupported_grant_type"}"#);
    }
    let body = match world.switches.has_scope {
        true => fixture!("oauth/token-200.json"),
        false => fixture!("oauth/token-200-no-reporting-scope.json"),
    };
    let mut body: Value = serde_json::from_str(body).expect("a fixture is JSON");
    let token = format!("A21AAFAKEtoken{}", world.tokens.len());
    world.tokens.push((token.clone(), 0));
    body["access_token"] = json!(token);
    Answer::json(200, &body)
}

/// Counts the use of the token. An old one, and one that was used up, is refused in the shape of the other endpoint.
fn authorize(world: &mut World, request: &Request) -> Result<(), Answer> {
    let header = request.header("authorization").unwrap_or_default();
    let bearer = header.strip_prefix("Bearer ").unwrap_or_default();
    let most = world.switches.token_pages.unwrap_or(usize::MAX);
    let newest = world.tokens.last_mut();
    match newest.filter(|(token, _)| token == bearer) {
        None if bearer.is_empty() => Err(error(
            401,
            fixture!("errors/401-authentication-failure.json"),
        )),
        Some((_, pages)) if *pages < most => {
            *pages += 1;
            Ok(())
        }
        _ => Err(error(401, fixture!("errors/401-invalid-token.json"))),
    }
}

fn listing(world: &mut World, request: &Request) -> Result<Value, Answer> {
    authorize(world, request)?;
    if !world.switches.has_scope {
        return Err(error(403, fixture!("errors/403-not-authorized.json")));
    }
    let query = Query::read(&request.path).map_err(|body| Answer::json(400, &body))?;
    if query.start < world.now - Months::new(36) {
        return Err(error(400, fixture!("errors/400-too-old.json")));
    }
    if query.start > world.refreshed {
        return Err(error(
            400,
            fixture!("errors/400-start-date-unavailable.json"),
        ));
    }
    let found = found(world, &query);
    let seconds = (query.end - query.start).num_seconds();
    let is_too_long = |longest| seconds > longest;
    if found.len() > MOST_RECORDS || world.switches.longest_window.is_some_and(is_too_long) {
        return Err(error(400, fixture!("errors/400-resultset-too-large.json")));
    }
    let page = page(world, &query, &found);
    settle(world, &query);
    Ok(page)
}

/// The records that began in the window, both ends included.
fn found(world: &World, query: &Query) -> Vec<Value> {
    let leaves_memos_out = query.only_balance && !world.switches.lists_memos;
    let is_wanted = |record: &&Value| {
        let info = &record["transaction_info"];
        let begin = time(info, "transaction_initiation_date");
        let is_memo = info["transaction_event_code"]
            .as_str()
            .is_some_and(|code| code.starts_with("T13"));
        (query.start..=query.end).contains(&begin) && !(is_memo && leaves_memos_out)
    };
    let mut found: Vec<Value> = world.records.iter().filter(is_wanted).cloned().collect();
    let begin = |record: &Value| time(&record["transaction_info"], "transaction_initiation_date");
    let id = |record: &Value| record["transaction_info"]["transaction_id"].to_string();
    match world.switches.order {
        Order::Time => found.sort_by_key(|record| (begin(record), id(record))),
        Order::NewestFirst => found.sort_by_key(|record| std::cmp::Reverse(begin(record))),
        Order::Updated => found
            .sort_by_key(|record| time(&record["transaction_info"], "transaction_updated_date")),
        Order::Mixed => {
            found.sort_by_key(id);
            let middle = found.len() / 2;
            found[..middle].reverse();
        }
    }
    found
}

fn time(info: &Value, field: &str) -> DateTime<Utc> {
    let text = info[field].as_str().unwrap_or_default();
    instant(text).unwrap_or_default()
}

fn page(world: &World, query: &Query, found: &[Value]) -> Value {
    let spoil = world.switches.spoil;
    let size = query.page_size.min(world.switches.most_on_page);
    let shown = match spoil {
        Some(Spoil::FirstPageAgain(page)) if page == query.page => 1,
        Some(Spoil::FirstPageOnly) => 1,
        _ => query.page,
    };
    let records = found.iter().skip((shown - 1) * size).take(size);
    let mut records: Vec<Value> = records.map(|record| parts(record, query)).collect();
    if spoil == Some(Spoil::EmptyPage(query.page)) {
        records.clear();
    }
    let more = |count: usize, more: i64| i64::try_from(count).expect("a small number") + more;
    let (items, pages) = match spoil {
        Some(Spoil::LyingTotal(by)) => (by, 0),
        Some(Spoil::LyingPages(by)) => (0, by),
        _ => (0, 0),
    };
    let account = match spoil == Some(Spoil::OtherAccount(query.page)) {
        true => "FAKEMERCHANT9",
        false => &world.account_number,
    };
    let mut page = json!({
        "transaction_details": records,
        "account_number": account,
        "start_date": written(query.start),
        "end_date": written(query.end.min(world.refreshed)),
        "last_refreshed_datetime": written(world.refreshed),
        "page": if spoil == Some(Spoil::FirstPageOnly) { 1 } else { query.page },
        "total_items": more(found.len(), items),
        "total_pages": more(found.len().div_ceil(size), pages),
        "links": [{
            "href": "https://api-m.paypal.com/v1/reporting/transactions?page=2",
            "rel": "next",
            "method": "GET",
        }],
    });
    if let (Some(Spoil::Without(field)), Some(fields)) = (spoil, page.as_object_mut()) {
        fields.remove(field);
    }
    page
}

/// The parts of a record that are asked for.
fn parts(record: &Value, query: &Query) -> Value {
    let fields = record.as_object().expect("a record is an object");
    let wanted = fields.iter().filter(|(part, _)| query.wants(part));
    wanted
        .map(|(part, value)| (part.clone(), value.clone()))
        .collect()
}

fn written(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

/// Settles a record after the first page was sent, which makes it the one that changed last.
fn settle(world: &mut World, query: &Query) {
    let Some((id, times)) = world.switches.settles.filter(|_| query.page == 1) else {
        return;
    };
    let records = world.records.iter_mut();
    let mut infos = records.map(|record| &mut record["transaction_info"]);
    if let Some(info) = infos.find(|info| info["transaction_id"] == id) {
        info["transaction_status"] = json!("S");
        info["transaction_updated_date"] = json!(written(world.refreshed));
    }
    world.switches.settles = (times > 1).then_some((id, times - 1));
}
