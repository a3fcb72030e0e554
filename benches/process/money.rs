//! A household whose users paid for three years, and the file of PayPal that says so.

use std::fmt::Write as _;

use super::household::OnDisk;

/// The plan of what the file says.
pub(crate) const PLAN: [&str; 4] = ["plan", "--brief", "--source", "paypal"];

/// Records all of it.
pub(crate) const APPLY: [&str; 5] = ["apply", "--yes", "--brief", "--source", "paypal"];

/// How many users pay.
pub(crate) const PAYERS: usize = 1_000;

/// Three years before the day of all runs, in seconds since 1970.
const BEGIN: i64 = 1_700_438_400;

/// Three years, in seconds.
const SPAN: i64 = 3 * 365 * 24 * 60 * 60;

/// The file, relative to the household.
pub(crate) const STATEMENT: &str = "statements/paypal.csv";

/// The rules by which hledger reads it.
pub(crate) const HLEDGER_RULES: &str = "skip 1\n\
    fields date,time,tz,description,type,state,cur,amount,fee,net,from,to,code,ref,subject,event\n\
    date-format %d/%m/%Y\ncurrency EUR\naccount1 assets:paypal\naccount2 income:dues\n";

const HEAD: &str = "\"Date\",\"Time\",\"TimeZone\",\"Name\",\"Type\",\"Status\",\"Currency\",\"Gross\",\"Fee\",\"Net\",\
    \"From Email Address\",\"To Email Address\",\"Transaction ID\",\"Reference Txn ID\",\"Subject\",\
    \"Transaction Event Code\"\n";

/// A household of [`PAYERS`] users without payments, and a file of so many payments, spread evenly over users and days.
pub(crate) fn household(transactions: usize) -> OnDisk {
    let household = OnDisk::empty("http://127.0.0.1:1");
    // Years of new payments move more users at once than the guard lets pass.
    let settings = household.text("plexmgr.toml")
        + "\n[guards.payments]\ncount = 1000\npercent = 100\n\
           \n[[source]]\nkind = \"paypal-csv\"\nfiles = \"statements/*.csv\"\n";
    household.write("plexmgr.toml", settings.as_bytes());
    let plans = "monthly: {duration: 1 month, default: true, price: 5.00 EUR}\n";
    household.write("records/plans.yaml", plans.as_bytes());
    for payer in 0..PAYERS {
        let record = format!(
            "class: standard\nplex: {{id: {}, username: payer{payer}}}\npaypal_email: payer{payer}@example.org\n",
            payer + 1_000
        );
        household.write(
            &format!("records/users/payer{payer}.yaml"),
            record.as_bytes(),
        );
    }
    household.write(STATEMENT, statement(transactions).as_bytes());
    household
}

fn statement(transactions: usize) -> String {
    let mut text = HEAD.to_owned();
    for number in 0..transactions {
        let payer = number % PAYERS;
        let share = i64::try_from(number).expect("small") * SPAN;
        let time = BEGIN + share / i64::try_from(transactions).expect("small");
        let time = chrono::DateTime::from_timestamp(time, 0).expect("a time of today");
        let (day, clock) = (time.format("%d/%m/%Y"), time.format("%H:%M:%S"));
        writeln!(
            text,
            "\"{day}\",\"{clock}\",\"GMT\",\"Payer {payer}\",\"Subscription Payment\",\"Completed\",\"EUR\",\"5.00\",\
             \"-0.49\",\"4.51\",\"payer{payer}@example.org\",\"club@example.org\",\"TX{number:015}\",\
             \"I-SUB{payer:08}\",\"Club\",\"T0002\""
        )
        .expect("a text grows");
    }
    text
}
