//! A file that anybody brings. Only the genuine ones among the seeds may ever be genuine.
#![no_main]

use std::sync::LazyLock;

use jiff::Timestamp;
use mon_releve::adapters::seal::{Trust, examine};
use mon_releve::ports::seal_examiner::Examination;

const GENUINE: [&[u8]; 2] =
    [include_bytes!("../seeds/verify_file/pdf"), include_bytes!("../seeds/verify_file/jws")];

/// Who sealed them: a key made for this, and thrown away.
static TRUST: LazyLock<Trust> =
    LazyLock::new(|| Trust::in_roots(include_bytes!("../seal.pem")).expect("a certificate"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // 1 December 2026, within the certificate's dates.
    let now = Timestamp::from_second(1_796_083_200).expect("an instant");
    if let Examination::Genuine(_) = examine(bytes, &TRUST, now) {
        assert!(GENUINE.contains(&bytes), "a file that we never made is genuine");
    }
});
