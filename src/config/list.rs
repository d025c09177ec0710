//! A list, as TOML writes it, or as one text with spaces, as the environment does.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum List {
    Spaced(String),
    Items(Vec<String>),
}

impl Default for List {
    fn default() -> Self {
        Self::Items(Vec::new())
    }
}

impl List {
    pub(super) fn into_items(self) -> Vec<String> {
        match self {
            Self::Spaced(text) => text.split_whitespace().map(str::to_owned).collect(),
            Self::Items(items) => items,
        }
    }
}
