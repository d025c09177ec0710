//! What can go wrong with a request, by what the citizen can do about it.
//!
//! Handlers answer these; `middleware::error_pages` alone turns them into a page or a problem document,
//! and writes the cause to the log, once. A citizen never sees a cause.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::domain::exam_file::RecordRef;
use crate::domain::local_path::LocalPath;
use crate::ports::Unavailable;
use crate::ports::identity_provider::IdentityProviderError;
use crate::services::sign_in::Intent;

/// One way a request fails.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// There is no such page, or it is somebody else's: both look the same.
    #[error("not found")]
    NotFound,
    /// A form that this session did not draw.
    #[error("form with a foreign origin or token")]
    Forged,
    /// A callback that serves nothing: unknown, expired, used. The label says which.
    #[error("stale callback: {cause}")]
    Stale {
        /// Which.
        cause: &'static str,
        /// What the citizen wanted, as far as it is remembered.
        intent: Option<Intent>,
    },
    /// FranceConnect does not answer, or not as it must.
    #[error("sign-in failed")]
    FranceConnect {
        /// What the citizen wanted: not lost.
        intent: Intent,
        /// Why.
        #[source]
        source: anyhow::Error,
    },
    /// The seal does not answer; the transcript stays on screen.
    #[error("no sealed document")]
    Seal {
        /// Which transcript.
        reference: RecordRef,
        /// Why.
        #[source]
        source: Unavailable,
    },
    /// As many files are being looked at as can be.
    #[error("too many files at once")]
    Busy,
    /// A store does not answer.
    #[error(transparent)]
    Store(#[from] Unavailable),
}

impl HttpError {
    /// A sign-in that failed at FranceConnect.
    pub fn franceconnect(error: IdentityProviderError, intent: Intent) -> Self {
        Self::FranceConnect { intent, source: error.into() }
    }
}

/// What the page about an error needs; travels in the response to `middleware::error_pages`.
#[derive(Clone, Debug)]
pub enum Explanation {
    /// A general page for the status.
    Status,
    /// P07, with what the citizen wanted.
    Stale(Option<Intent>),
    /// P06, with what the citizen wanted.
    FranceConnect(Intent),
    /// P22, in place of this page.
    SessionExpired {
        /// The page.
        page: LocalPath,
        /// After how long without a request sessions end.
        idle: Duration,
    },
    /// P14, for this transcript.
    Seal(RecordRef),
    /// P24, for a check that cannot be made now.
    Busy,
    /// The directory or the register is down.
    Store,
    /// The store of sessions is down.
    Sessions,
}

impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::Stale { .. } => StatusCode::BAD_REQUEST,
            Self::FranceConnect { .. } | Self::Seal { .. } | Self::Busy | Self::Store(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    fn error_response(&self) -> HttpResponse {
        let explanation = match self {
            Self::NotFound | Self::Forged => Explanation::Status,
            Self::Stale { intent, .. } => Explanation::Stale(intent.clone()),
            Self::FranceConnect { intent, .. } => Explanation::FranceConnect(intent.clone()),
            Self::Seal { reference, .. } => Explanation::Seal(reference.clone()),
            Self::Busy => Explanation::Busy,
            Self::Store(_) => Explanation::Store,
        };
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(explanation);
        response
    }
}

/// An error and its causes in one line of the log. They name checks, servers and fields, never what was in
/// them.
pub fn causes(error: &dyn std::error::Error) -> String {
    let mut causes = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push_str(": ");
        causes.push_str(&cause.to_string());
        next = cause.source();
    }
    causes
}
