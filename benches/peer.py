"""The same document by WeasyPrint and pyHanko: what the bench of sealed PDFs is held against.

    python3 -m venv VENV && VENV/bin/pip install weasyprint==70.0 pyhanko==0.38.0
    VENV/bin/python benches/peer.py P256|RSA RECORD.json CHAIN.pem KEY.pem [ROUNDS]

One process, warmed up; fonts and signer are loaded once. It does less than we do: WeasyPrint takes one
standard (PDF/A-3a, not PDF/UA-1 beside it) and pyHanko adds no element to the tag tree.
"""

import html
import io
import json
import sys
import time
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

STYLE = """
@font-face { font-family: Lato; src: url(assets/fonts/lato/Lato-Regular.ttf) }
@font-face { font-family: Lato; font-weight: bold; src: url(assets/fonts/lato/Lato-Bold.ttf) }
@page { size: A4; margin: 15mm 18mm }
body { font: 9.5pt Lato } h1 { font-size: 23pt } h2 { font-size: 10.5pt; color: #1b4d3a }
table { width: 100%; border-collapse: collapse } td, th { text-align: left; border-bottom: .5pt solid #c8d0cb; padding: 3pt }
.panel { background: #eff4f0; padding: 9pt }
"""


def page(record):
    text = lambda value: html.escape(str(value or ""))
    exam, candidate = record["examen"], record["candidat"]
    rows = []
    for one in record["epreuves"]:
        for part in [one, *(one.get("composantes") or [])]:
            cells = [part.get(key) for key in ("evaluation", "coefficient", "note", "points", "statut")]
            rows.append(
                f"<tr><th scope=row>{text(part['code'])} – {text(part['libelle'])}</th>"
                + "".join(f"<td>{text(cell)}</td>" for cell in cells)
                + "</tr>"
            )
    return f"""<!doctype html><html lang=fr><title>Relevé de notes</title><style>{STYLE}</style>
<p><b>Ministère chargé de l’agriculture</b></p><h1>Relevé de notes</h1><p><b>{text(exam['libelle'])}</b></p>
<p>{text(exam.get('specialite'))}</p><h2>Candidat</h2><p>{text(candidate['nomNaissance'])} {text(candidate['prenoms'])}
{text(candidate['dateNaissance'])}</p><div class=panel><h2>Résultat</h2><p>{text(record['decision'])}</p></div>
<h2>Notes obtenues</h2><table><thead><tr><th>Épreuve<th>Évaluation<th>Coef.<th>Note<th>Points<th>Observations</tr></thead>
<tbody>{''.join(rows)}</tbody></table><div class=panel><h2>Vérifier ce relevé</h2><p>CMCD-AXQ9-AGP4-QWWX
<a href="https://releves.example.org/v/CMCD-AXQ9-AGP4-QWWX">https://releves.example.org/v/CMCD-AXQ9-AGP4-QWWX</a></p></div>"""


def main(kind, record, chain, key, rounds=20):
    record = json.loads(Path(record).read_text(encoding="utf-8"))
    fonts = FontConfiguration()
    signer = signers.SimpleSigner.load(key, chain, ca_chain_files=[chain])
    metadata = signers.PdfSignatureMetadata(
        field_name="Cachet", subfilter=fields.SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES, md_algorithm="sha256",
    )
    data = json.dumps(record).encode()
    spent = {"render": 0.0, "sign": 0.0}
    for number in range(int(rounds) + 2):
        begun = time.process_time()
        attachment = Attachment(string=data, name="releve.json", relationship="Data")
        document = HTML(string=page(record), base_url=str(Path.cwd()) + "/")
        pdf = document.write_pdf(font_config=fonts, pdf_variant="pdf/a-3a", attachments=[attachment], pdf_tags=True)
        rendered = time.process_time()
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signers.sign_pdf(writer, metadata, signer=signer)
        done = time.process_time()
        if number >= 2:
            spent["render"] += rendered - begun
            spent["sign"] += done - rendered
    each = {name: 1000 * seconds / int(rounds) for name, seconds in spent.items()}
    print(f"{kind}: {sum(each.values()):.1f} ms of CPU a document ({each['render']:.1f} render, {each['sign']:.1f} sign)")


if __name__ == "__main__":
    main(*sys.argv[1:])
