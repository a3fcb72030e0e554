//! Which column holds what, and files without any that is useful.

use super::super::refused;
use super::{adopt, said, sheet, user};

#[test]
fn other_columns_are_mapped_by_name_or_letter_and_unused_ones_are_named() {
    let text = "Who,Paid to,Price\nada,2027-01-05,5\n";
    for options in [
        "--map Who=username --map paidto=end",
        "--map A=username --map B=end",
    ] {
        let sandbox = sheet(text);
        let run = adopt(&sandbox, options, 0);
        assert!(
            user(&sandbox, "ada").contains("end: 2027-01-05"),
            "{options}"
        );
        let note = "note: members.csv: columns not used: `Price`\n";
        assert!(run.stderr.contains(note), "{}", run.stderr);
    }
}

#[test]
fn titles_may_stand_above_the_names_of_the_columns() {
    let sandbox = sheet("Members 2026,,\n\n,,\nUser,Bis,\nada,2027-01-05,\n");
    adopt(&sandbox, "", 0);
    assert!(user(&sandbox, "ada").contains("end: 2027-01-05"));
}

#[test]
fn two_columns_of_one_key_need_a_decision() {
    let text = "mail,plex e-mail,end\nada@example.com,x,2027-01-05\n";
    refused(
        &sheet(text),
        "adopt members.csv",
        "error: email: the columns `mail` and `plex e-mail` all mean `email`\n  hint: leave one out with an empty key, \
         as in `--map mail=`\n",
    );
    let sandbox = sheet(text);
    adopt(&sandbox, "--map B=", 0);
    assert!(user(&sandbox, "ada").contains("end: 2027-01-05"));
}

#[test]
fn everything_wrong_with_the_command_is_said_at_once() {
    refused(
        &sheet("user,expires,paid on\nada,2027-01-05,\n"),
        "adopt members.csv --map expiress=end --map user=usrname --map end --map user=handle --date-format %Q",
        "error: 5 problems speak against this; nothing was written
  --map expiress=end: the file has no column `expiress`
    help: did you mean `expires`? the columns are `user`, `expires` and `paid on`
  --map user=usrname: unknown key `usrname`
    help: did you mean `username`? keys are `plex_id`, `handle`, `email`, `username`, `name`, `plan`, `start`, `end`, `paypal_email`, `discord.id`, `discord.username`, `subscription_id` and 2 more
  --map end: the key is missing
    help: a column is mapped with COLUMN=KEY, as in `--map \"Paid to\"=end`
  --map user=handle: the column is mapped twice
  --date-format %Q: this is not the format of a date
    help: it has a day, a month and a year, as in `%d/%m/%Y`
",
    );
    refused(
        &sheet("user,end\nada,2027-01-05\n"),
        "adopt members.csv --row 9=ada --row 1=bob",
        "error: 2 problems speak against this; nothing was written
  --row 1: the file has no such row below the names of the columns
  --row 9: the file has no such row below the names of the columns
",
    );
    refused(
        &sheet("user,end\nada,2027-01-05\n"),
        "adopt members.csv --row ada --row 2=adda",
        "error: 2 problems speak against this; nothing was written
  --row ada: this is not a row and a user
    help: a row is given with its number, as in `--row 31=marlow`, or `--row 31=`
  --row 2=adda: no user has the handle, Plex id or e-mail address `adda`
    help: did you mean `ada`?
",
    );
}

#[test]
fn a_file_without_useful_columns_is_refused() {
    refused(
        &sheet("first,second\nada,2027-01-05\n"),
        "adopt members.csv",
        "error: no column says which user a row is about\n  hint: the columns are `first` and `second`; map one, as in \
         `--map COLUMN=email`, or to `username`, `handle` or `plex_id`\n",
    );
    refused(
        &sheet("user,shoe size\nada,42\n"),
        "adopt members.csv",
        "error: no column has anything to take over\n  hint: the columns are `user` and `shoe size`; map one, as in \
         `--map COLUMN=end`\n",
    );
    refused(
        &sheet("\n\n"),
        "adopt members.csv",
        "error: the table has no rows\n  hint: the first row has the names of the columns, as in `email` and `end`\n",
    );
    assert_eq!(said("user,end\n", "", 0), "");
}
