//! A key set, and a token that looks for its key in it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mon_releve::adapters::franceconnect::fuzzing::jwks(bytes));
