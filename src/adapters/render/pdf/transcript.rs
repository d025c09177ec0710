//! What a transcript consists of, from top to bottom.

use std::ops::Range;

use super::PdfSettings;
use super::blocks::{Fact, FactStyle, Typesetter, before_matrix, beside_code, beside_picture, panel, stack};
use super::composer::{Composer, PAPER};
use super::data_matrix::Matrix;
use super::paragraph::{Align, Ink, Style};
use super::strip::{Mark, Strip, Tag};
use super::table::{Column, Row, RowKind, RowStyle, Table};
use super::typeface::Weight;
use super::wording;
use crate::adapters::render::json::verification_address;
use crate::domain::decimal::Decimal;
use crate::domain::exam_record::{Assessment, ExamRecord};
use crate::domain::issuance::Issuance;

const NOTES: &str = "Ce relevé est délivré par voie électronique et scellé : son empreinte se vérifie avec tout \
                     lecteur de PDF. Une copie imprimée se vérifie par le code ci-dessus. Il ne tient pas lieu \
                     de diplôme. Document à conserver.";
const TWO_D_DOC: &str =
    "Code 2D-Doc : le diplôme obtenu et son titulaire, signés, pour les lecteurs de 2D-Doc";
const SPECIMEN: &str = "SPÉCIMEN – personne et notes fictives, sans valeur";

/// Height of the emblem.
const EMBLEM: f32 = 42.0;

const fn style(size: f32, weight: Weight, ink: Ink) -> Style {
    Style { size, leading: 1.3, weight, ink }
}

const ISSUER: Style = style(10.5, Weight::Bold, Ink::Accent);
const SMALL: Style = style(8.0, Weight::Regular, Ink::Grey);
const TITLE: Style = style(23.0, Weight::Bold, Ink::Black);
const EXAM: Style = style(12.5, Weight::Bold, Ink::Black);
const TEXT: Style = style(9.5, Weight::Regular, Ink::Black);
const HEADING: Style = style(10.5, Weight::Bold, Ink::Accent);
const CODE: Style = style(13.0, Weight::Bold, Ink::Black);
const FACTS: FactStyle = FactStyle { label: SMALL, value: style(10.5, Weight::Bold, Ink::Black), small: 8.0 };
const DECISION: FactStyle =
    FactStyle { label: SMALL, value: style(15.0, Weight::Bold, Ink::Accent), small: 11.0 };

/// How closely the marks are set, from comfortable to the closest that still reads well on paper.
const DENSITIES: [(f32, f32); 4] = [(9.5, 3.6), (9.0, 2.6), (8.5, 1.8), (7.8, 1.2)];

/// The pages of a transcript: one if any density fits it on one, or else as many as a comfortable one
/// takes.
pub fn compose(
    record: &ExamRecord,
    issuance: &Issuance,
    settings: &PdfSettings,
    typesetter: &Typesetter,
    code: Option<&Matrix>,
) -> Vec<Vec<Mark>> {
    let set = |(size, padding)| pages(record, issuance, settings, typesetter, code, &rows_of(size, padding));
    let mut pages =
        DENSITIES.into_iter().map(set).find(|pages| pages.len() == 1).unwrap_or_else(|| set(DENSITIES[1]));
    run_along(&mut pages, record, issuance, settings, typesetter);
    pages
}

fn rows_of(size: f32, padding: f32) -> RowStyle {
    RowStyle {
        header: style(size - 1.3, Weight::Bold, Ink::Accent),
        main: style(size, Weight::Regular, Ink::Black),
        part: style(size - 1.2, Weight::Regular, Ink::Grey),
        total: style(size, Weight::Bold, Ink::Black),
        padding,
    }
}

fn pages(
    record: &ExamRecord,
    issuance: &Issuance,
    settings: &PdfSettings,
    typesetter: &Typesetter,
    code: Option<&Matrix>,
    rows: &RowStyle,
) -> Vec<Vec<Mark>> {
    let mut page = Composer::new();
    let width = page.width();
    page.place(letterhead(settings, typesetter, &width));
    page.leave(16.0);
    page.place(exam(record, typesetter, &width));
    page.leave(12.0);
    page.open(Tag::Section);
    page.place(candidate(record, typesetter, &width));
    page.close();
    page.leave(10.0);
    page.open(Tag::Section);
    page.place(outcome(record, typesetter, &width));
    page.close();
    page.leave(12.0);
    page.open(Tag::Section);
    page.place(heading("Notes obtenues", typesetter, &width));
    page.leave(2.0);
    marks(record).compose(&mut page, typesetter, rows);
    page.close();
    page.leave(8.0);
    page.place(typesetter.text(Tag::Paragraph, &deliberation(record), TEXT, &width, Align::Start));
    let verification = verification(issuance, settings, typesetter, code, &width);
    page.leave(10.0);
    page.push_to_bottom(verification.height);
    page.open(Tag::Section);
    page.place(verification);
    page.close();
    page.finish()
}

