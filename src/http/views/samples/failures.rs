//! The pages of what went wrong.

use super::*;
use crate::http::views::errors::{
    Cause, Crowded, Forbidden, MethodNotAllowed, NotFound, TooManyRequests, Unavailable, Unexpected,
};

/// Every one of them.
pub(super) fn pages(language: Language, samples: &mut Vec<Sample>) {
    let at = |path: &str| Layout::new(language, path);
    let failed = |path: &str| at(path).with_reference("7c1f-93ab");
    add(samples, "sign_in_cancelled", &SignInCancelled { layout: at("/connexion/annulee") });
    add(samples, "sign_in_failed", &SignInFailed { layout: at("/connexion/non-aboutie") });
    add(samples, "franceconnect_unavailable", &FranceConnectUnavailable { layout: failed("/connexion") });
    add(samples, "sign_in_stale", &SignInStale { layout: failed("/connexion/retour") });
    add(samples, "error-403", &Forbidden { layout: failed("/mes-releves") });
    add(samples, "error-404", &NotFound { layout: failed("/") });
    add(samples, "error-405", &MethodNotAllowed { layout: failed("/deconnexion") });
    add(samples, "error-429", &TooManyRequests { layout: failed("/verifier"), wait_seconds: 45 });
    add(samples, "error-500", &Unexpected { layout: failed("/") });
    for (name, reloads) in [("error-503-crowded", true), ("error-503-crowded-form", false)] {
        add(samples, name, &Crowded { layout: at("/"), reloads });
    }
    let until = instant("2026-11-24T21:00:00Z");
    for (name, cause) in [
        ("error-503", Cause::Service),
        ("error-503-records", Cause::ExamRecords),
        ("error-503-verification", Cause::Verification),
        ("error-503-maintenance", Cause::Maintenance { until: Some(until), wait_seconds: 600 }),
        ("error-503-maintenance-open", Cause::Maintenance { until: None, wait_seconds: 300 }),
    ] {
        add(samples, name, &Unavailable { layout: failed("/mes-releves"), cause });
    }
}
