//! The page in headless Chromium, if it is installed: nothing runs, nothing is fetched, names are text,
//! and it is readable on every screen.

use serde_json::{Value, json};

use super::browser::{Browser, installed, url};
use super::{HOSTILE, hostile, page};
use crate::sandbox::Sandbox;

/// The contrast of every text with what is behind it, as its ratio and the text, where it is below AA.
const LOW_CONTRAST: &str = "
(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((value) => value / 255)
      .map((value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (colour && channels(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const low = [];
  for (const element of document.body.querySelectorAll('*')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!hasText) continue;
    const [one, other] = [getComputedStyle(element).color, behind(element)].map(luminance);
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) low.push(ratio.toFixed(2) + ' ' + element.textContent.trim());
  }
  return low;
})()";

/// A household's page in a browser, or nothing if there is none.
#[expect(
    clippy::print_stdout,
    reason = "nobody shall take a skipped test for a passed one"
)]
fn shown() -> Option<(Sandbox, Browser)> {
    let Some(chromium) = installed() else {
        println!("skipped: Chromium is not installed");
        return None;
    };
    let sandbox = hostile();
    page(&sandbox, &["--show-pii"]);
    Some((sandbox, Browser::start(&chromium)))
}

/// The parameters of all events of a kind.
fn events<'b>(browser: &'b Browser, method: &str) -> Vec<&'b Value> {
    let events = browser.events.iter();
    let events = events.filter(|event| event["method"] == method);
    events.map(|event| &event["params"]).collect()
}

#[test]
fn no_script_runs_and_nothing_is_fetched() {
    let Some((sandbox, mut browser)) = shown() else {
        return;
    };
    let file = sandbox.at("report.html");
    browser.open(&file, [1200, 900], "light");
    assert_eq!(browser.evaluate("typeof window.ran"), json!("undefined"));
    assert_eq!(
        browser.evaluate("document.scripts.length + document.images.length"),
        json!(0)
    );
    let requests = events(&browser, "Network.requestWillBeSent");
    let requested = requests
        .iter()
        .filter_map(|request| request["request"]["url"].as_str());
    let fetched: Vec<&str> = requested
        .filter(|address| !address.starts_with("data:"))
        .collect();
    assert_eq!(fetched, [url(&file)]);
    for trouble in [
        "Log.entryAdded",
        "Runtime.consoleAPICalled",
        "Runtime.exceptionThrown",
        "Page.javascriptDialogOpening",
    ] {
        assert_eq!(events(&browser, trouble), Vec::<&Value>::new(), "{trouble}");
    }
}

#[test]
fn a_page_that_runs_a_script_would_be_noticed() {
    let Some((sandbox, mut browser)) = shown() else {
        return;
    };
    let page =
        "<title>x</title><img src=missing.png><script>window.ran = 1; console.log(2)</script>";
    sandbox.write("other.html", page);
    browser.open(&sandbox.at("other.html"), [1200, 900], "light");
    assert_eq!(browser.evaluate("typeof window.ran"), json!("number"));
    assert_eq!(events(&browser, "Network.requestWillBeSent").len(), 2);
    assert_eq!(events(&browser, "Runtime.consoleAPICalled").len(), 1);
}

#[test]
fn names_are_text_and_nothing_else() {
    let Some((sandbox, mut browser)) = shown() else {
        return;
    };
    browser.open(&sandbox.at("report.html"), [1200, 900], "light");
    let names = "[...document.querySelectorAll('th bdi.name')].map((name) => name.textContent)";
    let names = browser.evaluate(names);
    for name in HOSTILE {
        let expected = plexmgr::vocabulary::shown(name);
        assert!(
            names.as_array().unwrap().contains(&json!(expected)),
            "{expected}: {names}"
        );
    }
    let isolated =
        browser.evaluate("document.querySelectorAll('bdi:not([dir=auto], .address bdi)').length");
    assert_eq!(isolated, json!(0));
    let inside = browser.evaluate("document.querySelectorAll('bdi *').length");
    assert_eq!(inside, json!(0));
}

#[test]
fn the_page_never_scrolls_sideways() {
    let Some((sandbox, mut browser)) = shown() else {
        return;
    };
    for width in [320, 360, 700, 720, 1024, 1600] {
        browser.open(&sandbox.at("report.html"), [width, 800], "light");
        let needed = browser.evaluate("document.documentElement.scrollWidth");
        assert!(
            needed.as_u64() <= Some(u64::from(width)),
            "{needed} on {width}"
        );
    }
}

