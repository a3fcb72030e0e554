//! Keys: found by their text, and renamed.

use super::*;

#[test]
fn keys_are_found_by_their_text() {
    check(
        "12345: a\n'x y': b\n? z\n: c\n",
        &[
            set("'12345'", text("d")),
            set("x y", text("e")),
            set("z", text("f")),
        ],
        "12345: d\n'x y': e\n? z\n: f\n",
    );
}

#[test]
fn a_key_is_renamed_in_its_place() {
    let rename = |place: &str, key: &str| Edit::Rename {
        path: path(place),
        key: key.to_owned(),
    };
    let before = "# head\n\n# about tess\ntess: &t # c\n  plex:\n    id: 1\n\"rolf\": {a: 1} # r\n";
    check(
        before,
        &[rename("tess", "tess-2"), rename("rolf", "no")],
        "# head\n\n# about tess\ntess-2: &t # c\n  plex:\n    id: 1\n\"no\": {a: 1} # r\n",
    );
    check(
        "a: {\"b\":1, c}\nd: x\n",
        &[
            rename("a.b", "e"),
            set("a.b", Value::Int(2)),
            rename("a.c", "f"),
            rename("d", "it's"),
        ],
        "a: {\"e\": 2, f}\nit's: x\n",
    );
    check(
        "- ? a\n  : 1\n  b: 2\r\n",
        &[rename("0.a", "b"), rename("0.b", "a")],
        "- ? b\n  : 1\n  a: 2\r\n",
    );
    check_refused("a: 1\nb: 2\n", &[rename("a", "b")], 1, "already here");
    check_refused(
        "a: 1\nb: 2\n",
        &[rename("a", "c"), set("c", text("x"))],
        1,
        "already here",
    );
    check_refused("a: [1]\n", &[rename("a.0", "b")], 1, "no key");
    check_refused("a: 1\n", &[rename("b", "c")], 1, "not here");
    check_refused("a: 1\n", &[rename("a", "c"), remove("a")], 1, "contradict");
}
