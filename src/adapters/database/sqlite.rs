//! The embedded database: a SQLite file.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::PATIENCE;
use crate::ports::Unavailable;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// Opens the file, creating it if need be, and brings its schema up to date (forward only).
///
/// # Errors
/// When the file cannot be opened, or was written by a newer version of this program.
pub async fn open(path: &Path) -> Result<SqlitePool, Unavailable> {
    open_with(path, SqliteSynchronous::Full).await
}

/// The same for work that is simply done again when the machine loses its power: what was committed last may be
/// lost then, and no commit waits for the disk. Killing the program loses nothing.
///
/// # Errors
/// As [`open`].
pub async fn open_for_batches(path: &Path) -> Result<SqlitePool, Unavailable> {
    open_with(path, SqliteSynchronous::Normal).await
}

async fn open_with(path: &Path, synchronous: SqliteSynchronous) -> Result<SqlitePool, Unavailable> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(true)
        .busy_timeout(PATIENCE);
    let pool = SqlitePoolOptions::new()
        .max_connections(8)
        .acquire_timeout(PATIENCE)
        // A connection to a file does not go away by itself.
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(|error| Unavailable::because("the SQLite database", error))?;
    MIGRATIONS
        .run(&pool)
        .await
        .map_err(|error| Unavailable::because("the schema of the SQLite database", error))?;
    Ok(pool)
}
