//! The one of two ECDSA signatures that is ours.
//!
//! Where (r, s) verifies, (r, n − s) does too (SEC 1 §4.1.4), so whoever holds a sealed file could write the
//! other into it and have a changed file that verifies. We make and take only the one with the lower s.

use der::Encode;

use super::jws::{EcdsaSignature, fixed};

/// Half the order of P-256, rounded down (SEC 2 §2.4.2).
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xde,
    0x73, 0x7d, 0x56, 0xd3, 0x8b, 0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8,
];

/// The order of P-256 (SEC 2 §2.4.2).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The one that is ours, in DER, of a signature whose r and s stand side by side; `None` when it is none.
pub fn lowered(signature: &[u8]) -> Option<Vec<u8>> {
    let (r, s) = signature.split_at_checked(32).filter(|(_, s)| s.len() == 32)?;
    let s = if is_low(signature) { s.to_vec() } else { from_order(s)? };
    EcdsaSignature::of(r, &s).ok()?.to_der().ok()
}

/// The order less a number, both with 32 bytes; `None` when the number is not below it.
fn from_order(number: &[u8]) -> Option<Vec<u8>> {
    let mut difference = vec![0; 32];
    let mut borrowed = 0;
    for place in (0..32).rev() {
        let digit = i16::from(ORDER[place]) - i16::from(number[place]) - borrowed;
        borrowed = i16::from(digit < 0);
        difference[place] = u8::try_from(digit + 256 * borrowed).ok()?;
    }
    (borrowed == 0).then_some(difference)
}

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
    use super::{HALF_ORDER, ORDER, is_low, is_low_der, lowered};
    use crate::adapters::seal::jws::fixed;

    #[test]
    fn the_lower_half_is_ours_and_the_upper_is_not() {
        let with = |s: [u8; 32]| [[1; 32], s].concat();
        let mut above = HALF_ORDER;
        above[31] += 1;
        assert!(is_low(&with(HALF_ORDER)) && is_low(&with([1; 32])));
        assert!(!is_low(&with(above)) && !is_low(&with([0xff; 32])));
        assert!(!is_low(&[1; 63]) && !is_low(&[]));
    }

    #[test]
    fn the_upper_one_is_turned_into_ours_and_back_again_it_would_be_the_same() {
        let with = |s: [u8; 32]| [[1; 32], s].concat();
        let mut above = HALF_ORDER;
        above[31] += 1;
        // n − (n/2 + 1) is n/2, for n is odd.
        let lower = lowered(&with(above)).expect("a signature");
        assert!(is_low_der(&lower));
        assert_eq!(fixed(&lower).expect("a signature")[32..], HALF_ORDER);
        assert_eq!(
            fixed(&lowered(&with(HALF_ORDER)).expect("a signature")).map(|f| f[32..].to_vec()),
            Some(HALF_ORDER.to_vec())
        );
        let mut beyond = ORDER;
        beyond[31] += 1;
        assert_eq!(lowered(&with(beyond)), None);
        assert_eq!(lowered(&[1; 63]), None);
    }
}
