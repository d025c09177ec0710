"""Reads the 2D-Doc of a PDF as a scanner would, and checks its signature.

    read_two_d_doc.py FILE.pdf CERTIFICATE.pem

Prints header and fields as JSON and ends with status 1 when there is no code or its signature is wrong. Own
small reader of reference: the text is split at the separators, sizes of fixed fields as specified for type B0.
"""

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import zxingcpp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509 import load_pem_x509_certificate
from PIL import Image

GROUP, RECORD, UNIT = "\x1d", "\x1e", "\x1f"
FIXED = {"B6": 1, "B7": 8, "B9": 2, "BD": 1, "BG": 2, "BA": 1, "BF": 3, "BE": 3}

# The two kinds a page of ours carries. A Codabar needs no check character: looked for as well, random bars of
# a code read across make one now and then.
KINDS = [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode]


def scanned(file):
    """Every square code on its pages by its kind, at 300 dots an inch."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "300", "-png", file, Path(folder, "page")], check=True)
        pages = [Image.open(page) for page in sorted(Path(folder).iterdir())]
        found = [code for page in pages for code in zxingcpp.read_barcodes(page, formats=KINDS)]
    return {str(code.format): code.bytes for code in found}


def fields(message):
    found, at = {}, 0
    while at < len(message):
        name, at = message[at : at + 2], at + 2
        if name in FIXED:
            found[name], at = message[at : at + FIXED[name]], at + FIXED[name]
            continue
        end = min((message.find(c, at) for c in (GROUP, RECORD) if message.find(c, at) >= 0), default=len(message))
        found[name], at = message[at:end], end + 1
    return found


def is_signed(text, signature, certificate):
    raw = base64.b32decode(signature + "=" * (-len(signature) % 8))
    number = lambda part: int.from_bytes(part, "big")
    der = utils.encode_dss_signature(number(raw[:32]), number(raw[32:]))
    try:
        certificate.public_key().verify(der, text.encode("ascii"), ec.ECDSA(hashes.SHA256()))
        return len(raw) == 64
    except InvalidSignature:
        return False


def main(file, certificate):
    codes = scanned(file)
    matrix = next((value for kind, value in codes.items() if "Matrix" in kind), None)
    if matrix is None:
        print(json.dumps({"codes": sorted(codes)}))
        return 1
    text, signature = matrix.decode("ascii").split(UNIT)
    certificate = load_pem_x509_certificate(Path(certificate).read_bytes())
    forged = text.replace("B6", "B6X", 1)
    good = is_signed(text, signature, certificate) and not is_signed(forged, signature, certificate)
    print(json.dumps({"header": text[:26], "fields": fields(text[26:]), "codes": sorted(codes)}))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
