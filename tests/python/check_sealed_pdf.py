"""What other people's tools say of a sealed transcript.

    check_sealed_pdf.py ROOT.pem[,ROOT.pem] FILE.pdf...

Files whose name begins with "stamped" must bear a time stamp.

Prints one line a file and ends with status 1 when a file is not what it must be.
"""

import subprocess
import sys
from pathlib import Path

import outloud
import pdfua
import pikepdf

PYHANKO = Path(sys.executable).with_name("pyhanko")


def properties(file):
    """PDF/A-3a, PDF/UA-1 and the seal's own marks, read with pikepdf."""
    with pikepdf.open(file) as pdf:
        root = pdf.Root
        with pdf.open_metadata() as metadata:
            yield "PDF/A part 3", metadata.get("pdfaid:part") == "3"
            yield "PDF/A conformance A", metadata.get("pdfaid:conformance") == "A"
            yield "PDF/UA-1", metadata.get("pdfuaid:part") == "1"
            yield "a title", bool(metadata.get("dc:title"))
        yield "an output intent", len(root.OutputIntents) == 1
        yield "tagged", bool(root.MarkInfo.Marked)
        yield "in French", str(root.Lang).startswith("fr")
        yield "its title shown", bool(root.ViewerPreferences.DisplayDocTitle)
        yield "bookmarks", len(bookmarks(root.Outlines)) >= 3
        yield "the data attached", [str(file.AFRelationship) for file in root.AF] == ["/Data"]
        yield "certified, no change allowed", int(root.Perms.DocMDP.Reference[0].TransformParams.P) == 1
        yield "nothing else in /Perms", list(root.Perms.keys()) == ["/DocMDP"]
        yield "no action", "/OpenAction" not in root and "/AA" not in root
        yield "not encrypted", not pdf.is_encrypted
        yield "the seal in the tag tree", any(is_form(kid) for kid in root.StructTreeRoot.K[0].K)
        yield "the data named", str(root.AF[0].UF) == "releve.json"
        yield "the data's kind", str(root.AF[0].EF.F.Subtype) == "/application/json"
        yield from structure(root.StructTreeRoot)
        yield "every font embedded", all(is_embedded(font) for font in fonts(pdf))
        for page in pdf.pages:
            yield "tab order", str(page.get("/Tabs", "/S")) == "/S"


def bookmarks(outlines):
    """The titles below the first bookmark, which is the document's own."""
    found, item = [], outlines.First.get("/First")
    while item is not None:
        found.append(str(item.Title))
        item = item.get("/Next")
    return found


def elements(element):
    """Every structure element from here down, in reading order."""
    if isinstance(element, pikepdf.Array):
        for kid in element:
            yield from elements(kid)
    elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
        yield element
        if "/K" in element:
            yield from elements(element.K)


def children(element, *kinds):
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and str(kid.get("/S", "")) in kinds]


def scope(cell):
    attributes = cell.get("/A")
    attributes = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return [str(a.Scope) for a in attributes if isinstance(a, pikepdf.Dictionary) and "/Scope" in a]


def structure(tree):
    """Headings, the table with the headers of its columns and rows, links and figures."""
    every = list(elements(tree.K))
    kinds = [str(element.S) for element in every]
    yield "one title", kinds.count("/H1") == 1
    yield "headings", kinds.count("/H2") >= 3
    yield "one table", kinds.count("/Table") == 1
    table = every[kinds.index("/Table")]
    head, body = children(table, "/THead"), children(table, "/TBody")
    yield "one head and one body", len(head) == len(body) == 1
    headers = children(head[0], "/TR")[0]
    columns = len(children(headers, "/TH"))
    yield "headers of columns", [scope(cell) for cell in children(headers, "/TH")] == [["/Column"]] * columns
    rows = [row for part in body + children(table, "/TFoot") for row in children(part, "/TR")]
    yield "a cell for each column", all(len(children(row, "/TH", "/TD")) == columns for row in rows)
    yield "headers of rows", all([scope(cell) for cell in children(row, "/TH")] == [["/Row"]] for row in rows)
    yield "links", "/Link" in kinds
    yield "figures described", all("/Alt" in e for e, kind in zip(every, kinds) if kind == "/Figure")


def fonts(pdf):
    for page in pdf.pages:
        yield from dict(page.Resources.get("/Font", {})).values()


def is_embedded(font):
    descendant = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    return "/ToUnicode" in font and any(k.startswith("/FontFile") for k in descendant.FontDescriptor.keys())


def readers(file):
    """What two checkers of PDF/UA-1 find; neither knows every rule, veraPDF would."""
    found = outloud.check(file)
    for finding in found.findings:
        if finding.severity == "error":
            yield f"outloud: {finding.rule} {finding.message} {finding.evidence or ''}"
    yield from (f"pdfua: {finding.rule_id} {finding.message}" for finding in pdfua.validate(file).findings)


def is_form(element):
    return isinstance(element, pikepdf.Dictionary) and str(element.get("/S", "")) == "/Form"


def verdict(root, file):
    """What pyHanko says with our root as the only one it trusts."""
    command = [str(PYHANKO), "sign", "validate", "--pretty-print", "--trust-replace", "--no-revocation-check"]
    command += [part for path in root.split(",") for part in ("--trust", path)] + [file]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def main(root, files):
    bad = 0
    for file in files:
        wrong = [name for name, holds in properties(file) if not holds]
        wrong += readers(file)
        report = verdict(root, file)
        said = report.stdout + report.stderr
        wanted = ["judged VALID", "covers the entire file", "signer's certificate is trusted"]
        if Path(file).name.startswith("stamped"):
            wanted += ["The TSA certificate is trusted", "The timestamp token is cryptographically sound"]
        for words in wanted:
            if words not in " ".join(said.split()):
                wrong.append(f"pyHanko does not say «{words}»: {said}")
        print(f"{Path(file).name}: {'; '.join(wrong) or 'good'}")
        bad += bool(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
