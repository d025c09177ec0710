//! How transcripts are laid out: every programme of the reference on one page, long records on several, and no
//! word beside its place.

use mon_releve::adapters::exam_records::wire;
use mon_releve::adapters::render::pdf::{Emblem, PdfSettings, Printer};
use mon_releve::domain::exam_record::ExamRecord;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::{issuance, monstrous, printer, records, run, said};

/// Programmes as they are published, with names, coefficients and parts.
const PROGRAMMES: &str = include_str!("../fixtures/sample_exams.json");

/// A record of each programme with a mark in every épreuve, the optional ones too.
pub fn of_every_programme() -> Vec<ExamRecord> {
    let programmes: Value = serde_json::from_str(PROGRAMMES).unwrap();
    programmes["programmes"].as_array().unwrap().iter().map(record_of).collect()
}

fn record_of(programme: &Value) -> ExamRecord {
    let diploma = match programme["diploma"]["code"].as_str().unwrap() {
        "BACPRO" => "BAC_PRO",
        "BACTECHNO" => "BAC_TECHNO",
        other => other,
    };
    let assessments: Vec<Value> = programme["epreuves"].as_array().unwrap().iter().map(assessment).collect();
    let record = json!({
        "schemaVersion": 1, "ina": "12345678", "numGestion": "0000000000X",
        "candidat": {
            "nomNaissance": "DE LA FONTAINE-TEST", "nomUsage": "SÉQUOIA-TEST", "prenoms": ["Gwenaëlle", "Anne-Marie"],
            "dateNaissance": "2006-09-14", "sexe": "F", "communeNaissance": "35238", "paysNaissance": "99100",
        },
        "examen": {
            "diplome": diploma, "libelle": programme["diploma"]["label"],
            "specialite": programme["speciality"]["label"],
            "option": programme["speciality"]["option"].as_str().or(programme["speciality"]["support"].as_str()),
            "rncp": "RNCP12345", "session": 2026, "typeSession": "NORMALE", "modalite": "APPRENTISSAGE",
            "region": "Bourgogne-Franche-Comté",
            "etablissement": { "uai": "0951099D", "nom": "LEGTA fictif de La Roque", "commune": "Onet-le-Château" },
        },
        "epreuves": assessments,
        "totaux": { "points": "271.50", "coefficients": "20", "moyenne": "13.58" },
        "decision": "ADMIS", "mention": "AB", "ects": 120,
        "dateDeliberation": "2026-07-03", "publieLe": "2026-07-06T10:00:00+02:00", "version": 1,
    });
    wire::parse(record.to_string().as_bytes()).unwrap().released()
}

fn assessment(of: &Value) -> Value {
    let evaluation = match of["kind"].as_str().unwrap() {
        "ccf" => "CCF",
        "controle_continu" => "CONTROLE_CONTINU",
        "mixte" => "MIXTE",
        _ => "TERMINALE",
    };
    let optional = of["optional"].as_bool().unwrap_or_default();
    let weight = [&of["coefficient"], &of["weight"]].into_iter().find_map(Value::as_f64).unwrap_or(1.0);
    let mut assessment = json!({
        "code": of["code"], "libelle": of["label"], "evaluation": evaluation,
        "nature": if optional { "FACULTATIVE" } else { "OBLIGATOIRE" },
        "coefficient": weight.to_string(), "note": "13.50", "points": format!("{:.2}", 13.5 * weight),
        "statut": "NOTEE",
    });
    if let Some(parts) = of["components"].as_array() {
        assessment["composantes"] = parts.iter().map(assessment_part).collect();
    }
    assessment
}

fn assessment_part(of: &Value) -> Value {
    let mut part = assessment(of);
    part.as_object_mut().unwrap().remove("points");
    part
}

/// A record whose every text has the longest form the contract allows, from `fill`.
fn overflowing(fill: &str) -> ExamRecord {
    let of = |length: usize| fill.chars().cycle().take(length).collect::<String>();
    let mut record = records().swap_remove(0);
    record.candidate.birth_name = of(256);
    record.candidate.usage_name = Some(of(256));
    record.candidate.given_names = vec![of(80); 12];
    let exam = &mut record.exam;
    (exam.label, exam.speciality, exam.option) = (of(200), Some(of(200)), Some(of(200)));
    exam.region = Some(of(100));
    (exam.school.name, exam.school.commune) = (of(200), Some(of(100)));
    for assessment in &mut record.assessments {
        (assessment.code, assessment.label) = (of(20), of(300));
    }
    record
}

struct Word {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
    text: String,
}

