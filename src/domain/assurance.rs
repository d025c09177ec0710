//! How surely FranceConnect knows who signed in.

use super::coded::coded;

coded! {
    /// An eIDAS level of assurance, lowest first (`acr`). Anything else suffices for nothing.
    #[derive(PartialOrd, Ord)]
    Assurance {
        /// FranceConnect.
        Low = "eidas1",
        /// FranceConnect+.
        Substantial = "eidas2",
        /// FranceConnect+, with the strongest means.
        High = "eidas3",
    }
}
