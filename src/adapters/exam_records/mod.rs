//! The directory of exam records: the import contract and the stores that hold it.

pub mod sqlite;
pub mod wire;