/// The words of each page with their places in points, as poppler finds them.
fn words(printer: &Printer, record: &ExamRecord) -> Vec<Vec<Word>> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let sealed = crate::sealed(
        printer.draw(record, &issuance()).unwrap(),
        &crate::key(&mon_releve::sandbox::seal_keys::throw_away(crate::now()).unwrap()),
    );
    std::fs::write(path("page.pdf"), sealed).unwrap();
    let output = run("pdftotext", &["-bbox", &path("page.pdf"), &path("page.html")]);
    assert!(output.status.success(), "{}", said(&output));
    let html = Html::parse_document(&std::fs::read_to_string(path("page.html")).unwrap());
    let (page, word) = (Selector::parse("page").unwrap(), Selector::parse("word").unwrap());
    html.select(&page)
        .map(|page| {
            let number = |element: scraper::ElementRef<'_>, name: &str| -> f32 {
                element.value().attr(name).unwrap().parse().unwrap()
            };
            page.select(&word)
                .map(|word| Word {
                    left: number(word, "xmin"),
                    top: number(word, "ymin"),
                    right: number(word, "xmax"),
                    bottom: number(word, "ymax"),
                    text: word.text().collect(),
                })
                .collect()
        })
        .collect()
}

/// Every word stands between the margins of an A4 page, and none on another.
fn are_in_their_place(pages: &[Vec<Word>], what: &str) {
    for page in pages {
        assert!(!page.is_empty(), "{what}: an empty page");
        for (index, word) in page.iter().enumerate() {
            let is_inside =
                word.left >= 50.0 && word.right <= 545.5 && word.top >= 34.0 && word.bottom <= 822.0;
            assert!(
                is_inside,
                "{what}: «{}» at {} {} {} {}",
                word.text, word.left, word.top, word.right, word.bottom
            );
            for other in &page[index + 1..] {
                let across = word.right.min(other.right) - word.left.max(other.left);
                let down = word.bottom.min(other.bottom) - word.top.max(other.top);
                assert!(across < 0.5 || down < 2.0, "{what}: «{}» on «{}»", word.text, other.text);
            }
        }
    }
}

fn count(pages: &[Vec<Word>], text: &str) -> usize {
    pages.iter().flatten().filter(|word| word.text == text).count()
}

#[test]
fn every_programme_of_the_reference_makes_one_page_with_every_word_in_its_place() {
    let printer = printer();
    let programmes = of_every_programme();
    assert_eq!(programmes.len(), 6);
    for record in programmes.iter().chain(&records()) {
        let pages = words(&printer, record);
        let what = format!("{} {:?}", record.exam.label, record.exam.speciality);
        assert_eq!(pages.len(), 1, "{what}");
        are_in_their_place(&pages, &what);
        let marks = record.assessments.iter().flat_map(|one| std::iter::once(one).chain(&one.components));
        for assessment in marks {
            assert!(count(&pages, &assessment.code) > 0, "{what}: {}", assessment.code);
        }
    }
}

#[test]
fn the_longest_names_wrap_and_stay_in_their_place() {
    let printer = printer();
    for fill in ["W", "DE-LA-TRÈS-LONGUE-LIGNÉE ", "i", "Œ’", "Anne-Marie-Gwenaëlle"] {
        let pages = words(&printer, &overflowing(fill));
        assert!(pages.len() > 1, "{fill}");
        are_in_their_place(&pages, fill);
    }
    // One long name alone costs a short transcript no second page.
    let mut record = of_every_programme().pop().unwrap();
    record.candidate.birth_name = "W".repeat(256);
    let pages = words(&printer, &record);
    assert_eq!(pages.len(), 1);
    are_in_their_place(&pages, "one long name");
}

#[test]
fn a_long_record_repeats_the_header_of_its_table_on_every_page() {
    let pages = words(&printer(), &monstrous());
    are_in_their_place(&pages, "the longest record");
    let with_marks: Vec<_> = pages
        .iter()
        .filter(|page| page.iter().any(|word| word.text == "13,50" || word.text == "12,50"))
        .collect();
    assert!(with_marks.len() > 10, "{}", with_marks.len());
    for page in &with_marks {
        let headers: Vec<_> = page.iter().filter(|word| word.text == "Coef.").collect();
        assert_eq!(headers.len(), 1);
        let first = page.iter().filter(|word| word.text.contains(',')).map(|word| word.top);
        assert!(first.fold(f32::MAX, f32::min) > headers[0].top - 700.0);
    }
    let numbers: Vec<_> = (1..=pages.len()).map(|number| format!("{number}")).collect();
    for (page, number) in pages.iter().zip(&numbers) {
        assert!(page.iter().any(|word| &word.text == number && word.top > 790.0), "page {number}");
    }
}

#[test]
fn the_ministry_s_own_emblem_stands_at_the_head_and_leaves_every_word_its_place() {
    let file = include_bytes!("../fixtures/emblem.png").to_vec();
    let printer =
        Printer::new(PdfSettings { emblem: Some(Emblem::from_png(file).unwrap()), ..crate::settings() })
            .unwrap();
    for record in of_every_programme() {
        let pages = words(&printer, &record);
        assert_eq!(pages.len(), 1, "{}", record.exam.label);
        are_in_their_place(&pages, "with an emblem");
    }
}
