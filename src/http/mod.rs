//! The web: routes, session, pages, errors. Knows the services and the domain, never an adapter.
//!
//! A URL → [`routes`] → the file in `pages` with the page's name → view, template and test of the same
//! name. One noun, one spelling.

pub mod admin;
pub mod admission;
pub mod api;
pub mod client_address;
pub mod content_coding;
pub mod csrf;
pub mod emrex;
pub mod error;
pub mod kept_pages;
pub mod middleware;
pub mod numbers_session;
pub mod oauth;
pub mod pages;
pub mod routes;
pub mod session;
pub mod session_store;
pub mod state;
pub mod upload;
pub mod views;
pub mod visitor;
