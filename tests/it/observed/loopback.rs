//! A server on loopback that answers whatever a test wants, byte for byte.
//!
//! It knows nothing of plex.tv except where the sample answers lie.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// Without the query.
    pub(super) path: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        headers.find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }
}

/// What the server does with a request.
pub(super) enum Reply {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// Sends the first bytes, then the others again and again with a pause before each.
    Endless(Vec<u8>, Vec<u8>, Duration),
    /// Closes without a word.
    Nothing,
}

impl Reply {
    pub(super) fn status(line: &str, headers: &str, body: &[u8]) -> Self {
        let head = format!(
            "HTTP/1.1 {line}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n",
            body.len()
        );
        Self::Bytes([head.as_bytes(), body].concat())
    }

    pub(super) fn ok(body: &[u8]) -> Self {
        Self::status("200 OK", "", body)
    }

    /// A head that announces no length, and what follows it for ever.
    pub(super) fn endless(headers: &str, piece: &[u8], pause: Duration) -> Self {
        let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{headers}\r\n");
        Self::Endless(head.into_bytes(), piece.to_vec(), pause)
    }
}

/// A running server.
pub(super) struct Server {
    pub(super) url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server; `answer` gets each request and how often its path was asked for before.
    pub(super) fn start(answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&requests), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        Self { url, requests }
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no handler panics").clone()
    }

    /// How often each path was asked for, sorted by path.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths: Vec<_> = self.requests().into_iter().map(|r| r.path).collect();
        paths.sort();
        paths
    }
}

fn serve(
    mut stream: TcpStream,
    log: &Mutex<Vec<Request>>,
    answer: &dyn Fn(&Request, usize) -> Reply,
) {
    let Some(request) = stream.try_clone().ok().and_then(read_request) else {
        return;
    };
    let earlier = {
        let mut log = log.lock().expect("no handler panics");
        let earlier = log.iter().filter(|r| r.path == request.path).count();
        log.push(request.clone());
        earlier
    };
    // The client may hang up at any moment: that is its right.
    match answer(&request, earlier) {
        Reply::Nothing => {}
        Reply::Bytes(bytes) => {
            let _hung_up = stream.write_all(&bytes);
        }
        Reply::Endless(head, piece, pause) => {
            let mut result = stream.write_all(&head);
            while result.is_ok() {
                thread::sleep(pause);
                result = stream.write_all(&piece);
            }
        }
    }
}

fn read_request(stream: TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next()?;
    let target = first.split(' ').nth(1)?;
    let path = target.split('?').next()?.to_owned();
    let headers = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        })
        .collect();
    Some(Request { path, headers })
}

/// The sample answer of one of the two constructed accounts.
pub(super) fn sample(request: &Request) -> Reply {
    let account = match request.header("x-plex-token") {
        "token-a" => "account-a",
        "token-b" => "account-b",
        _ => return Reply::status("401 Unauthorized", "", b""),
    };
    let file = match request.path.as_str() {
        "/api/v2/user" => "v2_user.json",
        "/api/v2/resources" => "v2_resources.json",
        "/api/users" => "users.xml",
        "/api/home/users" => "home_users.xml",
        "/api/invites/requested" => "invites_requested.xml",
        path => match path.strip_prefix("/api/servers/") {
            Some(rest) if rest.ends_with("/shared_servers") => {
                return file(account, &format!("servers/{rest}.xml"));
            }
            Some(machine) => return file(account, &format!("servers/{machine}/server.xml")),
            None => "",
        },
    };
    self::file(account, file)
}

fn file(account: &str, name: &str) -> Reply {
    match fixture(&format!("{account}/{name}")) {
        Some(bytes) => Reply::ok(&bytes),
        None => Reply::status("404 Not Found", "", b"<!DOCTYPE html><html></html>"),
    }
}

/// The bytes of a constructed sample.
pub(super) fn fixture(name: &str) -> Option<Vec<u8>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a fixture of the tests, of known size"
    )]
    std::fs::read(format!(
        "{}/tests/fixtures/plex/constructed/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .ok()
}
