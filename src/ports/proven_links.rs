//! Which records citizens proved to be theirs.

use super::Unavailable;
use crate::domain::candidate::Ina;
use crate::domain::proven_link::ProvenLink;
use crate::domain::subject::Subject;

/// Keeps the links until they are removed. The files of one INA are linked to one person at a time.
#[async_trait::async_trait]
pub trait ProvenLinks: Send + Sync {
    /// The links of a person.
    async fn of(&self, subject: &Subject) -> Result<Vec<ProvenLink>, Unavailable>;

    /// The links to files of an INA.
    async fn to(&self, ina: &Ina) -> Result<Vec<ProvenLink>, Unavailable>;

    /// Keeps a link, in place of all that `instead_of` holds to this INA. When by now somebody else holds
    /// one, changes nothing and says `false`.
    async fn keep(&self, link: &ProvenLink, instead_of: Option<&Subject>) -> Result<bool, Unavailable>;

    /// Removes a person's links to files of an INA; says whether there was one.
    async fn remove(&self, subject: &Subject, ina: &Ina) -> Result<bool, Unavailable>;
}
