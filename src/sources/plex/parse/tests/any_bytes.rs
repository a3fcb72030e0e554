//! What holds for any bytes: no parser panics, and no error repeats them.

use proptest::prelude::*;

use super::*;

#[test]
fn no_error_repeats_the_body() {
    let secret = "srv-ece8f46bf734ca26";
    for body in [
        format!("<{secret}/>"),
        format!("<MediaContainer size='{secret}'/>"),
        format!("<MediaContainer totalSize='{secret}'><User id='1'/></MediaContainer>"),
        format!("<MediaContainer>&{secret};</MediaContainer>"),
        format!("<MediaContainer></{secret}>"),
        format!("[{{\"provides\": {{\"{secret}\": 1}}}}]"),
        format!("{{\"id\": \"{secret}\"}}"),
        secret.to_owned(),
    ] {
        let bytes = body.as_bytes();
        let errors = [
            users::parse(bytes).expect_err("not a list of users"),
            resources::parse(bytes).expect_err("not a list of resources"),
            account::parse(bytes).expect_err("not an account"),
        ];
        for error in errors {
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("ece8f"), "{shown}");
        }
    }
}

/// Everything that reads bytes; the results do not matter, only that there are some.
fn read_everything(body: &[u8]) {
    let _ = users::parse(body);
    let _ = shared_servers::parse(body);
    let _ = server::parse(body);
    let _ = home::parse(body);
    let _ = invitations::parse(body);
    let _ = account::parse(body);
    let _ = resources::parse(body);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_parser_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_everything(&body);
    }

    #[test]
    fn a_cut_answer_is_never_taken_for_a_whole_one(cut in 0..USERS.len() - 1) {
        prop_assert!(users::parse(&USERS[..cut]).is_err());
    }

    #[test]
    fn a_changed_answer_makes_no_parser_panic(
        at in 0..SHARES.len(),
        with in proptest::collection::vec(any::<u8>(), 0..4),
        without in 0..8_usize,
    ) {
        let mut body = SHARES.to_vec();
        let end = (at + without).min(body.len());
        body.splice(at..end, with);
        read_everything(&body);
    }
}
