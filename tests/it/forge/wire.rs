//! One request per connection, answered well or badly.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// A request that was read.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// What goes wrong with an answer.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// It is another one, and nothing was done.
    Instead(Answer),
    /// It was done, and the connection ends without an answer.
    Close,
    /// It was done, and only half of the answer comes.
    Cut,
    /// It was done, and the answer does not come in time.
    Stall,
}

#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    pub(crate) fn read(mut stream: &TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut piece = [0; 16 * 1024];
        loop {
            if let Some(request) = Self::whole(&bytes) {
                return Some(request);
            }
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => return None,
                Ok(length) => bytes.extend_from_slice(&piece[..length]),
            }
        }
    }

    /// The request, once all of it is there.
    fn whole(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers: Vec<(String, String)> = headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.map_or(Some(0), |(_, value)| value.parse().ok())?;
        let body = bytes.get(end + 4..end + 4 + length)?.to_vec();
        Some(Self {
            method,
            path,
            headers,
            body,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::of(status, "application/json; charset=utf-8", &body.to_string())
    }

    pub(crate) fn of(status: u16, label: &str, body: &str) -> Self {
        Self {
            status,
            headers: vec![("Content-Type".to_owned(), label.to_owned())],
            body: body.to_owned(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends it, and ends the connection.
    pub(crate) fn send(&self, mut stream: &TcpStream, trouble: Option<&Trouble>) {
        let mut message = format!("HTTP/1.1 {} Whatever\r\n", self.status);
        for (name, value) in &self.headers {
            message.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = self.body.len();
        message.push_str(&format!(
            "Content-Length: {length}\r\nConnection: close\r\n\r\n"
        ));
        let head = message.len();
        message.push_str(&self.body);
        let sent = match trouble {
            None | Some(Trouble::Instead(_)) => message.len(),
            Some(Trouble::Cut) => head + length / 2,
            Some(Trouble::Close) => 0,
            Some(Trouble::Stall) => {
                std::thread::sleep(Duration::from_secs(3));
                0
            }
        };
        // A client that went away is not the fake's concern.
        let _ = stream.write_all(&message.as_bytes()[..sent]);
        let _ = stream.shutdown(Shutdown::Both);
    }
}
