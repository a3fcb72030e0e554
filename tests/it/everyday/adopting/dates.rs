//! Dates that can be read in one way, in two, and not at all.

use super::{adopt, said, sheet, user};

#[test]
fn two_formats_in_one_file_are_fine_where_each_is_clear() {
    let sandbox = sheet("user,end\nada,2027-01-05\nbobby,5.1.2027\n");
    adopt(&sandbox, "", 0);
    for name in ["ada", "bob"] {
        assert!(user(&sandbox, name).contains("end: 2027-01-05"), "{name}");
    }
}

#[test]
fn the_column_decides_or_the_date_format() {
    let text = "user,end\nada,03/04/2027\nbobby,13/04/2027\n";
    let sandbox = sheet(text);
    adopt(&sandbox, "", 0);
    assert!(user(&sandbox, "ada").contains("end: 2027-04-03"));

    let undecided = "user,start,end\nada,13/01/2027,03/04/2027\n";
    assert_eq!(
        said(undecided, "", 7),
        "warning: members.csv:2: end: `03/04/2027` can be read as 2027-04-03 or as 2027-03-04, and no other date of \
         this column decides; give `--date-format %d/%m/%Y` or `--date-format %m/%d/%Y`\n"
    );
    for (format, end) in [("%d/%m/%Y", "2027-04-03"), ("%m/%d/%Y", "2027-03-04")] {
        let sandbox = sheet(undecided);
        adopt(&sandbox, &format!("--date-format {format}"), 0);
        assert!(
            user(&sandbox, "ada").contains(&format!("end: {end}")),
            "{format}"
        );
    }
}
