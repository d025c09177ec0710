//! Which request a call belongs to, across machines: `traceparent` of W3C Trace Context, level 1.

/// The trace, and the span within it that calls are made from. Random numbers: they name nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceContext {
    /// The same on every machine that the request reaches.
    pub trace: [u8; 16],
    /// Whose child the next call is.
    pub span: [u8; 8],
}

impl TraceContext {
    /// Reads the header (§3.2). Later versions may append to it; zeros are no number.
    pub fn parse(header: &str) -> Option<Self> {
        let mut parts = header.splitn(5, '-');
        let [version, trace, span, flags] = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
        let is_whole = version != "00" || parts.next().is_none();
        let [_]: [u8; 1] = digits(version).filter(|version| *version != [0xff])?;
        let [_]: [u8; 1] = digits(flags)?;
        let context = Self { trace: digits(trace)?, span: digits(span)? };
        (is_whole && context.trace != [0; 16] && context.span != [0; 8]).then_some(context)
    }

    /// The header. Whether the receiver keeps its part of the trace is for it to say.
    pub fn header(&self) -> String {
        format!("00-{}-{}-00", hex::encode(self.trace), hex::encode(self.span))
    }
}

/// Lower-case hexadecimal, exactly as long as wanted.
fn digits<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    let is_lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (is_lower && hex::decode_to_slice(text, &mut bytes).is_ok()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::TraceContext;

    #[test]
    fn a_header_is_read_to_the_letter() {
        let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let context = TraceContext::parse(header).expect("the example of the standard");
        assert_eq!(context.header(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
        let later = "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more";
        assert_eq!(TraceContext::parse(later), Some(context));
        for wrong in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e47360-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1é",
        ] {
            assert_eq!(TraceContext::parse(wrong), None, "{wrong}");
        }
    }
}
