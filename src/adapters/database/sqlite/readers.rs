//! What a page asks is read on the asking thread itself, by `rusqlite`: with `sqlx` another thread reads, and the two
//! changes of thread cost more than most questions. No reader waits for a writer, and what is asked is a few pages,
//! which the system keeps in memory or fetches in a fraction of a millisecond.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, Params, Result, Row};
use thread_local::ThreadLocal;

use crate::adapters::database::PATIENCE;

/// One connection a thread, opened at its first question. One that failed is not kept.
#[derive(Debug, Default)]
pub(super) struct Readers(ThreadLocal<Mutex<Option<Connection>>>);

/// A thread asks some thirty different questions at most.
const STATEMENTS: usize = 64;

fn open(file: &Path, in_place: &str) -> Result<Connection> {
    // Whoever follows the journal writes beside the file, though never into it.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "mmap_size", in_place)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

impl Readers {
    /// The rows that answer a question.
    ///
    /// # Errors
    /// When the file cannot be read, or a row is not as expected.
    pub(super) fn ask<T>(
        &self,
        (file, in_place): (&Path, &str),
        question: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut kept = self.0.get_or_default().lock().unwrap_or_else(PoisonError::into_inner);
        let connection = match kept.take() {
            Some(connection) => connection,
            None => open(file, in_place)?,
        };
        let rows = connection.prepare_cached(question)?.query_map(values, read)?.collect::<Result<_>>()?;
        *kept = Some(connection);
        Ok(rows)
    }

    /// For each thread that asked, whether it has a connection that lies idle; none where it asks at this moment.
    pub(super) fn are_idle(&self) -> impl Iterator<Item = Option<bool>> {
        self.0.iter().map(|kept| kept.try_lock().ok().map(|kept| kept.is_some()))
    }
}

/// What reads a row into a structure whose fields are named as the columns are.
macro_rules! row {
    ($structure:ident { $($column:ident),+ $(,)? }) => {
        |row: &rusqlite::Row<'_>| Ok($structure { $($column: row.get(stringify!($column))?),+ })
    };
}

pub(in crate::adapters) use row;
