//! Writes to candidates whose transcript was corrected, for as long as the process lives.

use std::time::Duration;

use actix_web::web::Data;

use crate::http::state::AppState;
use crate::http::views::letters;

/// Looks for corrections in this rhythm; nobody writes where no letters are sent. What a store does not answer now
/// it answers the next time.
pub(super) async fn watch(state: Data<AppState>, rhythm: Duration) {
    let Some(carrier) = &state.letters else { return };
    let mut rhythm = tokio::time::interval(rhythm);
    loop {
        rhythm.tick().await;
        let due = match state.tell_of_corrections.due().await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "nobody can be told of corrections");
                continue;
            }
        };
        if !due.is_empty() {
            tracing::info!(letters = due.len(), "candidates are told of corrections");
        }
        let origin = state.public_url.origin();
        for notice in due {
            let sender = letters::Sender::of(&state.legal, &origin, notice.language);
            if let Some(letter) = letters::correction(notice, &sender) {
                carrier.send(letter);
            }
        }
    }
}
