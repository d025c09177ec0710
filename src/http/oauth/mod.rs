//! The authorization server for enrolment sites: RFC 6749 with PKCE (7636), pushed requests (9126), metadata
//! (8414), `iss` in the answer (9207) and revocation (7009).
//!
//! | address | file |
//! |---|---|
//! | `/oauth2/authorize` | `authorize`, which reads `authorization_request` |
//! | `/oauth2/par` | `par` |
//! | `/oauth2/token` | `token` |
//! | `/oauth2/revoke` | `revoke` |
//! | `/.well-known/oauth-authorization-server` | `metadata` |

pub mod authorization_request;
pub mod authorize;
pub mod client;
pub mod error;
pub mod metadata;
pub mod par;
pub mod parameters;
pub mod revoke;
pub mod token;

/// Where browsers come.
pub const AUTHORIZE_PATH: &str = "/oauth2/authorize";
/// Where sites push requests.
pub const PAR_PATH: &str = "/oauth2/par";
/// Where codes become tokens.
pub const TOKEN_PATH: &str = "/oauth2/token";
/// Where tokens end.
pub const REVOKE_PATH: &str = "/oauth2/revoke";

/// Longest body or query read, in bytes.
pub const LONGEST_REQUEST: usize = 16 * 1024;
