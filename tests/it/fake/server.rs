//! The listener: one thread per connection, and a clean end when the fake is dropped.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::document::Reading;
use super::fault::{Fault, Rule, Wire};
use super::message::Request;
use super::model::World;
use super::recorder::{Recorder, Seen};
use super::respond::{Desk, account_of, date_header, respond};
use super::wire::{Delivery, deliver};

/// A plex.tv on loopback, alive until it is dropped.
///
/// Connections still open then are shut down, whatever they were in the middle of.
pub(crate) struct FakePlex {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

struct Shared {
    world: RwLock<World>,
    desk: Mutex<Desk>,
    rules: Mutex<Vec<Rule>>,
    manner: Mutex<Manner>,
    recorder: Recorder,
    ticks: AtomicU64,
    stop: Stop,
    connections: Mutex<Connections>,
}

/// How all answers are given.
#[derive(Debug, Clone, Copy, Default)]
struct Manner {
    delay: Duration,
    shuffle: Option<u64>,
    frozen: bool,
}

#[derive(Default)]
struct Connections {
    open: BTreeMap<u64, TcpStream>,
    threads: Vec<JoinHandle<()>>,
}

impl FakePlex {
    /// Serves `world` on a free port of 127.0.0.1.
    pub(crate) fn start(world: World) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound listener has an address");
        let shared = Arc::new(Shared {
            world: RwLock::new(world),
            desk: Mutex::default(),
            rules: Mutex::default(),
            manner: Mutex::default(),
            recorder: Recorder::default(),
            ticks: AtomicU64::new(0),
            stop: Stop::default(),
            connections: Mutex::default(),
        });
        let thread = {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || accept(&listener, &shared))
        };
        Self {
            address,
            shared,
            listener: Some(thread),
        }
    }

    /// An address at which nobody listens.
    pub(crate) fn refused_url() -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound listener has an address");
        format!("http://{address}")
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stands in the place of `https://plex.tv`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A copy of what is true now.
    pub(crate) fn world(&self) -> World {
        self.shared
            .world
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Lets something happen at plex.tv.
    pub(crate) fn change(&self, change: impl FnOnce(&mut World)) {
        change(
            &mut self
                .shared
                .world
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    /// Makes answers go wrong from now on; of several faults for a request the oldest wins.
    pub(crate) fn inject(&self, rule: Rule) {
        lock(&self.shared.rules).push(rule);
    }

    /// Takes all faults back.
    pub(crate) fn heal(&self) {
        lock(&self.shared.rules).clear();
    }

    /// Waits this long before each answer.
    pub(crate) fn set_delay(&self, delay: Duration) {
        lock(&self.shared.manner).delay = delay;
    }

    /// Puts lists into another order at each read; `None` keeps the order of the world.
    pub(crate) fn set_shuffle(&self, seed: Option<u64>) {
        lock(&self.shared.manner).shuffle = seed;
    }

    /// Whether volatile values stand still, so that two reads are equal byte for byte.
    pub(crate) fn freeze(&self, frozen: bool) {
        lock(&self.shared.manner).frozen = frozen;
    }

    /// The PINs and keys of people who are signing in.
    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        lock(&self.shared.desk)
    }

    /// Every request so far, in order of arrival.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.shared.recorder.seen()
    }

    /// The largest number of requests that were being answered at the same time.
    pub(crate) fn peak_concurrency(&self) -> usize {
        self.shared.recorder.peak()
    }

    /// The same for the requests with one token.
    pub(crate) fn peak_concurrency_of(&self, token: &str) -> usize {
        self.shared.recorder.peak_of(token)
    }

    pub(crate) fn connection_count(&self) -> usize {
        self.shared.recorder.connections()
    }

    /// Starts counting anew.
    pub(crate) fn forget_requests(&self) {
        self.shared.recorder.forget();
    }
}

impl Drop for FakePlex {
    fn drop(&mut self) {
        self.shared.stop.set();
        // Wakes the listener; a failure means that it is gone already.
        drop(TcpStream::connect(self.address));
        if let Some(listener) = self.listener.take() {
            drop(listener.join());
        }
        let threads = {
            let mut connections = lock(&self.shared.connections);
            for stream in connections.open.values() {
                drop(stream.shutdown(Shutdown::Both));
            }
            std::mem::take(&mut connections.threads)
        };
        for thread in threads {
            drop(thread.join());
        }
    }
}

