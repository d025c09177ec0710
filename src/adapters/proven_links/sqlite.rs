//! Proven links in SQLite.

use sqlx::Connection;

use super::{IS_HELD, KEEP, LinkRow, OF, REMOVE, TO, links, unavailable};
use crate::adapters::database::sqlite::{SqliteDatabase, row};
use crate::domain::candidate::Ina;
use crate::domain::proven_link::ProvenLink;
use crate::domain::subject::Subject;
use crate::ports::Unavailable;
use crate::ports::proven_links::ProvenLinks;

/// The links in one SQLite database.
pub struct SqliteProvenLinks {
    database: SqliteDatabase,
}

impl SqliteProvenLinks {
    /// The links in this database.
    pub fn new(database: SqliteDatabase) -> Self {
        Self { database }
    }

    /// The links that a question finds.
    fn links(&self, question: &str, value: &str) -> Result<Vec<ProvenLink>, Unavailable> {
        let link = row!(LinkRow { record, ina, subject, likeness, proven_at });
        links(self.database.ask(question, [value], link).map_err(unavailable)?)
    }

    /// [`ProvenLinks::keep`], alone with the links of this INA until it ends.
    async fn replace(&self, link: &ProvenLink, instead_of: Option<&Subject>) -> Result<bool, sqlx::Error> {
        let write = self.database.write(async |connection| {
            // The writer's lock from the start.
            let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
            if let Some(earlier) = instead_of {
                let remove = sqlx::query(REMOVE).bind(earlier.as_str()).bind(link.ina.as_str());
                remove.execute(&mut *transaction).await?;
            }
            let is_held = sqlx::query_scalar(IS_HELD).bind(link.ina.as_str()).bind(link.subject.as_str());
            if is_held.fetch_one(&mut *transaction).await? {
                return Ok(false);
            }
            sqlx::query(KEEP)
                .bind(link.record.as_str())
                .bind(link.ina.as_str())
                .bind(link.subject.as_str())
                .bind(link.likeness.as_str())
                .bind(link.proven_at.as_millisecond())
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(true)
        });
        write.await
    }
}

#[async_trait::async_trait]
impl ProvenLinks for SqliteProvenLinks {
    async fn of(&self, subject: &Subject) -> Result<Vec<ProvenLink>, Unavailable> {
        self.links(OF, subject.as_str())
    }

    async fn to(&self, ina: &Ina) -> Result<Vec<ProvenLink>, Unavailable> {
        self.links(TO, ina.as_str())
    }

    async fn keep(&self, link: &ProvenLink, instead_of: Option<&Subject>) -> Result<bool, Unavailable> {
        self.replace(link, instead_of).await.map_err(unavailable)
    }

    async fn remove(&self, subject: &Subject, ina: &Ina) -> Result<bool, Unavailable> {
        let removed = sqlx::query(REMOVE).bind(subject.as_str()).bind(ina.as_str()).execute(&self.database);
        Ok(removed.await.map_err(unavailable)?.rows_affected() > 0)
    }
}
