//! An HTTP client that shows what really arrived.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;

use crate::fake::FakePlex;

/// One connection to a fake.
pub(super) struct Client {
    stream: TcpStream,
}

/// An answer whose announced end arrived.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    /// Unpacked.
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the fake answers in UTF-8")
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the answer is JSON")
    }
}

impl Client {
    pub(super) fn to(plex: &FakePlex) -> Self {
        Self::connect(plex.address())
    }

    fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the fake listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .expect("five seconds are allowed");
        Self { stream }
    }

    /// Sends a request with these headers and waits for the whole answer.
    pub(super) fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
    ) -> io::Result<Answer> {
        self.ask(method, target, headers)?;
        self.answer()
    }

    /// A request of `token`'s, as a JSON client makes it.
    pub(super) fn get(&mut self, target: &str, token: &str) -> Answer {
        let headers = [
            ("X-Plex-Token", token),
            ("X-Plex-Client-Identifier", "test"),
            ("Accept", "application/json"),
        ];
        self.send("GET", target, &headers)
            .expect("the fake answers")
    }

    /// Sends a request and does not wait.
    pub(super) fn ask(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
    ) -> io::Result<()> {
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: plex.tv\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        self.stream.write_all(head.as_bytes())
    }

    /// Whatever arrives up to this many bytes.
    pub(super) fn bytes(&mut self, at_most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Read::take(&mut self.stream, at_most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Whatever arrives in this time.
    pub(super) fn within(&mut self, time: Duration) -> Vec<u8> {
        let end = Instant::now() + time;
        let mut seen = Vec::new();
        let mut byte = [0];
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            let waits = self
                .stream
                .set_read_timeout(Some(left.max(Duration::from_millis(1))));
            waits.expect("the time left is never zero");
            if matches!(self.stream.read(&mut byte), Ok(1)) {
                seen.push(byte[0]);
            }
        }
        seen
    }

    fn answer(&mut self) -> io::Result<Answer> {
        let head = self.read_until(b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&head).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .unwrap_or_default();
        let status = status.parse().map_err(io::Error::other)?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = self.chunks()?;
        } else if let Some(length) = answer.header("content-length") {
            let length: usize = length.parse().map_err(io::Error::other)?;
            answer.body = vec![0; length];
            self.stream.read_exact(&mut answer.body)?;
        } else {
            self.stream.read_to_end(&mut answer.body)?;
        }
        if answer.header("content-encoding") == Some("gzip") {
            let mut plain = Vec::new();
            MultiGzDecoder::new(answer.body.as_slice()).read_to_end(&mut plain)?;
            answer.body = plain;
        }
        Ok(answer)
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.read_until(b"\r\n")?;
            let digits = String::from_utf8_lossy(&line);
            let length = usize::from_str_radix(digits.trim(), 16).map_err(io::Error::other)?;
            let mut chunk = vec![0; length + 2];
            self.stream.read_exact(&mut chunk)?;
            if length == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&chunk[..length]);
        }
    }

    fn read_until(&mut self, end: &[u8]) -> io::Result<Vec<u8>> {
        let mut seen = Vec::new();
        let mut byte = [0];
        while !seen.ends_with(end) {
            self.stream.read_exact(&mut byte)?;
            seen.push(byte[0]);
        }
        Ok(seen)
    }
}
