//! The database of a production: PostgreSQL, shared by all replicas.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Connection, Executor};

use super::PATIENCE;
use crate::ports::Unavailable;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// Connections of one replica.
const CONNECTIONS: u32 = 16;

/// A connection that lay still for longer is tried before it is used: the server may have gone since.
const STILL: Duration = Duration::from_millis(500);

/// Connects and brings the schema up to date (forward only; of several replicas one does it).
///
/// # Errors
/// When the server does not answer, or its schema was written by a newer version of this program.
pub async fn open(url: &str) -> Result<PgPool, Unavailable> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| Unavailable::because("the address of the PostgreSQL database", error))?
        .application_name("mon-releve");
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|connection, how_it_lay| {
            Box::pin(async move {
                if how_it_lay.idle_for > STILL {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(|connection, _| {
            Box::pin(async move {
                let patience = PATIENCE.as_millis();
                // Every statement of the service finds rows by their key: one plan fits all parameters, and
                // making one costs more than running it.
                let bounds = format!(
                    "SET statement_timeout = {patience}; SET lock_timeout = {patience}; \
                     SET plan_cache_mode = force_generic_plan"
                );
                connection.execute(sqlx::AssertSqlSafe(bounds)).await.map(drop)
            })
        })
        .connect_with(options)
        .await
        .map_err(|error| Unavailable::because("the PostgreSQL database", error))?;
    MIGRATIONS
        .run(&pool)
        .await
        .map_err(|error| Unavailable::because("the schema of the PostgreSQL database", error))?;
    Ok(pool)
}

/// The answer, or that there is none in time: a server that has stopped in its tracks never says so.
///
/// # Errors
/// The database's, or that time is up.
pub async fn bounded<T>(answer: impl Future<Output = Result<T, sqlx::Error>>) -> anyhow::Result<T> {
    Ok(tokio::time::timeout(PATIENCE, answer).await??)
}
