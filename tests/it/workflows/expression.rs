//! The expressions of the example workflows: lookups, `!`, `==`, `!=` and `&&`.

/// What a lookup such as `github.repository` means.
pub(super) type Lookup<'l> = &'l dyn Fn(&str) -> String;

/// Whether a condition holds.
pub(super) fn evaluate(condition: &str, lookup: Lookup<'_>) -> bool {
    condition.split("&&").all(|term| holds(term.trim(), lookup))
}

fn holds(term: &str, lookup: Lookup<'_>) -> bool {
    for (sign, wanted) in [("==", true), ("!=", false)] {
        if let Some((left, right)) = term.split_once(sign) {
            return (value(left.trim(), lookup) == value(right.trim(), lookup)) == wanted;
        }
    }
    match term.strip_prefix('!') {
        Some(term) => !holds(term, lookup),
        None => !["", "false", "0"].contains(&value(term, lookup).as_str()),
    }
}

fn value(text: &str, lookup: Lookup<'_>) -> String {
    let literal = text
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''));
    literal.map_or_else(|| lookup(text), str::to_owned)
}

/// A text with every `${{ … }}` filled in.
pub(super) fn filled(text: &str, lookup: Lookup<'_>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${{") {
        let (expression, behind) = behind.split_once("}}").expect("expressions end");
        filled.push_str(before);
        filled.push_str(&value(expression.trim(), lookup));
        rest = behind;
    }
    filled + rest
}

#[test]
fn conditions_mean_what_they_mean_at_github() {
    let lookup: Lookup<'_> = &|name| match name {
        "a" | "b" => "x".to_owned(),
        "cancelled()" => "false".to_owned(),
        _ => String::new(),
    };
    for (condition, expected) in [
        ("a == b", true),
        ("a == 'x' && b != 'x'", false),
        ("!cancelled() && c == ''", true),
        ("c", false),
    ] {
        assert_eq!(evaluate(condition, lookup), expected, "{condition}");
    }
    assert_eq!(filled("<${{ a }}/${{b}}>", lookup), "<x/x>");
}
