//! One citizen or operator gesture each; they know the domain and the ports, nothing else.

pub mod accept_token;
pub mod announce_maintenance;
pub mod answer_credentials;
pub mod ask_remote;
pub mod audit_trail;
pub mod authenticate_site;
pub mod decide_publication;
pub mod find_records;
pub mod hand_off;
pub mod import_records;
pub mod issue_transcript;
pub mod keep_trail;
pub mod limit_attempts;
pub mod link_record;
pub mod look_back;
pub mod person;
pub mod purge_renderings;
pub mod report_readiness;
pub mod seal_session;
pub mod send_letters;
pub mod share_transcript;
pub mod sign_in;
pub mod sign_out;
pub mod site_registry;
pub mod tell_of_corrections;
pub mod verify_transcript;