fn heading(text: &str, typesetter: &Typesetter, width: &Range<f32>) -> Strip {
    typesetter.text(Tag::H2(text.to_owned()), text, HEADING, width, Align::Start)
}

fn letterhead(settings: &PdfSettings, typesetter: &Typesetter, width: &Range<f32>) -> Strip {
    let issuer = |within: &Range<f32>| {
        typesetter.text(Tag::Paragraph, &settings.issuer_name, ISSUER, within, Align::Start)
    };
    let mut head = match &settings.emblem {
        Some(emblem) => {
            let description = format!("Emblème : {}", settings.issuer_name);
            beside_picture(emblem, &description, EMBLEM, width, issuer)
        }
        None => issuer(width),
    };
    if settings.is_sandbox {
        let specimen = typesetter.text(Tag::Paragraph, SPECIMEN, SMALL, width, Align::End);
        let down = (head.height - specimen.height) / 2.0;
        head.embed(specimen, 0.0, down);
    }
    head.leave(5.0);
    let below = head.height;
    head.rule(width, below, 1.4, Ink::Accent);
    head
}

fn exam(record: &ExamRecord, typesetter: &Typesetter, width: &Range<f32>) -> Strip {
    let exam = &record.exam;
    let title = "Relevé de notes";
    let mut parts = vec![
        typesetter.text(Tag::H1(title.to_owned()), title, TITLE, width, Align::Start),
        typesetter.text(Tag::Paragraph, &exam.label, EXAM, width, Align::Start),
    ];
    parts.extend(
        wording::speciality(exam)
            .map(|text| typesetter.text(Tag::Paragraph, &text, TEXT, width, Align::Start)),
    );
    let circumstances = [Some(wording::session(exam)), Some(wording::route(exam.route).to_owned())]
        .into_iter()
        .chain([exam.region.clone().map(|region| format!("région {region}")), exam.rncp.clone()])
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    parts.push(typesetter.text(Tag::Paragraph, &circumstances, TEXT, width, Align::Start));
    stack(parts, 1.0)
}

fn fact(label: &'static str, value: impl Into<String>, share: f32) -> Fact {
    Fact { label, value: value.into(), share }
}

/// Rows of facts in one list.
fn list(rows: Vec<Strip>) -> Strip {
    let mut whole = Strip::default();
    whole.open(Tag::List);
    whole.embed(stack(rows, 6.0), 0.0, 0.0);
    whole.close();
    whole
}

fn candidate(record: &ExamRecord, typesetter: &Typesetter, width: &Range<f32>) -> Strip {
    let candidate = &record.candidate;
    let school = &record.exam.school;
    let place = school.commune.as_ref().map(|commune| format!(", {commune}")).unwrap_or_default();
    let mut names = vec![fact("Nom de naissance", &candidate.birth_name, 2.0)];
    names.extend(candidate.usage_name.as_ref().map(|name| fact("Nom d’usage", name, 1.6)));
    names.push(fact("Prénoms", candidate.given_names.join(", "), 2.4));
    names.push(fact(wording::born(candidate.gender), wording::birthdate(candidate.birthdate), 1.5));
    let school =
        vec![fact("Établissement", format!("{}{place} ({})", school.name, school.uai.as_str()), 1.0)];
    let rows = vec![typesetter.facts(&names, FACTS, width), typesetter.facts(&school, FACTS, width)];
    stack([heading(wording::candidate(candidate.gender), typesetter, width), list(rows)], 3.0)
}

fn outcome(record: &ExamRecord, typesetter: &Typesetter, width: &Range<f32>) -> Strip {
    let gender = record.candidate.gender;
    let mut facts = vec![fact("Décision du jury", wording::decision(record.decision, gender), 2.2)];
    facts.extend(record.mention.map(|mention| fact("Mention", wording::mention(mention), 1.6)));
    let average = record.totals.as_ref().and_then(|totals| totals.average.as_ref());
    facts.extend(average.map(|average| fact("Moyenne", format!("{} / 20", figure(average)), 1.3)));
    facts.extend(record.ects.map(|ects| fact("Crédits européens", format!("{ects} ECTS"), 1.2)));
    let inside = width.start + 12.0..width.end - 12.0;
    let content = stack(
        [heading("Résultat", typesetter, &inside), list(vec![typesetter.facts(&facts, DECISION, &inside)])],
        3.0,
    );
    panel(content, width, 9.0)
}

fn figure(decimal: &Decimal) -> String {
    wording::decimal(decimal.as_str())
}

