//! The two languages of the service.

/// Language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// French, at the plain addresses.
    #[default]
    French,
    /// English, at `/en/…`.
    English,
}

impl Language {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::French, Self::English];

    /// BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The language with this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.tag() == tag)
    }

    /// What stands before a path in this language: nothing, or `/en`.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::French => "",
            Self::English => "/en",
        }
    }

    /// The other one, for the language switch.
    pub fn other(self) -> Self {
        match self {
            Self::French => Self::English,
            Self::English => Self::French,
        }
    }
}
