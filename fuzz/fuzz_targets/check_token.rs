//! Claims as an answer to a data provider would hold them.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mon_releve::adapters::franceconnect::fuzzing::check_token(bytes));
