//! The embedded database: a SQLite file.

use std::path::Path;
use std::sync::Arc;

use futures_util::future::{BoxFuture, TryFutureExt};
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteQueryResult, SqliteRow, SqliteStatement, SqliteSynchronous, SqliteTypeInfo,
};
use sqlx::{ConnectOptions, Describe, Either, Error, Execute, Executor, SqlStr, Sqlite, Transaction};
use thread_local::ThreadLocal;
use tokio::sync::Mutex;

use super::PATIENCE;
use crate::ports::Unavailable;

/// So many bytes of the file are read where the system keeps them: after each write of anybody's, SQLite forgets its
/// own copies of all pages.
const READ_IN_PLACE: &str = "268435456";

/// An open file.
///
/// What is read is read on a connection of the reading thread's own: the pool of `sqlx` would ask each connection
/// that it gets back whether it is well, one more turn of its thread for every question. What is written goes
/// through the pool, so that who waits for another writer keeps nobody from reading.
#[derive(Clone, Debug)]
pub struct SqliteDatabase {
    pool: SqlitePool,
    reads_in_place: bool,
    readers: Arc<ThreadLocal<Mutex<Option<SqliteConnection>>>>,
}

impl SqliteDatabase {
    /// The connections to write on.
    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// How to open a connection beside these.
    pub fn connect_options(&self) -> Arc<SqliteConnectOptions> {
        self.pool.connect_options()
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// When there is no connection to be had.
    pub async fn begin(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        self.pool.begin().await
    }

    /// Reads on this thread's connection. It is kept after a success alone: what failed, or was given up in the
    /// middle, is followed by a connection that knows nothing of it.
    async fn read<T>(
        &self,
        question: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut kept = self.readers.get_or_default().lock().await;
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => {
                let options = SqliteConnectOptions::clone(&self.pool.connect_options());
                let in_place = if self.reads_in_place { READ_IN_PLACE } else { "0" };
                options.pragma("mmap_size", in_place).connect().await?
            }
        };
        let answer = question(&mut connection).await?;
        *kept = Some(connection);
        Ok(answer)
    }
}

impl<'c> Executor<'c> for &'c SqliteDatabase {
    type Database = Sqlite;

    fn execute<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<SqliteQueryResult, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        self.pool.execute(query)
    }

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<SqliteQueryResult, SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        let answer = self.read(async move |reader| reader.fetch_many(query).try_collect::<Vec<_>>().await);
        stream::once(answer.map_ok(|steps| stream::iter(steps.into_iter().map(Ok)))).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        Box::pin(self.read(async move |reader| reader.fetch_optional(query).await))
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, Error>>
    where
        'c: 'e,
    {
        self.pool.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, Error>>
    where
        'c: 'e,
    {
        self.pool.describe(sql)
    }
}

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// Opens the file, creating it if need be, and brings its schema up to date (forward only).
///
/// # Errors
/// When the file cannot be opened, or was written by a newer version of this program.
pub async fn open(path: &Path) -> Result<SqliteDatabase, Unavailable> {
    open_with(path, SqliteSynchronous::Full, true).await
}

/// The same for work that is simply done again when the machine loses its power: what was committed last may be
/// lost then, and no commit waits for the disk. Killing the program loses nothing. Nothing is read where the system
/// keeps it: a batch goes through the whole file, all of which would count as the program's memory.
///
/// # Errors
/// As [`open`].
pub async fn open_for_batches(path: &Path) -> Result<SqliteDatabase, Unavailable> {
    open_with(path, SqliteSynchronous::Normal, false).await
}

async fn open_with(
    path: &Path,
    synchronous: SqliteSynchronous,
    reads_in_place: bool,
) -> Result<SqliteDatabase, Unavailable> {
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
    Ok(SqliteDatabase { pool, reads_in_place, readers: Arc::default() })
}
