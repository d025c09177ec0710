//! The real things behind the ports.

pub mod exam_records;
pub mod render;
pub mod seal;
