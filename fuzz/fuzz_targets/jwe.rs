//! A compact JWE for keys of every kind, and a private key set.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mon_releve::adapters::franceconnect::fuzzing::jwe(bytes));
