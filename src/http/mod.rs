//! Routes, session, pages and errors.

pub mod views;
