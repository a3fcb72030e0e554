//! PayPal's token and listing endpoints on loopback, from the documentation alone.
//!
//! Shares no code with the client. It checks what PayPal checks: the authorization of every call, the required dates
//! and their format, at most 31 days and three years, the size and number of a page. `switches` lists what can go
//! wrong; `respond` answers. Every request is counted.

mod query;
mod respond;
mod switches;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::Value;

pub(crate) use self::switches::{Order, Spoil, Switches};
use crate::forge::wire::{Answer, Request, Trouble};

/// The file `fixtures/$path` of the constructed answers.
macro_rules! fixture {
    ($path:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/it/fake_paypal/fixtures/",
            $path
        ))
    };
}
pub(crate) use fixture;

pub(crate) const TOKEN_PATH: &str = "/v1/oauth2/token";
pub(crate) const LISTING_PATH: &str = "/v1/reporting/transactions";

/// The client id and the secret that the fake knows. Neither may show up anywhere.
pub(crate) const CLIENT_ID: &str = "FAKECLIENTIDfakeclientid";
pub(crate) const CLIENT_SECRET: &str = "FAKESECRETfakesecretFAKE";

/// What is true at PayPal.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) now: DateTime<Utc>,
    /// How far the data reach.
    pub(crate) refreshed: DateTime<Utc>,
    pub(crate) account_number: String,
    pub(crate) records: Vec<Value>,
    pub(crate) switches: Switches,
    /// Every token that was handed out, with the number of listings it was used for.
    pub(crate) tokens: Vec<(String, usize)>,
    /// Every request as `METHOD /path?query`, decoded.
    pub(crate) seen: Vec<String>,
}

impl World {
    /// The month of the constructed listing, as PayPal shows it on 1 April.
    pub(crate) fn march() -> Self {
        let mut records = records(fixture!("transactions/march-page1.json"));
        records.extend(records_of_page_2());
        Self {
            now: moment("2026-04-01T06:00:00Z"),
            refreshed: moment("2026-04-01T05:59:59Z"),
            account_number: "FAKEMERCHANT2".to_owned(),
            records,
            switches: Switches::default(),
            tokens: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// The first two days of April as well, with the payment of 14 March settled.
    pub(crate) fn april() -> Self {
        let newer = records(fixture!("transactions/rerun-overlap.json"));
        let id = |record: &Value| record["transaction_info"]["transaction_id"].clone();
        let mut world = Self::march();
        let is_newer = |record: &Value| newer.iter().any(|newer| id(newer) == id(record));
        world.records.retain(|record| !is_newer(record));
        world.records.extend(newer);
        world.now = moment("2026-04-03T06:00:00Z");
        world.refreshed = moment("2026-04-03T05:59:59Z");
        world
    }

    /// The requests of one endpoint.
    pub(crate) fn requests(&self, path: &str) -> Vec<String> {
        let mut seen = self.seen.clone();
        seen.retain(|request| request.contains(path));
        seen
    }
}

fn records_of_page_2() -> Vec<Value> {
    records(fixture!("transactions/march-page2.json"))
}

/// The records of a constructed page.
pub(crate) fn records(page: &str) -> Vec<Value> {
    let page: Value = serde_json::from_str(page).expect("a fixture is JSON");
    let records = page["transaction_details"].as_array();
    records.expect("a fixture lists records").clone()
}

/// A literal instant.
pub(crate) fn moment(text: &str) -> DateTime<Utc> {
    query::instant(text).expect("a literal instant")
}

/// PayPal on a free port of 127.0.0.1; its thread ends with the test's process.
pub(crate) struct FakePayPal {
    address: SocketAddr,
    world: Arc<Mutex<World>>,
}

impl FakePayPal {
    pub(crate) fn start(world: World) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound listener has one");
        let world = Arc::new(Mutex::new(world));
        let shared = Arc::clone(&world);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream, &shared));
            }
        });
        Self { address, world }
    }

    /// The constructed month, with these switches.
    pub(crate) fn with(change: impl FnOnce(&mut World)) -> Self {
        let mut world = World::march();
        change(&mut world);
        Self::start(world)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many tokens and how many pages were asked for.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let world = self.world();
        (
            world.requests(TOKEN_PATH).len(),
            world.requests(LISTING_PATH).len(),
        )
    }
}

fn serve(stream: &TcpStream, world: &Mutex<World>) {
    let Some(request) = Request::read(stream) else {
        return;
    };
    let (answer, trouble): (Answer, Option<Trouble>) = {
        let mut world = world.lock().unwrap_or_else(PoisonError::into_inner);
        let path = query::decoded(&request.path);
        world.seen.push(format!("{} {path}", request.method));
        let trouble = world.switches.trouble(&request.path);
        match trouble {
            Some(Trouble::Instead(answer)) => (answer, None),
            trouble => (respond::answer(&mut world, &request), trouble),
        }
    };
    answer.send(stream, trouble.as_ref());
}
