//! What a demo and the tests need around the service: a simulated FranceConnect, a demo enrolment
//! site and invented people. It talks to the rest of the crate only over HTTP and is not compiled
//! into production builds (feature `sandbox`).
//!
//! | module | what it is |
//! |---|---|
//! | [`franceconnect`] | an identity provider as strict as FranceConnect v2, which fails on demand |
//! | [`enrolment_site`] | the form of an invented school, filled in with a transcript handed over |
//! | [`generator`] | invented exam records without end |
//! | [`people`] | who one can sign in as |
//! | [`seal_keys`] | throw-away keys for the seal |

pub mod enrolment_site;
pub mod franceconnect;
pub mod generator;
pub mod people;
pub mod seal_keys;
