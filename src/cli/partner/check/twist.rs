//! What the kit does wrong, one thing at a time.

/// One case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    /// All is well.
    Nothing,
    /// The candidate decided to send nothing.
    Declined,
    /// The answer bears another `state`.
    OtherState,
    /// The answer bears no `state`.
    NoState,
    /// The answer comes in another server's name (RFC 9207).
    OtherIssuer,
    /// The answer comes to a browser that the site never sent away.
    OtherBrowser,
    /// The answer comes a second time.
    Replayed,
    /// The code is not taken.
    CodeRefused,
    /// The signature of the envelope is changed.
    EnvelopeSignature,
    /// The envelope is not signed at all.
    EnvelopeUnsigned,
    /// The envelope is signed with a key that is not published.
    EnvelopeUnknownKey,
    /// The envelope is for another site.
    EnvelopeAudience,
    /// The envelope is of another server.
    EnvelopeIssuer,
    /// The envelope ended ten minutes ago.
    EnvelopeExpired,
    /// The service's clock is half a minute ahead.
    ClockAhead,
    /// The signature of the seal in the envelope is changed.
    SealSignature,
}

impl Twist {
    pub(super) const ALL: [Self; 16] = [
        Self::Nothing,
        Self::Declined,
        Self::OtherState,
        Self::NoState,
        Self::OtherIssuer,
        Self::OtherBrowser,
        Self::Replayed,
        Self::CodeRefused,
        Self::EnvelopeSignature,
        Self::EnvelopeUnsigned,
        Self::EnvelopeUnknownKey,
        Self::EnvelopeAudience,
        Self::EnvelopeIssuer,
        Self::EnvelopeExpired,
        Self::ClockAhead,
        Self::SealSignature,
    ];

    /// Its name in the report.
    pub(super) fn case(self) -> &'static str {
        match self {
            Self::Nothing => "complete",
            Self::Declined => "declined",
            Self::OtherState => "another-state",
            Self::NoState => "no-state",
            Self::OtherIssuer => "another-issuer",
            Self::OtherBrowser => "another-browser",
            Self::Replayed => "replayed-callback",
            Self::CodeRefused => "refused-code",
            Self::EnvelopeSignature => "envelope-signature",
            Self::EnvelopeUnsigned => "envelope-unsigned",
            Self::EnvelopeUnknownKey => "envelope-unknown-key",
            Self::EnvelopeAudience => "envelope-audience",
            Self::EnvelopeIssuer => "envelope-issuer",
            Self::EnvelopeExpired => "envelope-expired",
            Self::ClockAhead => "clock-ahead",
            Self::SealSignature => "seal-signature",
        }
    }

    /// What a site should do.
    pub(super) fn wanted(self) -> &'static str {
        match self {
            Self::Nothing => "the transcript is taken",
            Self::Declined => "a refusal is an answer: the applicant goes on without transcript",
            Self::OtherState | Self::NoState => {
                "an answer whose state is not the site's own is refused, and its code not used"
            }
            Self::OtherIssuer => "an answer in another server's name (iss) is refused, and its code not used",
            Self::OtherBrowser => "an answer in a browser that the site did not send away is refused",
            Self::Replayed => "an answer that comes twice is used once",
            Self::CodeRefused => "a code that is not taken leaves the form without transcript",
            Self::EnvelopeSignature => "an envelope with another signature is refused",
            Self::EnvelopeUnsigned => "an envelope without signature (alg none) is refused",
            Self::EnvelopeUnknownKey => "an envelope by a key that is not published is refused",
            Self::EnvelopeAudience => "an envelope for another site (aud) is refused",
            Self::EnvelopeIssuer => "an envelope of another server (iss) is refused",
            Self::EnvelopeExpired => "an envelope that ended ten minutes ago (exp) is refused",
            Self::ClockAhead => "half a minute between clocks does not matter",
            Self::SealSignature => "a transcript whose seal is broken is refused",
        }
    }

    /// Whether the site should end as if all were well.
    pub(super) fn is_to_be_accepted(self) -> bool {
        matches!(self, Self::Nothing | Self::ClockAhead)
    }

    /// Whether it shows only to sites that fetch the envelope.
    pub(super) fn is_in_envelope(self) -> bool {
        matches!(
            self,
            Self::EnvelopeSignature
                | Self::EnvelopeUnsigned
                | Self::EnvelopeUnknownKey
                | Self::EnvelopeAudience
                | Self::EnvelopeIssuer
                | Self::EnvelopeExpired
                | Self::ClockAhead
                | Self::SealSignature
        )
    }

    /// Whether the code must not be used: the answer itself tells that it is not for this site or browser.
    pub(super) fn is_in_callback(self) -> bool {
        matches!(
            self,
            Self::Declined | Self::OtherState | Self::NoState | Self::OtherIssuer | Self::OtherBrowser
        )
    }
}
