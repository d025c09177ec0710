"""What programs and people make of a genuine transcript, in FOLDER: rewritten, sealed again.

    tamper_with_pdf.py FOLDER

Reads genuine.pdf, chain.pem and key.pem of that folder; even a second seal by the same key is no
original.
"""

import sys
from pathlib import Path

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter


def main(folder):
    folder = Path(folder)
    chain = folder.joinpath("chain.pem").read_text().split("-----BEGIN")
    folder.joinpath("leaf.pem").write_text("-----BEGIN" + chain[1])
    folder.joinpath("rest.pem").write_text("-----BEGIN" + chain[2])
    with pikepdf.open(folder / "genuine.pdf") as pdf:
        pdf.save(folder / "rewritten.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    signer = signers.SimpleSigner.load(
        folder / "key.pem", folder / "leaf.pem", ca_chain_files=[folder / "rest.pem"], key_passphrase=None
    )
    # Whoever forges a seal does not ask whether it is allowed.
    signers.PdfSigner._enforce_certification_constraints = lambda *_: None
    meta = signers.PdfSignatureMetadata(field_name="Second", subfilter=SigSeedSubFilter.PADES)
    for source, target in [("genuine.pdf", "second-seal.pdf"), ("rewritten.pdf", "second-seal-only.pdf")]:
        with open(folder / source, "rb") as original, open(folder / target, "wb") as out:
            writer = IncrementalPdfFileWriter(original, strict=False)
            signers.PdfSigner(meta, signer).sign_pdf(writer, output=out, existing_fields_only=False)


if __name__ == "__main__":
    main(sys.argv[1])
