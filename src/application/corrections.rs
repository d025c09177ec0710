//! Writes to candidates whose transcript was corrected, for as long as the process lives.

use std::time::Duration;

use actix_web::web::Data;

use crate::domain::letter::Notice;
use crate::http::state::AppState;
use crate::http::views::letters;

/// Looks for corrections in this rhythm; nobody writes where no letters are sent. What a store does not answer now
/// it answers the next time.
pub(super) async fn watch(state: Data<AppState>, rhythm: Duration) {
    let Some(carrier) = &state.letters else { return };
    let mut rhythm = tokio::time::interval(rhythm);
    loop {
        rhythm.tick().await;
        let origin = state.public_url.origin();
        let write = |notice: Notice| {
            let sender = letters::Sender::of(&state.legal, &origin, notice.language);
            if let Some(letter) = letters::correction(notice, &sender) {
                tracing::info!("a candidate is told of a correction");
                carrier.send(letter);
            }
        };
        if let Err(error) = state.tell_of_corrections.tell(write).await {
            tracing::warn!(%error, "not everybody can be told of corrections");
        }
    }
}
