//! The token endpoint, as `openidconnect` calls it: strict JSON, and no JWE for a library that knows none.

use std::pin::Pin;

use openidconnect::{AsyncHttpClient, http};
use serde_json::Value;

use super::back_channel::{BackChannel, BackChannelError};
use super::encryption::DecryptionKeys;
use super::error::ProtocolError;
use super::strict_json;

/// One call to the token endpoint.
pub struct TokenEndpoint<'a> {
    /// The HTTP client.
    pub back_channel: &'a BackChannel,
    /// Our encryption keys, when registered at FranceConnect+.
    pub decryption: Option<&'a DecryptionKeys>,
}

/// Why the answer is not handed on.
#[derive(Debug, thiserror::Error)]
pub enum TokenEndpointError {
    /// No usable answer.
    #[error(transparent)]
    BackChannel(#[from] BackChannelError),
    /// An answer that is not what it must be.
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
}

impl<'c> AsyncHttpClient<'c> for TokenEndpoint<'_> {
    type Error = TokenEndpointError;
    type Future =
        Pin<Box<dyn Future<Output = Result<http::Response<Vec<u8>>, TokenEndpointError>> + Send + 'c>>;

    fn call(&'c self, request: http::Request<Vec<u8>>) -> Self::Future {
        Box::pin(async move {
            let mut response = self.back_channel.call(request).await?;
            if response.status().is_success() {
                let body = self.readable(response.body())?;
                *response.body_mut() = body;
            }
            Ok(response)
        })
    }
}

impl TokenEndpoint<'_> {
    fn readable(&self, body: &[u8]) -> Result<Vec<u8>, ProtocolError> {
        let mut answer = strict_json::object(body).ok_or(ProtocolError::TokenAnswer("one JSON object"))?;
        let Some(keys) = self.decryption else { return Ok(body.to_vec()) };
        if let Some(Value::String(id_token)) = answer.get_mut("id_token") {
            *id_token = keys.decrypt("id_token", id_token)?;
        }
        Ok(Value::Object(answer).to_string().into_bytes())
    }
}
