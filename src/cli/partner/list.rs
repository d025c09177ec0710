//! `mon-releve partner list`.

use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::Common;
use crate::adapters::system::SystemClock;
use crate::cli::Ending;
use crate::domain::enrolment_site::{EnrolmentSite, Scope, SiteAuthentication};
use crate::ports::clock::Clock;

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    common: Common,
}

pub(super) fn run(options: &List) -> Ending {
    let sites = match options.common.files.sites() {
        Ok((_, sites)) => sites,
        Err(problems) => return problems.into(),
    };
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    if options.common.json {
        let list: Vec<_> = sites.iter().map(|site| in_json(site, today)).collect();
        println!("{}", json!({ "sites": list }));
    } else {
        for site in sites.iter() {
            println!(
                "{:<24} {:<9} {:<20} {:<32} {}",
                site.client_id.as_str(),
                state(site, today),
                method(site),
                scopes(site).join(" "),
                site.name.french
            );
        }
    }
    Ending::Done
}

fn in_json(site: &EnrolmentSite, today: Date) -> Value {
    json!({
        "client_id": site.client_id.as_str(),
        "name": site.name.french,
        "state": state(site, today),
        "method": method(site),
        "scopes": scopes(site),
        "valid_from": site.valid_from.map(|day| day.to_string()),
        "valid_until": site.valid_until.map(|day| day.to_string()),
        "daily_quota": site.daily_quota,
    })
}

fn state(site: &EnrolmentSite, today: Date) -> &'static str {
    if site.is_valid_on(today) {
        "valid"
    } else if site.valid_from.is_some_and(|first| today < first) {
        "to come"
    } else {
        "over"
    }
}

fn method(site: &EnrolmentSite) -> &'static str {
    match site.authentication {
        SiteAuthentication::None => "none",
        SiteAuthentication::SecretBasic(_) => "client_secret_basic",
        SiteAuthentication::SecretPost(_) => "client_secret_post",
        SiteAuthentication::PrivateKeyJwt(_) => "private_key_jwt",
    }
}

fn scopes(site: &EnrolmentSite) -> Vec<&'static str> {
    site.scopes.iter().map(|scope| Scope::code(*scope)).collect()
}
