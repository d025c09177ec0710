//! The records of a session, page by page along the primary key: however many there are, no page costs more
//! than another, and no transaction stays open while others write.

use sqlx::FromRow;

use super::postgres::PostgresRecords;
use super::sqlite::SqliteRecords;
use super::unavailable;
use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::session_records::{Place, SessionPage, SessionRecords};

const COUNT: &str = "SELECT count(*) FROM records WHERE exam IN (SELECT id FROM exams WHERE session = $1)";
const PAGE: &str = "SELECT ina, exam, reference FROM records WHERE (ina, exam) > ($2, $3) \
     AND exam IN (SELECT id FROM exams WHERE session = $1) ORDER BY ina, exam LIMIT $4";

#[derive(FromRow)]
struct Row {
    ina: String,
    exam: i64,
    reference: String,
}

fn page(mut rows: Vec<Row>, most: u32) -> Result<SessionPage, Unavailable> {
    let references = rows.iter().map(|row| RecordRef::parse(&row.reference)).collect::<Result<_, _>>();
    let is_full = rows.len() >= usize::try_from(most).unwrap_or(usize::MAX);
    let last = rows.pop().filter(|_| is_full);
    Ok(SessionPage {
        references: references.map_err(unavailable)?,
        next: last.map(|Row { ina, exam, .. }| Place { ina, exam }),
    })
}

/// Declares it for a store. A session may hold a million records, so a page has no bound of time.
macro_rules! lists_sessions {
    ($store:ty) => {
        #[async_trait::async_trait]
        impl SessionRecords for $store {
            async fn count(&self, year: u16) -> Result<u64, Unavailable> {
                let count = sqlx::query_scalar(COUNT).bind(i64::from(year)).fetch_one(&self.pool);
                let count: i64 = count.await.map_err(unavailable)?;
                u64::try_from(count).map_err(unavailable)
            }

            async fn page(
                &self,
                year: u16,
                after: Option<&Place>,
                most: u32,
            ) -> Result<SessionPage, Unavailable> {
                let rows = sqlx::query_as(PAGE)
                    .bind(i64::from(year))
                    .bind(after.map_or("", |place| place.ina.as_str()))
                    .bind(after.map_or(0, |place| place.exam))
                    .bind(i64::from(most))
                    .fetch_all(&self.pool)
                    .await
                    .map_err(unavailable)?;
                page(rows, most)
            }
        }
    };
}

lists_sessions!(SqliteRecords);
lists_sessions!(PostgresRecords);
