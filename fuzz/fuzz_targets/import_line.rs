//! One line of an import.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = mon_releve::adapters::exam_records::wire::parse(bytes);
});
