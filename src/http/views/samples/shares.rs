//! The pages around share codes.

use super::*;
use crate::domain::share::{Label, Pin, PinHash, Share, ShareContent, ShareId, ShareLife};
use crate::domain::subject::Subject;

fn code() -> VerificationCode {
    VerificationCode::draw(|| 7)
}

fn share(label: &str, turned_off_at: Option<Timestamp>, ends_at: &str) -> Share {
    let pin = Pin::parse("123456").expect("a PIN");
    Share {
        id: ShareId::from_random(REFERENCE),
        subject: Subject::parse("sub").expect("a subject"),
        record: RecordRef::from_random(REFERENCE),
        transcript: code(),
        label: Label::parse(label).expect("a label"),
        content: ShareContent::Document,
        pin: Some(PinHash::of(&pin, &code())),
        made_at: instant("2026-07-07T08:00:00Z"),
        ends_at: instant(ends_at),
        turned_off_at,
        notice: None,
    }
}

/// Every page of the candidate, then what the holder of a code sees before it opens.
pub(super) fn pages(at: &impl Fn(&str) -> Layout, samples: &mut Vec<Sample>) {
    let path = format!("/mes-releves/{}/partager", RecordRef::from_random(REFERENCE).as_str());
    let wrong = ShareProblem::Fields { label: Some(FieldError::Missing), pin: true, address: true };
    for (name, problem) in
        [("share", None), ("share-fields", Some(wrong)), ("share-full", Some(ShareProblem::TooMany))]
    {
        let reference = RecordRef::from_random(REFERENCE);
        let exam = "Baccalauréat professionnel, 2026".to_owned();
        let empty =
            ShareForm::empty(at(&path), "0f".repeat(32), reference, exam, Some("prenom@example".to_owned()));
        let (content, life) = (ShareContent::Transcript, ShareLife::Month);
        add(samples, name, &ShareForm { content, life, problem, ..empty });
    }
    for (name, has_pin) in [("share_made", false), ("share_made-pin", true)] {
        let link = format!("https://releves.example/partage/{}", code());
        let ends_at = instant("2026-08-07T08:00:00Z");
        add(samples, name, &ShareMade { layout: at(&path), code: code(), link, has_pin, ends_at });
    }
    let card = |share, openings| ShareCard {
        share,
        exam: Some("Baccalauréat professionnel, 2026".to_owned()),
        openings,
    };
    let seen = instant("2026-07-08T08:00:00Z");
    let shares = vec![
        card(share("Lycée Exemple", None, "2027-01-01T08:00:00Z"), vec![]),
        card(
            share("Établissement au nom très long, à Onet-le-Château", None, "2027-01-01T08:00:00Z"),
            vec![(seen, Action::Downloaded), (seen, Action::Viewed)],
        ),
        card(share("Mme Test", Some(seen), "2027-01-01T08:00:00Z"), vec![(seen, Action::Viewed)]),
        card(share("M. Test", None, "2026-07-08T08:00:00Z"), vec![]),
    ];
    let sent = vec![SentCard {
        site: "Lycée Exemple".to_owned(),
        exams: vec!["Baccalauréat professionnel, 2026".to_owned()],
        at: seen,
        number: "A1A1-A1A1-A1A1".to_owned(),
    }];
    let layout = at("/mes-partages");
    add(samples, "shares", &Shares { layout, shares, sent, was_turned_off: true, shown_at: seen });
    let (layout, shares, sent) = (at("/mes-partages"), Vec::new(), Vec::new());
    add(samples, "shares-none", &Shares { layout, shares, sent, was_turned_off: false, shown_at: seen });
    let id = ShareId::from_random(REFERENCE);
    let path = format!("/mes-partages/{}/desactiver", id.as_str());
    let (layout, form_token, label) = (at(&path), "0f".repeat(32), "Lycée Exemple".to_owned());
    add(samples, "share_turn_off", &ShareTurnOff { layout, form_token, id, label });
    let path = format!("/partage/{}", code());
    for (name, has_pin, is_wrong) in
        [("shared", false, false), ("shared-pin", true, false), ("shared-wrong-pin", true, true)]
    {
        add(samples, name, &Shared { layout: at(&path), code: code(), has_pin, is_wrong });
    }
    let path = format!("/partage/{}", code());
    for (name, finding) in [
        ("shared-result", shown(ShareContent::Result)),
        ("shared-document", shown(ShareContent::Document)),
        ("shared-ended", Finding::Ended),
    ] {
        let taking = (name == "shared-document")
            .then(|| Taking { code: code().to_string(), pin: "123456".to_owned() });
        add(samples, name, &VerdictPage { layout: at(&path), finding, taking, checked_at: seen });
    }
}

fn shown(content: ShareContent) -> Finding {
    Finding::Valid(Box::new(Facts::shared(&one_exam(), &issuance(), content)))
}
