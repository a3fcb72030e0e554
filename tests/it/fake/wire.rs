//! Puts an answer on the wire, well or badly.

use std::io::{self, Write};
use std::net::TcpStream;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::bomb::bomb;
use super::endless;
use super::fault::Wire;

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

    /// Everything that is sent when the answer has an end.
    fn message(&self, wire: Option<Wire>) -> Vec<u8> {
        let (framing, body) = match wire {
            Some(Wire::CutBody) => (self.length(), self.half().to_vec()),
            Some(Wire::CutChunks) => (CHUNKED.to_owned(), chunk(self.half())),
            Some(Wire::CutByClose) => (String::new(), self.half().to_vec()),
            Some(Wire::EndByClose) => (String::new(), self.body.clone()),
            Some(Wire::CutGzip) => {
                let mut packed = gzip(&self.body);
                packed.truncate(packed.len() / 2);
                (
                    format!("{GZIP}Content-Length: {}\r\n", packed.len()),
                    packed,
                )
            }
            Some(Wire::UnpackedGzip) => (format!("{GZIP}{}", self.length()), self.body.clone()),
            Some(Wire::GzipBomb(Some(millions))) => {
                let packed = bomb().whole(millions);
                (
                    format!("{GZIP}Content-Length: {}\r\n", packed.len()),
                    packed,
                )
            }
            Some(Wire::Reset | Wire::Close) => return Vec::new(),
            _ => (self.length(), self.body.clone()),
        };
        let mut message = self.head(&framing);
        message.extend(body);
        message
    }

    fn half(&self) -> &[u8] {
        &self.body[..self.body.len() / 2]
    }

    fn length(&self) -> String {
        format!("Content-Length: {}\r\n", self.body.len())
    }
}

/// Sends an answer; returns when it is out, when the client is gone or when the fake ends.
pub(crate) fn deliver(mut stream: &TcpStream, delivery: &Delivery, stop: &Stop) -> io::Result<()> {
    match delivery.wire {
        Some(wire) if lasts(wire) => deliver_for_ever(stream, delivery, wire, stop),
        wire => stream.write_all(&delivery.message(wire)),
    }
}

/// Whether the answer goes on until somebody ends it.
fn lasts(wire: Wire) -> bool {
    match wire {
        Wire::Stall
        | Wire::EndlessChunks
        | Wire::EndlessLength
        | Wire::GzipBomb(None)
        | Wire::EmptyGzipMembers
        | Wire::Drip(_)
        | Wire::DripHeaders(_)
        | Wire::EndlessHeaders
        | Wire::Silence => true,
        Wire::CutBody
        | Wire::CutChunks
        | Wire::CutByClose
        | Wire::EndByClose
        | Wire::CutGzip
        | Wire::UnpackedGzip
        | Wire::GzipBomb(Some(_))
        | Wire::Reset
        | Wire::Close => false,
    }
}

fn deliver_for_ever(
    mut stream: &TcpStream,
    delivery: &Delivery,
    wire: Wire,
    stop: &Stop,
) -> io::Result<()> {
    match wire {
        Wire::Stall => {
            stream.write_all(&delivery.head(&delivery.length()))?;
            stream.write_all(delivery.half())?;
            endless::wait(stop);
        }
        Wire::EndlessChunks => {
            stream.write_all(&delivery.head(CHUNKED))?;
            endless::users(stop, |users| stream.write_all(&chunk(users)))?;
        }
        Wire::EndlessLength => {
            stream.write_all(&delivery.head("Content-Length: 1099511627776\r\n"))?;
            endless::users(stop, |users| stream.write_all(users))?;
        }
        Wire::GzipBomb(_) => {
            stream.write_all(&delivery.head(&format!("{GZIP}{CHUNKED}")))?;
            stream.write_all(&chunk(bomb().start()))?;
            endless::repeat(stream, &chunk(bomb().block()), stop)?;
        }
        Wire::EmptyGzipMembers => {
            stream.write_all(&delivery.head(&format!("{GZIP}{CHUNKED}")))?;
            let members = bomb().empty_member().repeat(1000);
            endless::repeat(stream, &chunk(&members), stop)?;
        }
        Wire::Drip(pause) => {
            stream.write_all(&delivery.head(&delivery.length()))?;
            endless::drip(stream, &delivery.body, pause, stop)?;
        }
        Wire::DripHeaders(pause) => {
            endless::drip(stream, &delivery.head(&delivery.length()), pause, stop)?;
        }
        Wire::EndlessHeaders => endless::headers(stream, stop)?,
        _ => endless::wait(stop),
    }
    Ok(())
}

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";
const GZIP: &str = "Content-Encoding: gzip\r\n";

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let packed = encoder.write_all(body).and_then(|()| encoder.finish());
    packed.expect("writing to memory does not fail")
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    let mut framed = format!("{:x}\r\n", bytes.len()).into_bytes();
    framed.extend_from_slice(bytes);
    framed.extend_from_slice(b"\r\n");
    framed
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
