//! The error pages, P24: no detail, a reference, a way on.

pub mod crowded;
pub mod forbidden;
pub mod method_not_allowed;
pub mod not_found;
pub mod too_many_requests;
pub mod unavailable;
pub mod unexpected;

pub use crowded::Crowded;
pub use forbidden::Forbidden;
pub use method_not_allowed::MethodNotAllowed;
pub use not_found::NotFound;
pub use too_many_requests::TooManyRequests;
pub use unavailable::{Cause, Unavailable};
pub use unexpected::Unexpected;
