//! Handing transcripts over to an enrolment site: from the site's request to the transcripts in its hands.
//!
//! | file | gesture |
//! |---|---|
//! | `receive_request` | a site asks; its browser arrives, and the request is that browser's alone |
//! | `answer_request` | the candidate agrees or not, once |
//! | `exchange_code` | the site exchanges its code for a token, and gives tokens back |
//! | `pick_up` | the site fetches what was agreed |
//!
//! All that lives for minutes is in the short-term store, so that any replica goes on where another began:
//!
//! | entry | is |
//! |---|---|
//! | `pushed-request:` | a request that a site pushed; its browser takes it |
//! | `arriving-request:` | a request before its browser came; whoever comes first takes it |
//! | `open-request:` | the same, bound to that browser; the answer takes it |
//! | `answered-request:` | when it was answered |
//! | `pending-request-of:` | which request a browser is about to answer |
//! | `hand-off-code:`, `spent-code:` | a code, and that it was used |
//! | `access-token:`, `revoked-hand-off:` | a token, and that it opens nothing any more |
//!
//! What was agreed to is in the register's database, and every step leaves its trace in the audit trail.

pub mod answer_request;
pub mod exchange_code;
mod kept;
pub mod pick_up;
pub mod receive_request;
