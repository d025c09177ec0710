//! A simulated FranceConnect v2, as strict as the real one: it refuses what FranceConnect refuses,
//! signs what FranceConnect signs, and fails in the ways FranceConnect fails when told to.
//!
//! Source of every rule: the published code and test suite of FranceConnect
//! (`france-connect/sources`, platform « FC », level eidas1) and the library it uses
//! (`panva/node-oidc-provider`). Where neither says, the module says so.
//!
//! | module | what it is |
//! |---|---|
//! | [`settings`] | addresses, relying parties, people, clock |
//! | `server` | [`SimulatedFranceConnect`]: bind, then run; the table of addresses |
//! | `provider`, `keys`, `random` | what is remembered, what it signs with, where ids come from |
//! | `discovery` | provider metadata and keys |
//! | `parameters`, `authorization_request`, `authorize` | the white-list and the order of refusals |
//! | `interaction`, `callback` | the pages a person sees, and the way back |
//! | `client_authentication`, `token`, `id_token`, `userinfo`, `revocation` | the back channel |
//! | `check_token`, `jwe` | the back channel of data providers |
//! | `end_session` | signing out |
//! | `scopes` | which scope gives which claim |
//! | `refusal`, `pages` | errors as JSON or as a page; the HTML |
//! | [`behaviour`], [`forgery`], `control` | misbehaving on demand |
//!
//! A sign-in without a browser: `GET /api/v2/authorize?…` answers 303 to
//! `/api/v2/interaction/{id}`; `POST /api/v2/login` (form `interaction={id}`, `person={person id}`)
//! answers 303 to the same address, now the information page; `POST /api/v2/consent` (form
//! `interaction={id}`) answers 303 to the redirect URI. With the cookie of an earlier sign-in, the
//! second step falls away.
//!
//! Everything is in memory, capped, and read against the clock of the settings. It must only ever
//! listen on loopback: the control address changes its behaviour for everybody.

pub mod behaviour;
pub mod forgery;
pub mod settings;

mod authorization_request;
mod authorize;
mod callback;
mod check_token;
mod client_authentication;
mod control;
mod discovery;
mod end_session;
mod id_token;
mod interaction;
mod jwe;
mod keys;
mod pages;
mod parameters;
mod provider;
pub(super) mod random;
mod refusal;
mod revocation;
mod scopes;
mod server;
mod token;
mod userinfo;

pub use control::{Calls, Control};
pub use server::SimulatedFranceConnect;
pub use settings::{
    ClientAuthentication, Clock, Encryption, RegisteredClient, RegisteredDataProvider, SimulatorSettings,
};
