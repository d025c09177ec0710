//! The real things behind the ports. Adapters know the domain and the ports, never a service or a page.

pub mod arpent;
pub mod audit;
pub mod database;
pub mod exam_records;
pub mod franceconnect;
mod grouped;
pub mod hand_offs;
pub mod proven_links;
pub mod register;
pub mod render;
pub mod seal;
pub mod shares;
pub mod site_assertions;
pub mod smtp;
pub mod store;
pub mod system;
mod traced;
