"""What other people's tools say of a sealed transcript.

    check_sealed_pdf.py ROOT.pem FILE.pdf...

Prints one line a file and ends with status 1 when a file is not what it must be.
"""

import subprocess
import sys
from pathlib import Path

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
        yield "bookmarks", "/Outlines" in root
        yield "the data attached", [str(file.AFRelationship) for file in root.AF] == ["/Data"]
        yield "certified, no change allowed", int(root.Perms.DocMDP.Reference[0].TransformParams.P) == 1
        yield "nothing else in /Perms", list(root.Perms.keys()) == ["/DocMDP"]
        yield "no action", "/OpenAction" not in root and "/AA" not in root
        yield "not encrypted", not pdf.is_encrypted
        yield "the seal in the tag tree", any(is_form(kid) for kid in root.StructTreeRoot.K[0].K)
        for page in pdf.pages:
            yield "tab order", str(page.get("/Tabs", "/S")) == "/S"


def is_form(element):
    return isinstance(element, pikepdf.Dictionary) and str(element.get("/S", "")) == "/Form"


def verdict(root, file):
    """What pyHanko says with our root as the only one it trusts."""
    command = [str(PYHANKO), "sign", "validate", "--pretty-print", "--trust", root, "--trust-replace"]
    command += ["--no-revocation-check", file]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def main(root, files):
    bad = 0
    for file in files:
        wrong = [name for name, holds in properties(file) if not holds]
        report = verdict(root, file)
        said = report.stdout + report.stderr
        for words in ("judged VALID", "covers the entire file", "signer's certificate is trusted"):
            if words not in " ".join(said.split()):
                wrong.append(f"pyHanko does not say «{words}»: {said}")
        print(f"{Path(file).name}: {'; '.join(wrong) or 'good'}")
        bad += bool(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
