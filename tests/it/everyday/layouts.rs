//! `set-layout`: records move between files of their own and one file, with their comments and values.

use super::handles::{ODD, one_file, people, records};
use super::run;

#[test]
fn users_move_to_one_file_and_back() {
    let sandbox = people(false);
    let moved = run(&sandbox, "set-layout single-file --yes", 0);
    assert!(
        moved.stderr.contains("layout = \"single-file\""),
        "{}",
        moved.stderr
    );
    assert_eq!(sandbox.read("records/users.yaml"), one_file());
    run(&sandbox, "check", 0);
    run(&sandbox, "set-layout file-per-user --yes", 0);
    assert_eq!(records(&sandbox), records(&people(false)));
    let none = run(&sandbox, "set-layout file-per-user --yes", 0);
    assert!(none.stdout.ends_with("No changes.\n"), "{}", none.stdout);
}

#[test]
fn a_comment_that_belongs_to_no_user_stops_the_move() {
    let sandbox = people(true);
    for (text, line) in [
        (format!("# all of them\n\n{}", one_file()), 1),
        (format!("{}\n# vim: sw=2\n", one_file()), 26),
    ] {
        sandbox.write("records/users.yaml", &text);
        let before = records(&sandbox);
        let refused = run(&sandbox, "set-layout file-per-user --yes", 7);
        let place = format!("records/users.yaml:{line}:1");
        assert!(
            refused.stdout.contains("this comment belongs to no entry"),
            "{}",
            refused.stdout
        );
        assert!(
            refused.stdout.contains(&place),
            "{place}: {}",
            refused.stdout
        );
        assert_eq!(records(&sandbox), before);
    }
}

#[test]
fn no_file_is_made_that_another_reader_cannot_read() {
    let sandbox = people(false);
    sandbox.write("records/users/odd.yaml", ODD);
    let before = records(&sandbox);
    let refused = run(&sandbox, "set-layout single-file --yes", 7);
    let reason = "another YAML reader would not read the new text";
    assert!(refused.stdout.contains(reason), "{}", refused.stdout);
    assert_eq!(records(&sandbox), before);
}

#[test]
fn a_record_that_ends_within_a_text_moves_with_its_value() {
    let sandbox = people(false);
    let notes = "class: standard\nplex: {id: 3}\nnotes: |\n  owes us\n  # a drill";
    sandbox.write("records/users/cy.yaml", notes);
    run(&sandbox, "set-layout single-file --yes", 0);
    let all = sandbox.read("records/users.yaml");
    assert!(
        all.contains("  notes: |-\n    owes us\n    # a drill\n"),
        "{all}"
    );
    run(&sandbox, "check", 0);
}

#[test]
fn records_with_one_anchor_stay_in_files_of_their_own() {
    let sandbox = people(false);
    for (user, id) in [("cy", 3), ("di", 4)] {
        let record = format!(
            "class: standard\nplex:\n  id: {id}\n  shares:\n    - server: atlas\n      libraries: &l1 [movies]\n    \
             - server: borealis\n      libraries: *l1\n"
        );
        sandbox.write(&format!("records/users/{user}.yaml"), &record);
    }
    let before = records(&sandbox);
    let refused = run(&sandbox, "set-layout single-file --yes", 7);
    let reason = "two records have the anchor `l1`";
    assert!(refused.stdout.contains(reason), "{}", refused.stdout);
    assert_eq!(records(&sandbox), before);
}
