"""The same documents by WeasyPrint and pyHanko: what the bench of sealed PDFs is held against.

    python3 -m venv VENV && VENV/bin/pip install weasyprint==70.0 pyhanko==0.38.0 segno==1.6.6
    MON_RELEVE_PEER=VENV/bin/python cargo bench --bench sealed_pdf

The bench gives it a folder: `documents.ndjson`, the data that ours attaches to each PDF, and of each kind of key
`KIND.chain.pem` and `KIND.key.pem`. It prints, for each kind, the milliseconds of CPU that one document took: drawn,
sealed. One process, warmed up; fonts and signers are loaded once, every document is drawn once.

The words, blocks, typeface, QR, attachment and bookmarks are those of ours. It does less: WeasyPrint takes one standard
(PDF/A-3a, not PDF/UA-1 beside it), pyHanko adds no element to the tag tree, and nobody verifies the seal.
"""

import html
import io
import json
import sys
import time
from pathlib import Path

import segno
from pyhanko.keys import load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

WARM_UP = 3
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
GENDERS = {"F": 0, "M": 1}
SESSIONS = {"NORMALE": "Session", "REMPLACEMENT": "Session de remplacement"}
ROUTES = {
    "SCOLAIRE": "Voie scolaire", "APPRENTISSAGE": "Apprentissage", "DISTANCE": "Enseignement à distance",
    "FORMATION_CONTINUE": "Formation professionnelle continue", "INDIVIDUEL": "Candidature individuelle",
}
DECISIONS = {"ADMIS": "Admis", "AJOURNE": "Ajourné", "REFUSE": "Refusé", "ABSENT": "Absent", "ELIMINE": "Éliminé"}
MENTIONS = {"AB": "Assez bien", "B": "Bien", "TB": "Très bien"}
EVALUATIONS = {"TERMINALE": "Terminale", "CCF": "CCF", "CONTROLE_CONTINU": "Continu", "MIXTE": "Mixte"}
NOTES = (
    "Ce relevé est délivré par voie électronique et scellé : son empreinte se vérifie avec tout lecteur de PDF. Une "
    "copie imprimée se vérifie par le code ci-dessus. Il ne tient pas lieu de diplôme. Document à conserver."
)

STYLE = """
@font-face { font-family: Lato; src: url(assets/fonts/lato/Lato-Regular.ttf) }
@font-face { font-family: Lato; font-weight: bold; src: url(assets/fonts/lato/Lato-Bold.ttf) }
@page { size: A4; margin: 42pt 51pt 52pt; font: 8pt Lato; color: #555
        @bottom-right { content: "page " counter(page) " sur " counter(pages) } }
body { font: 9.5pt/1.3 Lato } p, h1, h2, dl, dd { margin: 0 }
header { display: flex; justify-content: space-between; border-bottom: 1.4pt solid #1b4d3a; padding-bottom: 5pt;
         margin-bottom: 16pt }
header b { font-size: 10.5pt; color: #1b4d3a } small, dt { font-size: 8pt; color: #555 }
h1 { font-size: 23pt } h2 { font-size: 10.5pt; color: #1b4d3a } .exam { font: bold 12.5pt Lato }
section { margin-top: 12pt } dl { display: flex; gap: 12pt; margin-bottom: 6pt } dl div { flex: 1 }
dd { font: bold 10.5pt Lato } .panel dd { font-size: 15pt }
table { width: 100%; border-collapse: collapse } th { text-align: left; font-weight: normal }
thead th { font-weight: bold; color: #1b4d3a; white-space: nowrap }
td, th { border-bottom: .5pt solid #c8d0cb; padding: 3pt }
.part th { padding-left: 12pt } .part { font-size: 8.3pt; color: #555; break-before: avoid }
.total th, .total td { font-weight: bold } .number { text-align: right } .panel { background: #eff4f0; padding: 9pt 12pt }
.code { font: bold 13pt Lato } .verify { display: flex; gap: 16pt; break-inside: avoid }
.verify svg { width: 84pt; height: 84pt; flex: none }
"""


