//! Parsers of single fields: each remembers where its field stands. Paths are spelled out only when they are
//! told, for nearly every field of nearly every record is right.

use std::borrow::Cow;
use std::fmt::Display;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// Why a line is no exam record. Names the field and what is expected there, never the value.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{field}: {expected}")]
pub struct InvalidRecord {
    /// Path of the field, such as `candidat.dateNaissance`.
    pub field: String,
    /// What should stand there.
    pub expected: String,
}

/// A parser of one field: remembers where it stands.
pub(super) fn field<T, E: Display>(path: impl Display, parsed: Result<T, E>) -> Result<T, InvalidRecord> {
    parsed.map_err(|expected| InvalidRecord { field: path.to_string(), expected: expected.to_string() })
}

pub(super) fn require(condition: bool, path: impl Display, expected: &str) -> Result<(), InvalidRecord> {
    field(path, condition.then_some(()).ok_or(expected))
}

/// A text of a line: borrowed from it, unless it was written with escapes.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    pub(super) fn owned(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

pub(super) fn text(path: impl Display, value: Text<'_>, most: usize) -> Result<String, InvalidRecord> {
    let mut length = 0;
    let is_printable = value.chars().all(|character| {
        length += 1;
        !character.is_control()
    });
    field(
        path,
        ((1..=most).contains(&length) && is_printable)
            .then(|| value.0.into_owned())
            .ok_or(format_args!("expected 1 to {most} characters")),
    )
}

/// An optional text may also be there and empty: that is the same as absent to a reader, but kept as
/// absent so that the record has one form.
pub(super) fn optional_text(
    path: &str,
    value: Option<Text<'_>>,
    most: usize,
) -> Result<Option<String>, InvalidRecord> {
    value.filter(|value| !value.is_empty()).map(|value| text(path, value, most)).transpose()
}

pub(super) fn coded<T>(
    path: impl Display,
    code: &str,
    from_code: impl Fn(&str) -> Option<T>,
) -> Result<T, InvalidRecord> {
    field(path, from_code(code).ok_or("a code that the contract does not know"))
}
