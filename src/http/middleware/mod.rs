//! What every request passes through, outermost first: [`request_log`], [`security_headers`], [`maintenance`],
//! [`error_pages`], then the session.

pub mod error_pages;
pub mod maintenance;
pub mod request_log;
pub mod security_headers;
