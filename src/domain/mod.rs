//! Pure values and rules: no I/O, no clock, no web, no JSON.
//!
//! Everything from outside becomes one of these types at the border, once; behind the border an
//! invalid identity, code or mark cannot be written down.

pub mod assurance;
pub mod audit;
pub mod birthdate;
pub mod candidate;
pub mod canonical_name;
pub(crate) mod coded;
pub mod cog;
pub mod credentials;
pub mod decimal;
pub mod email_address;
pub mod enrolment_site;
pub mod exam_file;
pub mod exam_record;
pub mod giver;
pub mod hand_off;
pub(crate) mod hex_id;
pub(crate) mod hex_token;
pub mod insee;
pub mod issuance;
pub mod language;
pub mod legal_facts;
pub mod letter;
pub mod local_path;
pub mod lookup_key;
pub mod maintenance;
pub mod matching;
pub mod pivot_identity;
pub mod proven_link;
pub mod public_url;
pub(crate) mod redacted;
pub mod share;
pub mod subject;
pub mod trace_context;
pub mod transcript;
pub mod verification_code;
