//! What several test programs need: real servers on free ports, a clock to set.
#![expect(dead_code, reason = "each test program uses a part")]

pub mod app;
pub mod candidates;
pub mod certificates;
pub mod clock;
pub mod crowd;
pub mod data_provider;
pub mod hand_off;
pub mod keys_server;
pub mod partners;
pub mod patience;
pub mod ports;
pub mod postgres_server;
pub mod program;
pub mod redis_cluster;
pub mod redis_server;
pub mod redis_watched;
pub mod smtp_server;
pub mod time_authority;
pub mod visitor;
