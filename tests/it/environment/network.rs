//! Proxies and addresses without TLS: used as they are named, or mentioned.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use crate::fake::{Fleet, World};
use crate::sandbox::Sandbox;

fn household(url: &str) -> Sandbox {
    Sandbox::household(&World::generate(Fleet::default()), url)
}

#[test]
fn an_address_without_tls_on_another_machine_is_mentioned_everywhere() {
    let told = "tokens are sent unencrypted";
    let mut sandbox = household("http://plex.invalid");
    // Nothing leaves this machine.
    sandbox.set("HTTP_PROXY", "http://127.0.0.1:9");
    for arguments in [
        &["check", "-q"] as &[&str],
        &["plan", "-q"],
        &["apply", "-q", "--yes"],
    ] {
        let run = sandbox.run(arguments);
        assert!(run.stderr.contains(told), "{arguments:?}: {}", run.stderr);
    }
    let doctor = sandbox.run(&["doctor", "--offline"]);
    assert!(doctor.stdout.contains("unencrypted"), "{}", doctor.stdout);
    for url in [
        "http://127.0.0.1:9",
        "http://localhost:9",
        "http://[::1]:9",
        "https://plex.invalid",
    ] {
        let sandbox = household(url);
        for arguments in [&["check"] as &[&str], &["doctor", "--offline"]] {
            let run = sandbox.run(arguments);
            let all = format!("{}{}", run.stdout, run.stderr);
            assert!(!all.contains("unencrypted"), "{url}: {all}");
        }
    }
}

#[test]
fn a_proxy_is_used_with_its_password() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = proxy.local_addr().unwrap();
    let asked = std::thread::spawn(move || {
        let (connection, _) = proxy.accept().unwrap();
        let mut lines = BufReader::new(&connection).lines().map_while(Result::ok);
        let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        (&connection)
            .write_all(b"HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
        head
    });
    let mut sandbox = household("https://plex.invalid");
    sandbox.set("HTTPS_PROXY", &format!("http://ada:hunter2@{address}"));
    let run = sandbox.run(&["plan"]);
    assert_eq!(run.code, 8, "{}", run.stderr);
    let head = asked.join().unwrap();
    assert_eq!(head[0], "CONNECT plex.invalid:443 HTTP/1.1");
    let authorization = "proxy-authorization: basic ywrhomh1bnrlcji=";
    assert!(
        head.iter().any(|line| line.to_lowercase() == authorization),
        "{head:?}"
    );
    assert!(!format!("{}{}", run.stdout, run.stderr).contains("hunter2"));
}

#[test]
fn a_proxy_that_cannot_be_used_is_named_and_not_passed_over() {
    for (variable, value) in [
        ("HTTPS_PROXY", "::bad"),
        ("https_proxy", "http://ada:hunter2@proxy:port"),
        ("ALL_PROXY", "socks5://ada:hunter2@127.0.0.1:9"),
    ] {
        let mut sandbox = household("https://plex.invalid");
        sandbox.set(variable, value);
        for (arguments, code) in [(&["plan"] as &[&str], 8), (&["doctor"], 8)] {
            let run = sandbox.run(arguments);
            let all = format!("{}{}", run.stdout, run.stderr);
            assert_eq!(run.code, code, "{all}");
            assert!(all.contains(&format!("`{variable}`")), "{all}");
            assert!(!all.contains("hunter2"), "{all}");
        }
    }
}
