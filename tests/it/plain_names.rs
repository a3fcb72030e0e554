//! Names in the code are in plain English as well: no type, function or value has a word that is refused in texts.

use std::path::{Path, PathBuf};

/// Words that no name has, in lower case, and what to use instead.
const WORDS: [(&str, &str); 13] = [
    ("tell", "show, report"),
    ("tells", "shows, reports"),
    ("told", "shown, message, text"),
    ("telling", "showing, update"),
    ("tellings", "answers"),
    ("untold", "unwritten, unknown"),
    ("somebody", "user, person"),
    ("nobody", "no_users, none"),
    ("everybody", "all, people"),
    ("whoever", "user, person"),
    ("surroundings", "environment"),
    ("anew", "again"),
    ("disbelieved", "distrusted"),
];

#[test]
fn no_name_has_a_word_that_was_replaced() {
    check("src", |line| Some(line));
}

/// What a test is called says what holds; the values inside it are its own.
#[test]
fn no_function_of_a_test_has_a_word_that_was_replaced() {
    for folder in ["tests", "benches"] {
        check(folder, |line| {
            line.trim_start()
                .trim_start_matches("pub(super) ")
                .trim_start_matches("pub(crate) ")
                .strip_prefix("fn ")?
                .split('(')
                .next()
        });
    }
}

/// Insists that no line of a folder's sources has a refused word in the `part` of it that is looked at.
fn check(folder: &str, part: impl Fn(&str) -> Option<&str>) {
    let files = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    assert!(files.len() > 10, "{}", files.len());
    let mut found = Vec::new();
    for file in files {
        #[expect(clippy::disallowed_methods, reason = "the test reads source files")]
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            for (name, better) in part(line).into_iter().flat_map(refused) {
                found.push(format!("{}:{number}: {name}: {better}", file.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn refused_words_are_found_in_names_only() {
    for (line, expected) in [
        ("let told = 1; // told", &["told"][..]),
        (
            "fn tell_plan(&self) -> TellingsOf {",
            &["tell_plan", "TellingsOf"],
        ),
        ("const UNTOLD: &str = \"told \\\" told\";", &["UNTOLD"]),
        ("let teller = intelligent;", &[]),
        ("is_part('\"', everybody)", &["everybody"]),
    ] {
        let names: Vec<&str> = refused(line).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, expected, "{line}");
    }
}

/// The names of a line that have a refused word, each with the better one.
fn refused(line: &str) -> Vec<(&str, &'static str)> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let names = code(line)
        .into_iter()
        .flat_map(|code| code.split(move |c| !is_part(c)));
    let better = |name: &str| {
        let words = words(name);
        let mut known = WORDS.iter();
        known.find(|(word, _)| words.iter().any(|part| part == word))
    };
    names
        .filter_map(|name| better(name).map(|(_, better)| (name, *better)))
        .collect()
}

/// The parts of a line that are neither a literal nor a comment.
fn code(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['"', '/']) {
        parts.push(&rest[..at]);
        let literal = &rest[at..];
        rest = match () {
            () if literal.starts_with("//") => return parts,
            () if rest[..at].ends_with('\'') || literal.starts_with('/') => &literal[1..],
            () => {
                let escaped = literal[1..].replace("\\\\", "__").replace("\\\"", "__");
                escaped
                    .find('"')
                    .map_or("", |end| literal.get(end + 2..).unwrap_or_default())
            }
        };
    }
    parts.push(rest);
    parts
}

/// The words of `snake_case`, `CamelCase` and `UPPER_CASE` names, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in name.chars() {
        if letter == '_' || letter.is_ascii_uppercase() && was_lower {
            words.push(String::new());
        }
        was_lower = letter.is_ascii_lowercase();
        if let Some(word) = words.last_mut().filter(|_| letter != '_') {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false if path.extension().is_some_and(|extension| extension == "rs") => {
                found.push(path);
            }
            false => {}
        }
    }
    found.sort();
    found
}