fn marks(record: &ExamRecord) -> Table {
    let column = |title, width, align| Column { title, width, align, names_the_row: false };
    let mut columns = vec![
        Column { title: "Épreuve", width: None, align: Align::Start, names_the_row: true },
        column("Évaluation", Some(54.0), Align::Start),
        column("Coef.", Some(36.0), Align::End),
        column("Note sur 20", Some(58.0), Align::End),
        column("Points", Some(48.0), Align::End),
        column("Observations", Some(98.0), Align::Start),
    ];
    let mut rows = Vec::new();
    for assessment in &record.assessments {
        rows.push(row(assessment, RowKind::Main, record));
        rows.extend(assessment.components.iter().map(|part| row(part, RowKind::Part, record)));
    }
    if let Some(totals) = &record.totals {
        let text = |value: &Option<Decimal>| value.as_ref().map(figure).unwrap_or_default();
        let cells = vec![
            "Total et moyenne".to_owned(),
            String::new(),
            text(&totals.coefficients),
            text(&totals.average),
            text(&totals.points),
            String::new(),
        ];
        rows.push(Row { kind: RowKind::Total, cells });
    }
    // Where there is nothing to observe, the names of the épreuves have the room.
    if rows.iter().all(|row| row.cells.last().is_none_or(String::is_empty)) {
        columns.pop();
        rows.iter_mut().for_each(|row| drop(row.cells.pop()));
    }
    let summary =
        "Notes obtenues, une ligne par épreuve ; les parties d’une épreuve suivent son total.".to_owned();
    Table { summary, columns, rows }
}

fn row(assessment: &Assessment, kind: RowKind, record: &ExamRecord) -> Row {
    let text = |value: &Option<Decimal>| value.as_ref().map(figure).unwrap_or_default();
    let note = assessment.note.as_ref().map(|note| wording::decimal(note.as_str()));
    let cells = vec![
        format!("{}\u{A0}– {}", assessment.code, assessment.label),
        wording::evaluation(assessment.evaluation).to_owned(),
        text(&assessment.coefficient),
        note.unwrap_or_else(|| "–".to_owned()),
        text(&assessment.points),
        wording::remark(assessment, record.candidate.gender),
    ];
    Row { kind, cells }
}

fn deliberation(record: &ExamRecord) -> String {
    let optional = if record.assessments.iter().any(|assessment| assessment.is_optional) {
        " D’une épreuve facultative, seuls comptent les points au-dessus de 10."
    } else {
        ""
    };
    let corrected = if record.version > 1 { " Ce relevé remplace toute version antérieure." } else { "" };
    format!("Délibération du jury le {}.{optional}{corrected}", wording::date(record.deliberated_on))
}

fn verification(
    issuance: &Issuance,
    settings: &PdfSettings,
    typesetter: &Typesetter,
    code: Option<&Matrix>,
    width: &Range<f32>,
) -> Strip {
    const SIDE: f32 = 84.0;
    let address = verification_address(&settings.public_url, &issuance.code);
    let left = width.start + 12.0;
    let beside = code.map_or(0.0, |code| code.side() + 16.0);
    let inside = left + SIDE + 16.0..width.end - 12.0 - beside;
    let paris = jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
    let issued_on = wording::date(issuance.issued_at.to_zoned(paris).date());
    let text = stack(
        [
            heading("Vérifier ce relevé", typesetter, &inside),
            typesetter.text(Tag::Paragraph, &issuance.code.to_string(), CODE, &inside, Align::Start),
            typesetter.link(&address, style(9.0, Weight::Regular, Ink::Accent), &inside),
            typesetter.text(
                Tag::Paragraph,
                &format!("Relevé délivré le {issued_on}. {NOTES}"),
                SMALL,
                &inside,
                Align::Start,
            ),
        ],
        2.0,
    );
    let description = format!("Code QR qui mène à la vérification de ce relevé : {address}");
    let mut content = beside_code(&address, &description, SIDE, left, text);
    if let Some(code) = code {
        content = before_matrix(content, code, TWO_D_DOC, width.end - 12.0);
    }
    panel(content, width, 9.0)
}

/// What stands above and below every page, for the eye: the same is said in the pages themselves.
fn run_along(
    pages: &mut [Vec<Mark>],
    record: &ExamRecord,
    issuance: &Issuance,
    settings: &PdfSettings,
    typesetter: &Typesetter,
) {
    let width = Composer::new().width();
    let count = pages.len();
    let candidate = &record.candidate;
    let who = format!("{} {}", candidate.given_names.join(" "), candidate.birth_name);
    for (index, page) in pages.iter_mut().enumerate() {
        let specimen = if settings.is_sandbox { " · SPÉCIMEN" } else { "" };
        let number = format!("page {} sur {count}", index + 1);
        let left = format!("{}{specimen}", issuance.code);
        let footer = typesetter.ornament(&left, SMALL, &width, Align::Start);
        let number = typesetter.ornament(&number, SMALL, &width, Align::End);
        for strip in [footer, number] {
            page.extend(strip.marks.into_iter().map(|mark| mark.moved(0.0, PAPER.1 - 36.0)));
        }
        if index > 0 {
            let lines = typesetter.lines(&format!("Relevé de notes – {who}"), SMALL, width.end - width.start);
            let mut header = Strip::default();
            header.write(&lines[..1.min(lines.len())], SMALL, &width, 0.0, Align::Start);
            page.splice(0..0, header.for_the_eye().marks.into_iter().map(|mark| mark.moved(0.0, 42.0)));
        }
    }
}