#[test]
fn texts_stand_out_in_light_and_in_dark() {
    let Some((sandbox, mut browser)) = shown() else {
        return;
    };
    let mut backgrounds = Vec::new();
    for scheme in ["light", "dark"] {
        browser.open(&sandbox.at("report.html"), [1024, 800], scheme);
        assert_eq!(browser.evaluate(LOW_CONTRAST), json!([]), "{scheme}");
        backgrounds.push(browser.evaluate("getComputedStyle(document.body).backgroundColor"));
    }
    assert_ne!(backgrounds[0], backgrounds[1]);
}

#[test]
fn the_outline_is_whole_and_every_table_has_its_headings() {
    let Some((sandbox, mut browser)) = shown() else {
        return;
    };
    browser.open(&sandbox.at("report.html"), [1024, 800], "light");
    let levels = "[...document.querySelectorAll('h1, h2, h3, h4')].map((one) => +one.tagName[1])";
    let levels = browser.evaluate(levels);
    let levels: Vec<u64> = levels
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_u64)
        .collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(
        levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
        "{levels:?}"
    );
    for nothing in [
        "th:not([scope])",
        "svg:not([aria-hidden=true]):not([aria-hidden=true] svg)",
        "html:not([lang=en])",
    ] {
        let found = browser.evaluate(&format!("document.querySelectorAll('{nothing}').length"));
        assert_eq!(found, json!(0), "{nothing}");
    }
    let landmarks =
        "['header', 'nav', 'main', 'footer'].map((name) => document.querySelectorAll(name).length)";
    assert_eq!(browser.evaluate(landmarks), json!([1, 1, 1, 1]));
    let ids = "[...document.querySelectorAll('[id]')].map((one) => one.id)";
    let doubled = format!("{ids}.length - new Set({ids}).size");
    assert_eq!(browser.evaluate(&doubled), json!(0));
    let leading_nowhere = "[...document.querySelectorAll('a')].filter((link) => !document.querySelector(link.getAttribute('href'))).length";
    assert_eq!(browser.evaluate(leading_nowhere), json!(0));
}

#[test]
fn columns_of_income_are_as_high_as_what_came() {
    let Some(chromium) = installed() else {
        return;
    };
    let sandbox = Sandbox::example();
    let payments = "{plan: monthly, start: 2026-10-03, end: 2026-11-03, amount: 30000.00 EUR}, \
                    {plan: monthly, start: 2026-11-03, end: 2026-12-03, amount: 15000.00 EUR}";
    sandbox.write(
        "records/users/heron.yaml",
        &format!("class: standard\npayments: [{payments}]\n"),
    );
    super::page(&sandbox, &["--today", "2026-11-22", "--show-pii"]);
    let mut browser = Browser::start(&chromium);
    for width in [320, 1024] {
        browser.open(&sandbox.at("report.html"), [width, 800], "light");
        let heights = "[...document.querySelectorAll('.income rect')].slice(-3).map((one) => one.getBoundingClientRect().height)";
        let heights = browser.evaluate(heights);
        let height = |index: usize| heights[index].as_f64().unwrap();
        assert!(height(0) < 1.0, "{heights}");
        assert!((height(1) / height(2) - 2.0).abs() < 0.05, "{heights}");
        let needed = browser.evaluate("document.documentElement.scrollWidth");
        assert!(
            needed.as_u64() <= Some(u64::from(width)),
            "{needed} on {width}"
        );
    }
}

#[test]
fn counts_stay_in_one_line_on_a_phone() {
    /// The texts of all counts that take more than one line.
    const BROKEN: &str = "
        [...document.querySelectorAll('.count, .number strong, .tiles dd, .group h3 .quiet')]
          .filter((element) => {
            const range = document.createRange();
            range.selectNodeContents(element);
            const tops = [...range.getClientRects()].map((rect) => Math.round(rect.top));
            return new Set(tops).size > 1;
          })
          .map((element) => element.textContent)";
    let Some(chromium) = installed() else {
        return;
    };
    let sandbox = Sandbox::example();
    let users: String = (0..1_300)
        .map(|number| {
            format!(
                "many-{number}: {{class: standard, payments: [{{plan: monthly, start: 2026-11-01, end: 2026-12-{:02}}}]}}\n",
                number % 28 + 1
            )
        })
        .collect();
    sandbox.write("records/users.yaml", &users);
    page(&sandbox, &[]);
    let mut browser = Browser::start(&chromium);
    for width in [320, 390, 1024] {
        browser.open(&sandbox.at("report.html"), [width, 800], "light");
        let counts = "document.querySelectorAll('.count').length";
        assert!(browser.evaluate(counts).as_u64() > Some(10));
        assert_eq!(browser.evaluate(BROKEN), json!([]), "{width}");
        let needed = browser.evaluate("document.documentElement.scrollWidth");
        assert!(
            needed.as_u64() <= Some(u64::from(width)),
            "{needed} on {width}"
        );
    }
}
