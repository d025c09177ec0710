//! EMREX (github.com/emrex-eu/standard): a site sends the browser with a form, and the browser carries the signed
//! ELMO back in another one.
//!
//! EMREX itself compares no address: here the answer goes to one that the site registered, to the letter.

pub mod answer;
pub mod receive;

/// Where browsers come.
pub const EMREX_PATH: &str = "/emrex";
