//! `plexmgr report`: the page as a file, as a document, and in a browser.

mod browser;
mod document;
mod program;
mod shown;

use crate::sandbox::Sandbox;

/// What strangers may call themselves to break out of a page, in many ways.
const HOSTILE: [&str; 9] = [
    "<script>window.ran = 'script'</script>",
    "</style><style>*{display:none}</style>",
    "\"><img src=x onerror=\"window.ran = 'image'\">",
    "'><svg onload=window.ran='svg'><a href=https://example.com>x</a>",
    "{{ 7*7 }}{% for x in y %}{# gone #}",
    "--></title></script><!--",
    "\u{202e}lru\u{2066}\u{200b}x\u{7}\n\u{1b}[31m",
    "שלום עולם (2026) abc",
    "非常に長い名前非常に長い名前非常に長い名前wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
];

/// The example household after an import, with somebody for each hostile name.
fn hostile() -> Sandbox {
    let sandbox = Sandbox::example();
    let applied = sandbox.run(&["apply", "--yes", "--observed", "observed.json", "-q"]);
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    for (number, name) in HOSTILE.iter().enumerate() {
        let title = serde_json::to_string(name).expect("a text");
        let payments = match number % 3 {
            0 => "",
            1 => {
                "payments: [{plan: monthly, start: 2026-10-20, end: 2026-11-20, origin: import}]\n"
            }
            _ => "payments: [{plan: yearly, start: 2026-11-01, end: 2026-11-30, origin: manual}]\n",
        };
        let record = format!(
            "class: standard\nplex:\n  id: {}\n  title: {title}\n  email: mail{number}@example.com\n  \
             shares: [{{server: atlas, libraries: [movies, tv-shows, music, kids]}}]\n{payments}",
            900 + number
        );
        sandbox.write(&format!("records/users/hostile-{number}.yaml"), &record);
    }
    sandbox
}

/// The page of a household.
fn page(sandbox: &Sandbox, options: &[&str]) -> String {
    let run = sandbox.run(&[&["report", "--out", "report.html", "-q"], options].concat());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    sandbox.read("report.html")
}
