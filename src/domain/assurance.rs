//! How surely FranceConnect knows who signed in.

use super::coded::coded;
use super::enrolment_site::EnrolmentSite;

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

/// How it is known who is at the keyboard, weakest first. What somebody may do follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identification {
    /// They gave INA, management number and date of birth: numbers that others may hold too. Enough to see
    /// and to download.
    Numbers,
    /// FranceConnect knows them this surely.
    FranceConnect(Assurance),
}

impl Identification {
    /// Whether somebody known like this may hand a transcript over to this site.
    pub fn may_hand_over_to(self, site: &EnrolmentSite) -> bool {
        match self {
            Self::Numbers => site.accepts_numbers,
            Self::FranceConnect(assurance) => assurance >= site.acr_floor,
        }
    }
}
