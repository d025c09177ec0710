//! What every request passes through, outermost first: [`admission`], [`request_log`], [`deadline`], [`security_headers`],
//! [`maintenance`], [`compression`], [`error_pages`], then the session.

pub mod admission;
pub mod compression;
pub mod deadline;
pub mod error_pages;
pub mod maintenance;
pub mod request_log;
pub mod security_headers;
pub mod trace;
