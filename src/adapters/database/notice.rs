//! Where a candidate wants to be told, as every store holds it: two columns, both empty when nobody is.

use crate::domain::email_address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::letter::Notice;

/// Both columns.
pub fn columns(notice: Option<&Notice>) -> (Option<&str>, Option<&'static str>) {
    notice.map(|notice| (notice.to.as_str(), notice.language.tag())).unzip()
}

/// Reads both columns.
///
/// # Errors
/// When they hold what was never written.
pub fn notice(address: Option<String>, language: Option<String>) -> anyhow::Result<Option<Notice>> {
    let Some(address) = address else { return Ok(None) };
    let language = language.as_deref().and_then(Language::from_tag);
    let language = language.ok_or_else(|| anyhow::anyhow!("an address without its language"))?;
    Ok(Some(Notice { to: EmailAddress::parse(&address)?, language }))
}
