#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plexmgr_fuzz::check("saved_plan", input));
