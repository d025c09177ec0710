//! The file of a form, read into memory and nowhere else.

use std::sync::Arc;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::guard::GuardContext;
use actix_web::http::header::CONTENT_TYPE;
use futures_util::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Field of the file.
const FIELD: &str = "fichier";
/// Most bytes read of a request; beyond it the connection is cut.
const LONGEST_REQUEST: usize = 128 * 1024 * 1024;
/// Longest wait for a whole request.
const PATIENCE: Duration = Duration::from_secs(60);

/// Forms read at once: together they hold no more memory than a service can spare.
const MOST_AT_ONCE: usize = 16;

/// Who may bring a form now.
pub struct Counter(Arc<Semaphore>);

impl Default for Counter {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST_AT_ONCE)))
    }
}

impl Counter {
    /// A place for one form, until it is dropped; none when all are taken, which nobody is kept waiting for.
    pub fn take_place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }
}

/// What a form brought.
pub struct Upload(pub Vec<u8>);

/// The form did not arrive as a form should.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a whole form with a file")]
pub struct NoUpload;

/// Whether the body is a form with files.
pub fn is_multipart(request: &GuardContext<'_>) -> bool {
    let content_type = request.head().headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.to_ascii_lowercase().starts_with("multipart/form-data"))
}

/// Reads at most `most` bytes of the file and one more, which tells that there are more; what follows is
/// read past, so that the sender gets to read the answer.
///
/// # Errors
/// When the form is broken, too long, too slow or holds no such field.
pub async fn read(form: Multipart, most: usize) -> Result<Upload, NoUpload> {
    tokio::time::timeout(PATIENCE, read_field(form, most)).await.map_err(|_| NoUpload)?
}

async fn read_field(mut form: Multipart, most: usize) -> Result<Upload, NoUpload> {
    let mut passed = 0;
    let mut file = None;
    while let Some(field) = form.next().await {
        let mut field = field.map_err(|_| NoUpload)?;
        let is_file = field.name() == Some(FIELD) && file.is_none();
        let mut kept = Vec::new();
        while let Some(chunk) = field.next().await {
            let chunk = chunk.map_err(|_| NoUpload)?;
            passed += chunk.len();
            if passed > LONGEST_REQUEST {
                return Err(NoUpload);
            }
            let free = if is_file { most + 1 - kept.len() } else { 0 };
            kept.extend_from_slice(&chunk[..chunk.len().min(free)]);
        }
        if is_file {
            file = Some(kept);
        }
    }
    file.map(Upload).ok_or(NoUpload)
}
