//! Decisions about records after their import, the same statements in every database.

use jiff::Timestamp;
use sqlx::ConnectOptions;

use super::postgres::PostgresRecords;
use super::sqlite::SqliteRecords;
use super::unavailable;
use crate::ports::Unavailable;
use crate::ports::publications::{Publications, Which};

/// A decision about versions: `$1` when, `$2` public from.
macro_rules! decide {
    ($which:literal, $as_it_stands:literal) => {
        concat!(
            "INSERT INTO publications (reference, version, decided_at, public_from) \
             SELECT v.reference, v.version, $1, $2 FROM record_versions v \
             LEFT JOIN publications p ON p.id = (SELECT max(d.id) FROM publications d \
             WHERE d.reference = v.reference AND d.version = v.version) WHERE ",
            $which,
            " AND ",
            $as_it_stands
        )
    };
}

/// One statement for one record `$3`, one for a session `$3`, of which an empty `$4` or `$5` stands for any
/// diploma or kind.
macro_rules! decisions {
    ($of_one:literal, $of_session:literal) => {
        [
            decide!("v.reference = $3", $of_one),
            decide!(
                "v.reference IN (SELECT r.reference FROM records r JOIN exams e ON e.id = r.exam \
                 WHERE e.session = $3 AND ($4 = '' OR e.diploma = $4) AND ($5 = '' OR e.session_kind = $5))",
                $of_session
            ),
        ]
    };
}

/// What is under embargo at `$1`; also what was withdrawn, when it is named by itself.
const PUBLISH: [&str; 2] = decisions!(
    "(CASE WHEN p.id IS NULL THEN v.published_at ELSE p.public_from END > $1 \
     OR (p.id IS NOT NULL AND p.public_from IS NULL))",
    "CASE WHEN p.id IS NULL THEN v.published_at ELSE p.public_from END > $1"
);
const WITHDRAW: [&str; 2] =
    decisions!("(p.id IS NULL OR p.public_from IS NOT NULL)", "(p.id IS NULL OR p.public_from IS NOT NULL)");

/// Declares it for a store. A session may hold a million records, so each decision has a connection of its
/// own, without the bounds that citizens need.
macro_rules! keeps_publications {
    ($store:ty) => {
        impl $store {
            async fn decide(
                &self,
                [of_one, of_session]: [&'static str; 2],
                which: &Which,
                now: Timestamp,
                public_from: Option<Timestamp>,
            ) -> Result<u64, sqlx::Error> {
                let mut connection = self.pool.connect_options().connect().await?;
                let begun = |statement| {
                    let public_from = public_from.map(Timestamp::as_millisecond);
                    sqlx::query(statement).bind(now.as_millisecond()).bind(public_from)
                };
                let decision = match which {
                    Which::Record(reference) => begun(of_one).bind(reference.as_str()),
                    Which::Session { year, diploma, kind } => begun(of_session)
                        .bind(i64::from(*year))
                        .bind(diploma.map_or("", |diploma| diploma.code()))
                        .bind(kind.map_or("", |kind| kind.code())),
                };
                Ok(decision.execute(&mut connection).await?.rows_affected())
            }
        }

        #[async_trait::async_trait]
        impl Publications for $store {
            async fn publish(
                &self,
                which: &Which,
                instant: Timestamp,
                now: Timestamp,
            ) -> Result<u64, Unavailable> {
                self.decide(PUBLISH, which, now, Some(instant)).await.map_err(unavailable)
            }

            async fn withdraw(&self, which: &Which, now: Timestamp) -> Result<u64, Unavailable> {
                self.decide(WITHDRAW, which, now, None).await.map_err(unavailable)
            }
        }
    };
}

keeps_publications!(SqliteRecords);
keeps_publications!(PostgresRecords);
