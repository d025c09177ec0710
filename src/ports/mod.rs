//! What the services need from outside, as small traits. Each has at least two implementations: the
//! real one, and another real one or the one the tests steer.

pub mod audit_archive;
pub mod audit_trail;
pub mod client_assertions;
pub mod clock;
pub mod exam_records;
pub mod hand_offs;
pub mod identity_provider;
pub mod post_office;
pub mod proven_links;
pub mod publications;
pub mod random;
pub mod register;
pub mod remote_records;
pub mod rendering;
pub mod seal_examiner;
pub mod session_records;
pub mod shares;
pub mod short_term_store;
pub mod support_reference;
pub mod token_introspection;
pub mod under_way;

/// A store or server that a service needs does not answer as it should. The citizen tries later; the
/// cause is for the log and holds no personal data.
#[derive(Debug, thiserror::Error)]
#[error("{what} is unavailable")]
pub struct Unavailable {
    /// Which of them.
    pub what: &'static str,
    /// Why, for the operator.
    #[source]
    pub source: anyhow::Error,
}

impl Unavailable {
    /// Says that `what` failed for this reason, and counts it.
    pub fn because(what: &'static str, source: impl Into<anyhow::Error>) -> Self {
        metrics::counter!("unavailable_total", "component" => what).increment(1);
        Self { what, source: source.into() }
    }
}