def text(value):
    return html.escape(str(value or ""))


def figure(value):
    return text(value).replace(".", ",")


def agree(gender, stem):
    return stem + ("e", "", "(e)")[GENDERS.get(gender, 2)]


def date(value):
    year, month, day = (int(part) for part in value[:10].split("-"))
    return f"{'1er' if day == 1 else day}\u00a0{MONTHS[month - 1]} {year}" if day and month else str(year)


def facts(*rows):
    return "".join(
        "<dl>" + "".join(f"<div><dt>{label}</dt><dd>{value}</dd></div>" for label, value in row if value) + "</dl>"
        for row in rows
    )


def remark(assessment, gender):
    words = {
        "ABSENT": agree(gender, "Absent"), "ABSENT_JUSTIFIE": "Absence justifiée", "DISPENSE": agree(gender, "Dispensé"),
        "NON_NOTEE": "Épreuve non notée", "EXEMPTE": agree(gender, "Exempté"), "CONSERVEE": "Note conservée",
        "FRAUDE": "Annulée pour fraude", "VALIDEE": "Validée sans note",
    }
    optional = "Facultative" if assessment.get("nature") == "FACULTATIVE" else ""
    return " – ".join(filter(None, [words.get(assessment["statut"], ""), optional]))


def row(assessment, kind, gender, is_observed):
    note = figure(assessment["note"]) or "–"
    return (
        f"<tr class={kind}><th scope=row>{text(assessment['code'])}\u00a0– {text(assessment['libelle'])}</th>"
        f"<td>{EVALUATIONS.get(assessment.get('evaluation'), '')}</td><td class=number>{figure(assessment['coefficient'])}</td>"
        f"<td class=number>{note}</td><td class=number>{figure(assessment['points'])}</td>"
        f"{f'<td>{remark(assessment, gender)}</td>' if is_observed else ''}</tr>"
    )


