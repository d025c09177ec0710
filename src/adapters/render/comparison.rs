//! What was sealed, beside what the page of the transcript must say: for whoever holds the two against
//! each other.

use super::pdf::wording;
use crate::domain::decimal::Decimal;
use crate::domain::exam_record::Assessment;
use crate::domain::transcript::Transcript;

/// One fact.
pub struct Line {
    /// Its place in the data.
    pub fact: String,
    /// As sealed.
    pub sealed: String,
    /// As it must stand on the page.
    pub printed: String,
}

fn line(fact: impl Into<String>, sealed: impl Into<String>, printed: impl Into<String>) -> Line {
    Line { fact: fact.into(), sealed: sealed.into(), printed: printed.into() }
}

/// Every fact of a transcript, in the order of the page.
pub fn lines(transcript: &Transcript) -> Vec<Line> {
    let Transcript { exam, gender, .. } = transcript;
    let mut lines = vec![
        line("examen.libelle", &exam.label, &exam.label),
        line("examen.session", exam.session.to_string(), wording::session(exam)),
        line("candidat.nomNaissance", &transcript.birth_name, &transcript.birth_name),
        line("candidat.prenoms", transcript.given_names.join(", "), transcript.given_names.join(", ")),
        line(
            "candidat.dateNaissance",
            transcript.birthdate.to_string(),
            format!("{} {}", wording::born(*gender), wording::birthdate(transcript.birthdate)),
        ),
        line("examen.etablissement.nom", &exam.school.name, &exam.school.name),
        line("decision", transcript.decision.code(), wording::decision(transcript.decision, *gender)),
    ];
    if let Some(speciality) = wording::speciality(exam) {
        lines.insert(1, line("examen.specialite", exam.speciality.clone().unwrap_or_default(), speciality));
    }
    if let Some(name) = &transcript.usage_name {
        lines.push(line("candidat.nomUsage", name, name));
    }
    if let Some(mention) = transcript.mention {
        lines.push(line("mention", mention.code(), wording::mention(mention)));
    }
    for assessment in &transcript.assessments {
        lines.push(mark(assessment, transcript));
        lines.extend(assessment.components.iter().map(|part| mark(part, transcript)));
    }
    if let Some(totals) = &transcript.totals {
        let figures = [
            ("totaux.coefficients", &totals.coefficients),
            ("totaux.moyenne", &totals.average),
            ("totaux.points", &totals.points),
        ];
        lines.extend(figures.into_iter().filter_map(|(fact, value)| {
            let value = value.as_ref()?.as_str();
            Some(line(fact, value, wording::decimal(value)))
        }));
    }
    if let Some(ects) = transcript.ects {
        lines.push(line("ects", ects.to_string(), format!("{ects} ECTS")));
    }
    let deliberated_on = transcript.deliberated_on;
    lines.push(line("dateDeliberation", deliberated_on.to_string(), wording::date(deliberated_on)));
    lines.push(line("emission.code", transcript.code.to_string(), transcript.code.to_string()));
    lines
}

/// Mark, coefficient and points of one épreuve: what a forger would change.
fn mark(assessment: &Assessment, transcript: &Transcript) -> Line {
    let figure = |value: &Option<Decimal>| value.as_ref().map(|value| value.as_str().to_owned());
    let note = assessment.note.as_ref().map(|note| note.as_str().to_owned());
    let sealed = [
        Some(assessment.standing.code().to_owned()),
        note.clone(),
        figure(&assessment.coefficient).map(|coefficient| format!("coef. {coefficient}")),
        figure(&assessment.points).map(|points| format!("{points} points")),
    ];
    let sealed = sealed.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let remark = wording::remark(assessment, transcript.gender);
    let printed = [
        Some(format!("{} – {}", assessment.code, assessment.label)),
        figure(&assessment.coefficient).map(|coefficient| wording::decimal(&coefficient)),
        Some(note.map_or_else(|| "–".to_owned(), |note| wording::decimal(&note))),
        figure(&assessment.points).map(|points| wording::decimal(&points)),
        (!remark.is_empty()).then_some(remark),
    ];
    let printed = printed.into_iter().flatten().collect::<Vec<_>>().join(" | ");
    line(format!("epreuves {}", assessment.code), sealed, printed)
}
