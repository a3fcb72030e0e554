//! What can be sent without coming to an end; all of it stops when the fake does.

use std::io::{self, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::server::Stop;

/// Sends nothing.
pub(super) fn wait(stop: &Stop) {
    while !stop.wait(Duration::from_secs(3600)) {}
}

/// The same bytes again and again.
pub(super) fn repeat(mut stream: &TcpStream, bytes: &[u8], stop: &Stop) -> io::Result<()> {
    while !stop.is_set() {
        stream.write_all(bytes)?;
    }
    Ok(())
}

/// A users list whose end never comes, all of it well-formed and different.
pub(super) fn users(stop: &Stop, mut write: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
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

/// An answer that never comes to its body.
pub(super) fn headers(mut stream: &TcpStream, stop: &Stop) -> io::Result<()> {
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

/// One byte, a pause, one byte; ends with the bytes.
pub(super) fn drip(
    mut stream: &TcpStream,
    bytes: &[u8],
    pause: Duration,
    stop: &Stop,
) -> io::Result<()> {
    for byte in bytes {
        stream.write_all(&[*byte])?;
        if stop.wait(pause) {
            break;
        }
    }
    Ok(())
}
