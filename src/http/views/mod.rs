//! The pages: one typed context a template, same noun for both.
//!
//! A view is built from domain values and answers with [`Page::respond`]; no other code writes HTML.
//! Pages that are always a plain 200 may also be returned as they are (`WebTemplate`); a page with a
//! status of its own has no such shortcut, so that the status cannot be lost.
//!
//! Words come from `locales/` through [`text`], the frame from [`layout`], style from [`assets`].

pub mod accessibility;
pub mod api_documentation;
pub mod assets;
pub mod consultations;
pub mod contact;
pub mod cookies;
pub mod developers;
pub mod errors;
pub mod franceconnect_unavailable;
pub mod hand_off_agreement;
pub mod hand_off_end;
pub mod hand_off_request;
pub mod hand_off_return;
pub mod hand_off_unusable;
pub mod help;
pub mod home;
pub mod layout;
pub mod legal_facts;
pub mod legal_notice;
pub mod letters;
pub mod numbers;
pub mod page;
pub mod pdf_unavailable;
pub mod personal_data;
pub mod problems;
pub mod record_not_found;
pub mod record_search;
pub mod record_unlink;
pub mod records;
pub mod service_status;
pub mod session_expired;
pub mod share;
pub mod shared;
pub mod shares;
pub mod sign_in_cancelled;
pub mod sign_in_failed;
pub mod sign_in_stale;
pub mod signed_out;
pub mod site_map;
pub mod swagger_ui;
pub mod text;
pub mod theme;
pub mod transcript;
pub mod transcript_embargoed;
pub mod verdict;
pub mod verify;
pub mod without_franceconnect;
pub mod words;

#[cfg(test)]
mod locale_tests;
#[cfg(test)]
mod page_tests;
#[cfg(any(test, feature = "sandbox"))]
pub mod samples;

pub use accessibility::Accessibility;
pub use api_documentation::ApiDocumentation;
pub use consultations::{Consultation, Consultations, Who};
pub use contact::Contact;
pub use cookies::Cookies;
pub use developers::{
    ButtonKit, DataDictionary, Developers, Journal, Sandbox, TestPerson, VerificationGuide,
};
pub use franceconnect_unavailable::FranceConnectUnavailable;
pub use hand_off_agreement::{AgreementMistake, ChoiceCard, HandOffAgreement};
pub use hand_off_end::{HandOffEnd, Outcome};
pub use hand_off_request::HandOffRequestPage;
pub use hand_off_return::{EmrexCode, HandOffReturn};
pub use hand_off_unusable::{HandOffUnusable, Unusable};
pub use help::Help;
pub use home::Home;
pub use layout::{Layout, PendingRequest, SignedIn};
pub use legal_notice::LegalNotice;
pub use numbers::{Numbers, NumbersProblem, TypedNumbers};
pub use page::Page;
pub use pdf_unavailable::PdfUnavailable;
pub use personal_data::{PersonalData, RetentionPeriods};
pub use problems::{ProblemList, ProblemPage};
pub use record_not_found::RecordNotFound;
pub use record_search::{FieldError, RecordSearch, SearchProblem};
pub use record_unlink::RecordUnlink;
pub use records::{RecordCard, Records};
pub use service_status::ServiceStatus;
pub use session_expired::SessionExpired;
pub use share::{ShareForm, ShareMade, ShareProblem};
pub use shared::Shared;
pub use shares::{SentCard, ShareCard, ShareTurnOff, Shares};
pub use sign_in_cancelled::SignInCancelled;
pub use sign_in_failed::SignInFailed;
pub use sign_in_stale::SignInStale;
pub use signed_out::{SignOutExtent, SignedOut};
pub use site_map::SiteMap;
pub use swagger_ui::SwaggerUi;
pub use theme::Theme;
pub use transcript::Transcript;
pub use transcript_embargoed::TranscriptEmbargoed;
pub use verdict::{Facts, Finding, Taking, VerdictPage};
pub use verify::{CodeError, Verify};
pub use without_franceconnect::WithoutFranceConnect;
