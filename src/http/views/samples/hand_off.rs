//! The pages of a hand-off, from the site's request to the way back.

use super::*;
use crate::domain::enrolment_site::Scope;
use crate::domain::hand_off::{Protocol, Scopes};

/// P03, P15 to P17, and the form that carries transcripts back.
pub(super) fn pages(language: Language, samples: &mut Vec<Sample>) {
    let id = "7e".repeat(32);
    let pending = PendingRequest {
        id: id.clone(),
        site: "Lycée Exemple".to_owned(),
        origin: "https://inscription.example.org".to_owned(),
        form_token: "0f".repeat(32),
        takes_no_results: true,
    };
    let at = |page: &str| {
        let layout = Layout::new(language, format!("/transmettre/{id}{page}"));
        layout.asked_by(Some(pending.clone())).in_sandbox(true)
    };
    let site = || "Lycée Exemple".to_owned();
    let purpose = || "Inscription en BTSA 2026".to_owned();
    let layout = at("").returning_to(&LocalPath::parse(&format!("/transmettre/{id}")).expect("a path"));
    for (name, takes_numbers) in [("hand_off_request", false), ("hand_off_request-numbers", true)] {
        let layout = layout.clone();
        add(samples, name, &HandOffRequestPage { layout, site: site(), purpose: purpose(), takes_numbers });
    }
    let card = |byte: u8, sent_at| {
        let record = one_exam();
        ChoiceCard {
            is_chosen: false,
            reference: RecordRef::from_random([byte; 16]),
            exam: record.exam,
            decision: record.decision,
            gender: record.candidate.gender,
            sent_at,
        }
    };
    let sent = Some(instant("2026-09-02T08:00:00Z"));
    for (name, scopes, protocol, choices, mistake) in [
        ("hand_off_agreement", Scope::ALL, Protocol::Oauth, vec![card(1, None), card(2, sent)], None),
        ("hand_off_agreement-one", &[Scope::Document], Protocol::Oauth, vec![card(1, None)], None),
        ("hand_off_agreement-emrex", Scope::ALL, Protocol::Emrex, vec![card(1, None)], None),
        (
            "hand_off_agreement-none",
            &[Scope::Result],
            Protocol::Oauth,
            vec![card(1, None), card(2, None)],
            Some(AgreementMistake::NothingChosen),
        ),
        (
            "hand_off_agreement-address",
            &[Scope::Result],
            Protocol::Oauth,
            vec![card(1, None)],
            Some(AgreementMistake::Address),
        ),
    ] {
        let page = HandOffAgreement {
            layout: at("/accord"),
            site: site(),
            purpose: purpose(),
            legal_basis: "CRPA L. 114-8".to_owned(),
            retention: "un an".to_owned(),
            contact: "dpo@example.org".to_owned(),
            scopes: Scopes::of(scopes).expect("scopes"),
            protocol,
            seconds: 900,
            choices,
            mistake,
            address: mistake.map(|_| "prenom@example\"<b>".to_owned()),
            wants_notice: mistake == Some(AgreementMistake::Address),
        };
        add(samples, name, &page);
    }
    for (name, outcome) in [
        ("hand_off_end", Outcome::HandedOver { number: "A1B2-C3D4-E5F6".to_owned() }),
        ("hand_off_end-declined", Outcome::Declined),
    ] {
        let layout = Layout::new(language, format!("/transmettre/{id}/fin"));
        add(samples, name, &HandOffEnd { layout, site: site(), outcome, at: now() });
    }
    for (name, code) in [
        ("hand_off_return", EmrexCode::Ok),
        ("hand_off_return-cancel", EmrexCode::Cancel),
        ("hand_off_return-none", EmrexCode::NoResults),
    ] {
        let page = HandOffReturn {
            layout: at("/accord"),
            site: site(),
            return_url: "https://inscription.example.org/emrex".to_owned(),
            session_id: "5f0c6f3bb2a04d0c".to_owned(),
            code,
            elmo: String::new(),
            receipt: None,
        };
        add(samples, name, &page);
    }
    let number = Some("A1B2-C3D4-E5F6".to_owned());
    for (name, why) in [
        ("hand_off_unusable", Unusable::Unknown(actix_web::http::StatusCode::NOT_FOUND)),
        ("hand_off_unusable-expired", Unusable::Expired { site: site(), seconds: 3600 }),
        ("hand_off_unusable-answered", Unusable::Answered { at: now(), number }),
    ] {
        let layout = Layout::new(language, format!("/transmettre/{id}")).with_reference("7c1f-93ab");
        add(samples, name, &HandOffUnusable { layout, why });
    }
}