def page(record):
    exam, candidate, issued, totals = (record[part] for part in ("examen", "candidat", "emission", "totaux"))
    gender, totals = candidate["sexe"], totals or {}
    parts = [part for one in record["epreuves"] for part in [one, *one.get("composantes", [])]]
    is_observed = any(remark(part, gender) for part in parts)
    rows = []
    for assessment in record["epreuves"]:
        rows.append(row(assessment, "main", gender, is_observed))
        rows += [row(part, "part", gender, is_observed) for part in assessment.get("composantes") or []]
    if totals:
        rows.append(
            "<tr class=total><th scope=row>Total et moyenne</th><td></td>"
            f"<td class=number>{figure(totals['coefficients'])}</td><td class=number>{figure(totals['moyenne'])}</td>"
            f"<td class=number>{figure(totals['points'])}</td>{'<td></td>' * is_observed}</tr>"
        )
    # As ours does, marks stand closer where there are many.
    size, padding = (9.5, 3.6) if len(rows) < 14 else (8.5, 1.8)
    school, address = exam["etablissement"], issued["urlVerification"]
    circumstances = f"{SESSIONS[exam['typeSession']]}\u00a0{exam['session']} · {ROUTES[exam['modalite']]}"
    if exam["region"]:
        circumstances += f" · région {text(exam['region'])}"
    place = f", {text(school['commune'])}" if school["commune"] else ""
    decided = f"Délibération du jury le {date(record['dateDeliberation'])}."
    if any(part.get("nature") == "FACULTATIVE" for part in record["epreuves"]):
        decided += " D’une épreuve facultative, seuls comptent les points au-dessus de 10."
    if record["version"] > 1:
        decided += " Ce relevé remplace toute version antérieure."
    average = totals.get("moyenne")
    speciality = " – ".join(filter(None, [text(exam["specialite"]), exam["option"] and f"option {text(exam['option'])}"]))
    code = segno.make_qr(address, error="m").svg_inline(scale=2, border=4)
    return f"""<!doctype html><html lang=fr><meta charset=utf-8><meta name=author content="{text(issued['emetteur']['nom'])}">
<title>Relevé de notes – {text(exam['libelle'])}, session {exam['session']}</title>
<style>{STYLE} @page {{ @bottom-left {{ content: "{issued['code']} · SPÉCIMEN" }} }} table {{ font-size: {size}pt }} td, th {{ padding: {padding}pt 3pt }}</style>
<header><b>{text(issued['emetteur']['nom'])}</b><small>SPÉCIMEN – personne et notes fictives, sans valeur</small></header>
<h1>Relevé de notes</h1><p class=exam>{text(exam['libelle'])}</p><p>{speciality}</p>
<p>{circumstances}</p>
<section><h2>{agree(gender, 'Candidat')}</h2>{facts(
    [("Nom de naissance", text(candidate['nomNaissance'])), ("Nom d’usage", text(candidate['nomUsage'])),
     ("Prénoms", text(', '.join(candidate['prenoms']))), (agree(gender, "Né") + " le", date(candidate['dateNaissance']))],
    [("Établissement", f"{text(school['nom'])}{place} ({text(school['uai'])})")])}</section>
<section class=panel><h2>Résultat</h2>{facts(
    [("Décision du jury", agree(gender, DECISIONS.get(record['decision'], ""))), ("Mention", MENTIONS.get(record['mention'], "")),
     ("Moyenne", average and f"{figure(average)} / 20"), ("Crédits européens", record['ects'] and f"{record['ects']} ECTS")])}
</section><section><h2>Notes obtenues</h2>
<table><thead><tr><th scope=col>Épreuve<th scope=col>Évaluation<th scope=col class=number>Coef.
<th scope=col class=number>Note sur 20<th scope=col class=number>Points{'<th scope=col>Observations' * is_observed}</tr></thead>
<tbody>{''.join(rows)}</tbody></table></section>
<p>{decided}</p>
<section class="panel verify">{code}<div><h2>Vérifier ce relevé</h2><p class=code>{issued['code']}</p>
<p><a href="{address}">{address}</a></p><p><small>Relevé délivré le {date(issued['emisLe'])}. {NOTES}</small></p></div>
</section>"""


def draw(document, fonts):
    attachment = Attachment(string=document.encode(), name="releve.json", relationship="Data")
    return HTML(string=page(json.loads(document)), base_url=str(Path.cwd()) + "/").write_pdf(
        font_config=fonts, pdf_variant="pdf/a-3a", attachments=[attachment], pdf_tags=True
    )


def seal(pdf, signer):
    metadata = signers.PdfSignatureMetadata(
        field_name="Cachet", subfilter=fields.SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES, md_algorithm="sha256",
    )
    return signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=signer)


def main(folder):
    folder = Path(folder)
    fonts = FontConfiguration()
    documents = (folder / "documents.ndjson").read_text(encoding="utf-8").splitlines()
    for chain in sorted(folder.glob("*.chain.pem")):
        kind = chain.name.removesuffix(".chain.pem")
        certificate, *issuers = load_certs_from_pemder([str(chain)])
        key = load_private_key_from_pemder(str(folder / f"{kind}.key.pem"), passphrase=None)
        signer = signers.SimpleSigner(certificate, key, SimpleCertificateStore.from_certs(issuers))
        drawn = sealed = 0.0
        for document in documents[:WARM_UP]:
            seal(draw(document, fonts), signer)
        for document in documents:
            begun = time.process_time()
            pdf = draw(document, fonts)
            between = time.process_time()
            seal(pdf, signer)
            drawn, sealed = drawn + between - begun, sealed + time.process_time() - between
        print(kind, *(f"{1000 * seconds / len(documents):.1f}" for seconds in (drawn, sealed)))


if __name__ == "__main__":
    main(*sys.argv[1:])
