//! The ministry's seal over a rendering, by the key of an organisation's certificate: PAdES B-B or B-T (ETSI EN
//! 319 142-1) over the PDF, JWS (RFC 7515) over data.
//!
//! | file | holds |
//! |---|---|
//! | `key` | certificate chain and private key, checked against each other |
//! | `signer`, `request` | a private key, and asking for its certificate |
//! | `token` | a private key that never leaves its HSM |
//! | `key_ring` | the seal of today, of tomorrow, of yesterday |
//! | `revision` | the update of the PDF that makes room for a signature |
//! | `cms` | the signature itself (RFC 5652) |
//! | `timestamp`, `authority` | a time stamp over it, and asking for one |
//! | `pdf` | all put together: a sealed PDF, verified before anybody gets it |
//! | `jws` | the seal over data |
//! | `xmldsig` | the seal over ELMO |
//! | `two_d_doc` | the signed code that is printed beside the QR code |
//! | `queue`, `presses` | draws and seals off the threads that serve pages |
//! | `taken_apart`, `attachment` | a sealed PDF read back |
//! | `low_s` | which of two signatures is ours |
//! | `trust` | whose certificates count |
//! | `examination`, `examiner` | ours and whole, ours and changed, or not ours |
//! | `jwks` | the public keys, for whoever verifies |

mod attachment;
mod authority;
mod cms;
mod examination;
mod examiner;
pub mod jwks;
mod jws;
mod key;
mod key_ring;
mod low_s;
mod pdf;
mod presses;
mod queue;
mod request;
mod revision;
mod signer;
mod taken_apart;
mod timestamp;
mod token;
mod trust;
mod two_d_doc;
mod xmldsig;

pub use authority::{Authority, NoStamp};
pub use examination::{LARGEST_FILE, examine};
pub use examiner::QueuedExaminer;
pub use jws::{JwsError, seal_json, seals_data};
pub use key::{InvalidSealKey, KeyKind, SealKey, TryOut, chain_from_pem, valid_until};
pub use key_ring::{KeyRing, Listed};
pub use pdf::{Level, SealError, SignedPdf, seal, sign};
pub use queue::QueuedPrinter;
pub use request::certificate_request;
pub use signer::{NoSignature, Signer};
pub use token::{SlotName, TokenError, TokenPlace};
pub use trust::{Distrust, NoCertificate, Trust};
pub use two_d_doc::{CodeSigner, InvalidCodeKey};
pub use xmldsig::{XmlSealError, seal_elmo};
