//! What a demo and the tests need around the service: a simulated FranceConnect, a demo enrolment
//! site and invented people. It talks to the rest of the crate only over HTTP and is not compiled
//! into production builds (feature `sandbox`).