/// A flag that wakes everybody who waits for time to pass.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    set: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    fn set(&self) {
        *lock(&self.set) = true;
        self.changed.notify_all();
    }

    pub(crate) fn is_set(&self) -> bool {
        *lock(&self.set)
    }

    /// Waits for `duration`; true if the fake is to end.
    pub(crate) fn wait(&self, duration: Duration) -> bool {
        let guard = lock(&self.set);
        let waited = self
            .changed
            .wait_timeout_while(guard, duration, |set| !*set);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for (number, stream) in (0..).zip(listener.incoming()) {
        if shared.stop.is_set() {
            return;
        }
        let Ok(stream) = stream else { continue };
        let Ok(handle) = stream.try_clone() else {
            continue;
        };
        shared.recorder.connected();
        let for_thread = Arc::clone(shared);
        let mut connections = lock(&shared.connections);
        connections.open.insert(number, handle);
        connections.threads.push(std::thread::spawn(move || {
            // A client that goes away is its own business.
            drop(converse(&stream, &for_thread));
            lock(&for_thread.connections).open.remove(&number);
        }));
    }
}

/// Answers the requests of one connection until either side has had enough.
fn converse(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    while let Some((request, head_length)) = peek_request(stream, shared)? {
        let fault = {
            let world = shared.world.read().unwrap_or_else(PoisonError::into_inner);
            let account = account_of(&world, &request);
            let mut rules = lock(&shared.rules);
            rules
                .iter_mut()
                .find_map(|rule| rule.take(&request.path, account))
        };
        let in_flight = shared.recorder.begin(&request);
        if matches!(fault, Some(Fault::Wire(Wire::Reset))) {
            // Closing with the request still unread makes the kernel send a reset.
            return Ok(());
        }
        consume(stream, head_length, &request)?;
        let delivery = answer(&request, fault.as_ref(), shared);
        let manner = *lock(&shared.manner);
        if !manner.delay.is_zero() && shared.stop.wait(manner.delay) {
            return Ok(());
        }
        // Whoever has the last byte may ask again before this thread knows that it is out.
        drop(in_flight);
        deliver(stream, &delivery, &shared.stop)?;
        if !delivery.keeps_alive() {
            return Ok(());
        }
    }
    Ok(())
}

fn answer(request: &Request, fault: Option<&Fault>, shared: &Shared) -> Delivery {
    let manner = *lock(&shared.manner);
    let tick = shared.ticks.fetch_add(1, Ordering::Relaxed);
    let tick = if manner.frozen { 0 } else { tick };
    let reading = Reading {
        tick,
        shuffle: manner.shuffle,
    };
    let world = shared.world.read().unwrap_or_else(PoisonError::into_inner);
    let mut desk = lock(&shared.desk);
    let reply = match fault {
        Some(fault) => fault.reply(&world, &mut desk, request, reading),
        None => respond(&world, &mut desk, request, reading),
    };
    let wire = fault.and_then(Fault::wire);
    let date = date_header(&world);
    drop((world, desk));
    Delivery::new(request, &reply, date, wire)
}

/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// The next request and the length of its head, which stays in the socket; `None` at the end.
fn peek_request(stream: &TcpStream, shared: &Shared) -> io::Result<Option<(Request, usize)>> {
    let mut buffer = vec![0; 64 * 1024];
    let mut before = 0;
    let mut deadline = None;
    loop {
        let length = stream.peek(&mut buffer)?;
        let started = deadline.get_or_insert_with(Instant::now);
        if length == 0 || shared.stop.is_set() || started.elapsed() > HEAD_TIMEOUT {
            return Ok(None);
        }
        let seen = &buffer[..length];
        if let Some(end) = seen.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&seen[..end]);
            return Ok(Request::parse(&head).map(|request| (request, end + 4)));
        }
        if length == before {
            std::thread::sleep(Duration::from_millis(1));
        }
        before = length;
    }
}

/// Takes the request out of the socket, body included.
fn consume(mut stream: &TcpStream, head_length: usize, request: &Request) -> io::Result<()> {
    let announced = request
        .header("content-length")
        .and_then(|value| value.parse::<u64>().ok());
    let head = u64::try_from(head_length).unwrap_or(u64::MAX);
    let mut rest = Read::take(&mut stream, head.saturating_add(announced.unwrap_or(0)));
    io::copy(&mut rest, &mut io::sink()).map(drop)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
