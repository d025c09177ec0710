//! The query of a callback, and a return target.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mon_releve::http::pages::callback::fuzz(bytes));
