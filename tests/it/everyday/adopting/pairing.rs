//! Which user a row is about.

use super::{adopt, as_imported, said, sheet, user};

#[test]
fn a_user_is_found_by_each_of_their_names() {
    for row in [
        "2,,,",
        ",BOB,,",
        ",,New@Bob.Example,",
        ",,old@bob.example,",
        ",,,Bobby",
        ",,,new@bob.example",
        ",,,bob",
        "2,bob,old@bob.example,bobby",
        ",,gone@bob.example,bobby",
        ",unknown,old@bob.example,",
    ] {
        let sandbox = sheet(&format!(
            "plex id,handle,e-mail,username,end\n{row},2027-01-05\n"
        ));
        adopt(&sandbox, "", 0);
        assert!(user(&sandbox, "bob").contains("end: 2027-01-05"), "{row}");
    }
    let sandbox = sheet("mail,notes\npay@cleo.example,hi\n");
    let run = adopt(&sandbox, "", 0);
    assert!(run.stderr.contains("1 row adds nothing"), "{}", run.stderr);
}

#[test]
fn an_address_that_is_not_recorded_is_shown() {
    assert_eq!(
        said(
            "mail,user,end\nx@y.example,ada,2027-01-05\nada@example.com,adda,\n",
            "--row 3=",
            0
        ),
        "note: members.csv:2: mail: kept: the records of `ada` say `ada@example.com`, the file says `x@y.example`\n"
    );
}

#[test]
fn names_of_different_users_are_ambiguous() {
    assert_eq!(
        said(
            "plex id,mail,username,end\n1,old@bob.example,cleo,2027-01-05\n9,,ada,2027-01-05\n",
            "",
            7
        ),
        "warning: members.csv:2: ambiguous: Plex id 1 belongs to `ada`, e-mail `old@bob.example` belongs to `bob`, \
         username `cleo` belongs to `cleo`\n\
         warning: members.csv:3: ambiguous: `ada` has the Plex id 1, not 9\n\
         warning: 2 rows of members.csv left; see above\n"
            .replace("warning: 2 rows of members.csv left; see above\n", "")
    );
}

#[test]
fn an_address_of_two_users_needs_another_name() {
    let sandbox =
        sheet("mail,username,end\npay@cleo.example,,2027-01-05\npay@cleo.example,ada,2027-01-05\n");
    let record =
        as_imported("ada").replace("payments:", "paypal_email: pay@cleo.example\npayments:");
    sandbox.write("records/users/ada.yaml", &record);
    let run = adopt(&sandbox, "", 7);
    assert!(user(&sandbox, "ada").contains("end: 2027-01-05"));
    let expected =
        "members.csv:2: ambiguous: e-mail `pay@cleo.example` belongs to `ada` and `cleo`\n";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
}

#[test]
fn rows_of_unknown_people_are_left_with_the_nearest_user() {
    let text =
        "name,mail,user,end\nX,adda@other.example,,2027-01-05\nY,,zed,2027-01-05\nTotal,,,2\n,,,\n";
    assert_eq!(
        said(text, "", 7),
        "warning: members.csv:2: no user is `adda@other.example`; did you mean `ada`? then add `--row 2=ada`
warning: members.csv:3: no user is `zed`
warning: members.csv:4: end: `2` is not a date; dates are written like 2026-11-22, 22.11.2026 or 22 Nov 2026, others need `--date-format`\n"
    );
    let sandbox = sheet(text);
    adopt(&sandbox, "--row 2=ada --row 3= --row 4=", 0);
    assert!(user(&sandbox, "ada").contains("end: 2027-01-05"));
}

#[test]
fn a_user_counts_once_in_a_file() {
    let same = "user,mail,end\nada,,2027-01-05\n,ada@example.com,05.01.2027\n";
    assert_eq!(
        said(same, "", 0),
        "note: members.csv:3: says the same of `ada` as row 2\n"
    );
    let other = "user,mail,end\nada,,2027-01-05\n,ada@example.com,2027-02-05\n";
    assert_eq!(
        said(other, "", 7),
        "warning: members.csv:2: twice in the file: `ada` is also in row 3, with other values; leave one out, as in \
         `--row 2=`\n\
         warning: members.csv:3: twice in the file: `ada` is also in row 2, with other values; leave one out, as in \
         `--row 3=`\n"
    );
    let sandbox = sheet(other);
    adopt(&sandbox, "--row 2=", 0);
    assert!(user(&sandbox, "ada").contains("end: 2027-02-05"));
}
