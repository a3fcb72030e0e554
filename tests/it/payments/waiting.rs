//! What waits in `inbox.yaml`, through the program: after merges, and with comments of admins.

use super::house::House;
use super::program::{FILES, interface, paypal, rows, run, sandbox};
use crate::sandbox::Sandbox;

#[test]
fn the_run_after_a_merge_reads_everything_because_either_side_of_the_inbox_may_be_there() {
    // The first day of October in Berlin, in UTC.
    const BEGIN: &str = "2025-09-30";
    let paypal = paypal();
    let house = || House::new().user("finch", "");
    let source = interface(&paypal).replace("2026-03-01", "2025-10-01");
    let [ours, theirs] = [sandbox(&house(), &source), sandbox(&house(), &source)];
    let first_day = |sandbox: &Sandbox, arguments: &[&str]| {
        let before = paypal.world().requests("start_date").len();
        run(sandbox, arguments, 0);
        let requests = paypal.world().requests("start_date").split_off(before);
        let day = |request: &String| request.split("start_date=").nth(1).unwrap()[..10].to_owned();
        requests.iter().map(day).min().unwrap()
    };
    let plan = ["plan", "--source", "api"];
    let apply = ["apply", "--yes", "--source", "api"];
    assert_eq!(first_day(&ours, &apply), BEGIN);
    assert!(first_day(&ours, &plan).as_str() > "2026-01-01");
    // Another branch begins at the same place, and its run is merged; its side of the inbox is taken.
    run(&theirs, &["set", "finch", "notes=hi", "--yes"], 0);
    for (path, bytes) in theirs.contents() {
        if path.extension().is_some_and(|it| it == "jsonl") {
            ours.write(&path.to_string_lossy(), &String::from_utf8(bytes).unwrap());
        }
    }
    let waiting = ours.read("records/inbox.yaml");
    ours.remove("records/inbox.yaml");
    assert_eq!(first_day(&ours, &apply), BEGIN);
    assert_eq!(ours.read("records/inbox.yaml"), waiting);
    assert!(first_day(&ours, &plan).as_str() > "2026-01-01");
}

#[test]
fn comments_in_the_inbox_are_quoted_before_they_go() {
    let sandbox = sandbox(&House::new().user("finch", ""), FILES);
    let row = |id: &'static str| {
        [
            "15/11/2026",
            "General Payment",
            "5.00",
            "x@example.org",
            id,
            "",
        ]
    };
    let apply = ["apply", "--yes", "--source", "files"];
    sandbox.write("statements/2026.csv", &rows(&[row("T1"), row("T2")]));
    let quiet = run(&sandbox, &apply, 0);
    assert!(
        !quiet.stdout.contains("comment_removed"),
        "{}",
        quiet.stdout
    );
    let inbox = sandbox.read("records/inbox.yaml");
    let noted = inbox
        .replace("paypal/T2:", "# ask Heron\npaypal/T2:")
        .replacen("5.00 EUR\n", "5.00 EUR  # twice?\n", 1);
    sandbox.write("records/inbox.yaml", &noted);
    sandbox.write(
        "statements/2026.csv",
        &rows(&[row("T1"), row("T2"), row("T3")]),
    );
    let said = run(&sandbox, &apply, 0).stdout;
    for (key, comment) in [("T1", "# twice?"), ("T2", "# ask Heron")] {
        let words = format!(
            "paypal/{key} loses 1 comment because plexmgr writes this file as a whole: `{comment}`"
        );
        assert!(said.contains(&words), "{words}\n{said}");
    }
}
