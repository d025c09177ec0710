//! The one of two ECDSA signatures that is ours.
//!
//! Where (r, s) verifies, (r, n − s) does too (SEC 1 §4.1.4), so whoever holds a sealed file could write the
//! other into it and have a changed file that verifies. We make and take only the one with the lower s.

use super::jws::fixed;

/// Half the order of P-256, rounded down (SEC 2 §2.4.2).
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xde,
    0x73, 0x7d, 0x56, 0xd3, 0x8b, 0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8,
];

/// Whether a signature, r and s side by side, is ours.
pub fn is_low(signature: &[u8]) -> bool {
    signature.len() == 64 && signature[32..] <= HALF_ORDER[..]
}

/// The same of a signature in DER.
pub fn is_low_der(signature: &[u8]) -> bool {
    fixed(signature).is_some_and(|fixed| is_low(&fixed))
}

#[cfg(test)]
mod tests {
    use super::{HALF_ORDER, is_low};

    #[test]
    fn the_lower_half_is_ours_and_the_upper_is_not() {
        let with = |s: [u8; 32]| [[1; 32], s].concat();
        let mut above = HALF_ORDER;
        above[31] += 1;
        assert!(is_low(&with(HALF_ORDER)) && is_low(&with([1; 32])));
        assert!(!is_low(&with(above)) && !is_low(&with([0xff; 32])));
        assert!(!is_low(&[1; 63]) && !is_low(&[]));
    }
}
