//! Sections of the contract that this version understands and does not act on. Their keys are checked,
//! so that a configuration written today stays good, and the service says at start what has no effect.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Any value, not looked at.
pub(super) type Anything = serde_json::Value;

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    theme: Option<Keys>,
}

type Keys = BTreeMap<String, Anything>;

impl Typed {
    pub(super) fn present(&self) -> Vec<&'static str> {
        [("[theme]", &self.theme)]
            .into_iter()
            .filter_map(|(name, section)| section.is_some().then_some(name))
            .collect()
    }
}
