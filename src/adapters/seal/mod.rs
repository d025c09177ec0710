//! The seal of the ministry.
