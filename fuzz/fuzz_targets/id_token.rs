//! A compact JWS, and claims as an id_token would hold them.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mon_releve::adapters::franceconnect::fuzzing::id_token(bytes));
