//! One file a page: reads the request, calls a service, draws a view.

pub mod api_documentation;
pub mod assets;
pub mod callback;
pub mod consultations;
pub mod developers;
pub mod hand_off;
pub mod hand_off_agreement;
pub mod help;
pub mod home;
pub mod legal;
pub mod numbers;
pub mod problems;
pub mod record_not_found;
pub mod record_search;
pub mod record_unlink;
pub mod records;
pub mod session_expired;
pub mod session_extended;
pub mod sign_in;
pub mod sign_out;
pub mod transcript;
pub mod verify;
pub mod verify_file;
pub mod without_franceconnect;
