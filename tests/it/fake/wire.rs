//! Puts an answer on the wire, well or badly.

use std::io::{self, Write};
use std::net::TcpStream;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::fault::Wire;
use super::hostile::bomb;
use super::message::{Reply, Request};
use super::server::Stop;

/// An answer ready to be sent.
pub(crate) struct Delivery {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    wire: Option<Wire>,
    keep_alive: bool,
}

/// Bodies below this length are not worth packing.
const GZIP_FROM: usize = 512;

impl Delivery {
    pub(crate) fn new(request: &Request, reply: &Reply, date: String, wire: Option<Wire>) -> Self {
        let (content_type, mut body) = reply.render();
        let mut headers = vec![("Date", date)];
        if !body.is_empty() {
            headers.push(("Content-Type", content_type.to_owned()));
        }
        headers.extend(reply.headers.iter().cloned());
        if wire.is_none() && request.accepts_gzip() && body.len() >= GZIP_FROM {
            body = gzip(&body);
            headers.push(("Content-Encoding", "gzip".to_owned()));
        }
        let keep_alive = wire.is_none() && !request.closes();
        Self {
            status: reply.status,
            headers,
            body,
            wire,
            keep_alive,
        }
    }

    /// Whether the connection can carry another exchange.
    pub(crate) fn keeps_alive(&self) -> bool {
        self.keep_alive
    }

    /// The head, with these headers for the body's framing at the end.
    fn head(&self, framing: &str) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let connection = if self.keep_alive {
            "keep-alive"
        } else {
            "close"
        };
        head.push_str(&format!("{framing}Connection: {connection}\r\n\r\n"));
        head.into_bytes()
    }

    fn length(&self) -> String {
        format!("Content-Length: {}\r\n", self.body.len())
    }
}

/// Sends an answer; returns when it is out, when the client is gone or when the fake ends.
pub(crate) fn deliver(mut stream: &TcpStream, delivery: &Delivery, stop: &Stop) -> io::Result<()> {
    let half = &delivery.body[..delivery.body.len() / 2];
    match delivery.wire {
        None => {
            let mut message = delivery.head(&delivery.length());
            message.extend_from_slice(&delivery.body);
            stream.write_all(&message)
        }
        Some(Wire::CutBody) => {
            stream.write_all(&delivery.head(&delivery.length()))?;
            stream.write_all(half)
        }
        Some(Wire::CutChunks) => {
            stream.write_all(&delivery.head(CHUNKED))?;
            chunk(stream, half)
        }
        Some(Wire::EndlessChunks) => {
            stream.write_all(&delivery.head(CHUNKED))?;
            users_without_end(stop, |users| chunk(stream, users))
        }
        Some(Wire::EndlessLength) => {
            stream.write_all(&delivery.head("Content-Length: 1099511627776\r\n"))?;
            users_without_end(stop, |users| stream.write_all(users))
        }
        Some(Wire::GzipBomb(Some(millions))) => {
            let packed = bomb().whole(millions);
            let framing = format!("{GZIP}Content-Length: {}\r\n", packed.len());
            stream.write_all(&delivery.head(&framing))?;
            stream.write_all(&packed)
        }
        Some(Wire::GzipBomb(None)) => {
            stream.write_all(&delivery.head(&format!("{GZIP}{CHUNKED}")))?;
            chunk(stream, bomb().header())?;
            repeat(stream, bomb().block(), stop)
        }
        Some(Wire::EmptyGzipMembers) => {
            stream.write_all(&delivery.head(&format!("{GZIP}{CHUNKED}")))?;
            repeat(stream, &bomb().empty_member().repeat(1000), stop)
        }
        Some(Wire::Drip(pause)) => {
            stream.write_all(&delivery.head(&delivery.length()))?;
            drip(stream, &delivery.body, pause, stop)
        }
        Some(Wire::DripHeaders(pause)) => {
            drip(stream, &delivery.head(&delivery.length()), pause, stop)
        }
        Some(Wire::EndlessHeaders) => headers_without_end(stream, stop),
        Some(Wire::Silence) => {
            while !stop.wait(Duration::from_secs(3600)) {}
            Ok(())
        }
        Some(Wire::Reset | Wire::Close) => Ok(()),
    }
}

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";
const GZIP: &str = "Content-Encoding: gzip\r\n";

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let packed = encoder.write_all(body).and_then(|()| encoder.finish());
    packed.expect("writing to memory does not fail")
}

fn chunk(mut stream: &TcpStream, bytes: &[u8]) -> io::Result<()> {
    let mut framed = format!("{:x}\r\n", bytes.len()).into_bytes();
    framed.extend_from_slice(bytes);
    framed.extend_from_slice(b"\r\n");
    stream.write_all(&framed)
}

fn repeat(stream: &TcpStream, bytes: &[u8], stop: &Stop) -> io::Result<()> {
    while !stop.is_set() {
        chunk(stream, bytes)?;
    }
    Ok(())
}

/// A users list whose end never comes, all of it well-formed and different.
fn users_without_end(
    stop: &Stop,
    mut write: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    write(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MediaContainer size=\"1\">\n")?;
    let mut id = 1u64;
    while !stop.is_set() {
        let mut users = String::new();
        for _ in 0..500 {
            users.push_str(&format!(
                "  <User id=\"{id}\" title=\"u{id}\" username=\"u{id}\"/>\n"
            ));
            id += 1;
        }
        write(users.as_bytes())?;
    }
    Ok(())
}

fn headers_without_end(mut stream: &TcpStream, stop: &Stop) -> io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
    let mut number = 0u64;
    while !stop.is_set() {
        let mut headers = String::new();
        for _ in 0..100 {
            headers.push_str(&format!("X-Filler-{number}: {}\r\n", "x".repeat(100)));
            number += 1;
        }
        stream.write_all(headers.as_bytes())?;
    }
    Ok(())
}

fn drip(mut stream: &TcpStream, bytes: &[u8], pause: Duration, stop: &Stop) -> io::Result<()> {
    for byte in bytes {
        stream.write_all(&[*byte])?;
        if stop.wait(pause) {
            break;
        }
    }
    Ok(())
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        410 => "Gone",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Unnamed",
    }
}
