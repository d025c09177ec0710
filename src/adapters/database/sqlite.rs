//! The embedded database: a SQLite file.

mod readers;

use std::path::Path;
use std::sync::Arc;

use futures_util::future::{BoxFuture, TryFutureExt};
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteQueryResult, SqliteRow, SqliteStatement,
    SqliteSynchronous, SqliteTypeInfo,
};
use sqlx::{ConnectOptions, Describe, Either, Error, Execute, Executor, SqlStr, Sqlite};
use thread_local::ThreadLocal;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;

use self::readers::Readers;
pub(in crate::adapters) use self::readers::row;
use super::PATIENCE;
use crate::ports::Unavailable;

/// So many bytes of the file are read where the system keeps them: after each write of anybody's, SQLite forgets its
/// own copies of all pages.
const READ_IN_PLACE: &str = "268435456";

/// An open file.
///
/// A file has one writer at a time, so one connection writes, for whoever comes next: two would look again and
/// again, ever more seldom, whether the other has ended. What is read is read on a connection of the reading
/// thread's own, and waits for no writer: what a page asks with [`Self::ask`], what goes through all there is as an
/// executor of `sqlx`, in steps that hold nobody up. The pool of `sqlx` would ask each connection that it gets back
/// whether it is well, one more turn of its thread for every question.
#[derive(Clone, Debug)]
pub struct SqliteDatabase {
    options: Arc<SqliteConnectOptions>,
    reads_in_place: bool,
    readers: Arc<Readers>,
    walkers: Arc<ThreadLocal<Kept>>,
    writer: Arc<Kept>,
}

/// A connection that is kept after a success alone: what failed, or was given up in the middle, is followed by a
/// connection that knows nothing of it.
type Kept = Mutex<Option<SqliteConnection>>;

impl SqliteDatabase {
    /// How to open a connection beside these.
    pub fn connect_options(&self) -> Arc<SqliteConnectOptions> {
        Arc::clone(&self.options)
    }

    /// How many connections are open, and how many of them lie idle.
    pub fn connections(&self) -> (u32, usize) {
        let others = self.walkers.iter().chain([self.writer.as_ref()]);
        let others = others.map(|kept| kept.try_lock().ok().map(|kept| kept.is_some()));
        self.readers.are_idle().chain(others).fold((0, 0), |(open, idle), is_idle| match is_idle {
            Some(true) => (open + 1, idle + 1),
            Some(false) => (open, idle),
            None => (open + 1, idle),
        })
    }

    /// The rows that answer a question of few rows, read by this thread before it does anything else.
    ///
    /// # Errors
    /// When the file cannot be read, or a row is not as expected.
    pub fn ask<T>(
        &self,
        question: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.readers.ask((self.options.get_filename(), self.in_place()), question, values, read)
    }

    fn in_place(&self) -> &'static str {
        if self.reads_in_place { READ_IN_PLACE } else { "0" }
    }

    /// Writes, alone in this process until it ends.
    ///
    /// # Errors
    /// Those of the work, or when others write for too long.
    pub async fn write<T>(
        &self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let writer = timeout(PATIENCE, self.writer.lock()).await.map_err(|_| Error::PoolTimedOut)?;
        self.on(writer, "0", work).await
    }

    async fn read<T>(
        &self,
        question: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let walker = self.walkers.get_or_default().lock().await;
        self.on(walker, self.in_place(), question).await
    }

    async fn on<T>(
        &self,
        mut kept: MutexGuard<'_, Option<SqliteConnection>>,
        in_place: &'static str,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => {
                SqliteConnectOptions::clone(&self.options).pragma("mmap_size", in_place).connect().await?
            }
        };
        let done = work(&mut connection).await?;
        *kept = Some(connection);
        Ok(done)
    }
}

impl<'c> Executor<'c> for &'c SqliteDatabase {
    type Database = Sqlite;

    fn execute<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<SqliteQueryResult, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        Box::pin(self.write(async move |writer| writer.execute(query).await))
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
        Box::pin(self.read(async move |reader| reader.prepare_with(sql, parameters).await))
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, Error>>
    where
        'c: 'e,
    {
        Box::pin(self.read(async move |reader| reader.describe(sql).await))
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
    // A statement that adds several rows can be undone alone: what it would put back lies in a file, made for each,
    // as soon as it is 64 KiB. A batch changes so much that it may not lie in memory.
    let temporary = if reads_in_place { "MEMORY" } else { "FILE" };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(true)
        .pragma("temp_store", temporary)
        .busy_timeout(PATIENCE);
    let database = SqliteDatabase {
        options: Arc::new(options),
        reads_in_place,
        readers: Arc::default(),
        walkers: Arc::default(),
        writer: Arc::default(),
    };
    let mut writer = database
        .options
        .connect()
        .await
        .map_err(|error| Unavailable::because("the SQLite database", error))?;
    MIGRATIONS
        .run(&mut writer)
        .await
        .map_err(|error| Unavailable::because("the schema of the SQLite database", error))?;
    *database.writer.lock().await = Some(writer);
    Ok(database)
}
