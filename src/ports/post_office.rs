//! Who takes letters and brings them on their way.

use crate::domain::letter::Letter;

/// Takes one letter at a time.
#[async_trait::async_trait]
pub trait PostOffice: Send + Sync {
    /// Hands a letter over.
    ///
    /// # Errors
    /// When it was not taken.
    async fn take(&self, letter: &Letter) -> Result<(), NotTaken>;
}

/// A letter was not taken. The cause is for the log and holds neither address nor words.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Later it may be.
    #[error("not taken now: {0}")]
    Now(String),
    /// Never.
    #[error("refused: {0}")]
    Ever(String),
}
