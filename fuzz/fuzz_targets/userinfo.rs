//! Claims as userinfo would hold them.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mon_releve::adapters::franceconnect::fuzzing::userinfo(bytes));
