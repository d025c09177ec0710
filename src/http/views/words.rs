//! The codes of the exam record in the words of a page.

use super::layout::Layout;
use crate::domain::exam_record::{Decision, Exam, Mention};
use crate::domain::pivot_identity::Gender;

/// Diploma, speciality and option on one line. French in every language: these are proper names.
pub fn exam_title(exam: &Exam) -> String {
    let parts = [Some(&exam.label), exam.speciality.as_ref(), exam.option.as_ref()];
    typeset(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\u{a0}– "))
}

/// French as the ministry typed it, with spaces that do not break: no line begins with `:`.
pub fn typeset(french: &str) -> String {
    french.replace(" :", "\u{a0}:")
}

/// The jury's decision, agreeing with the candidate.
pub fn decision_words(layout: &Layout, decision: &Decision, gender: &Gender) -> String {
    layout.say(key("releve-decision-", decision.code())).with("sexe", agreement(*gender)).to_string()
}

/// Honours.
pub fn mention_words(layout: &Layout, mention: &Mention) -> String {
    layout.say(key("releve-mention-", mention.code())).to_string()
}

/// The key of a code of the import contract: `ADMIS_2E_GROUPE` → `…admis-2e-groupe`.
pub fn key(prefix: &str, code: &str) -> String {
    format!("{prefix}{}", code.to_ascii_lowercase().replace('_', "-"))
}

/// The value that messages with an agreement choose by.
pub(super) fn agreement(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => "F",
        Gender::Male => "M",
        Gender::Unspecified => "X",
    }
}
