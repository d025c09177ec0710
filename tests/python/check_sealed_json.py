"""What a stock JOSE library says of sealed transcripts.

    check_sealed_json.py ROOT.pem JWKS.json SCHEMA.json ANSWER.json

ANSWER.json is an answer of a transcript API. Prints one line a transcript and ends with status 1 when one is
not what it must be.
"""

import base64
import json
import sys
from pathlib import Path

import jsonschema
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS, InvalidJWSSignature

MEMBERS = ["alg", "kid", "typ", "x5c", "x5t#S256"]


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def chain(header, root):
    """The certificates of the header, each signed by the next, the last by the root."""
    certificates = [x509.load_der_x509_certificate(base64.b64decode(text)) for text in header["x5c"]]
    for certificate, issuer in zip(certificates, [*certificates[1:], root], strict=True):
        certificate.verify_directly_issued_by(issuer)
    return certificates


def verified(token, key):
    seen = JWS()
    seen.allowed_algs = ["ES256"]
    seen.deserialize(token, key)
    return seen


def wrong(transcript, root, keys):
    """What is wrong with one transcript."""
    token = transcript["jws"]
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    key = keys[header["kid"]]
    sealed = verified(token, key)
    if sorted(sealed.jose_header) != MEMBERS:
        yield f"header members {sorted(sealed.jose_header)}"
    if header["typ"] != "releve+jws":
        yield "typ"
    if header["kid"] != key.thumbprint():
        yield "kid is not the RFC 7638 thumbprint"
    leaf = chain(header, root)[0]
    if header["x5t#S256"] != base64url(leaf.fingerprint(hashes.SHA256())):
        yield "x5t#S256"
    if leaf.public_key() != key.get_op_key("verify"):
        yield "the leaf bears another key"
    if json.loads(sealed.payload) != transcript["releve"]:
        yield "the seal covers something else"
    if transcript["releve"]["emission"]["id"] != transcript["id"]:
        yield "another issuance"
    yield from tampered(token, key)


def tampered(token, key):
    """Changed tokens that verify all the same."""
    header, payload, signature = token.split(".")
    forged = base64url(json.dumps({"decision": "ADMIS"}).encode())
    for text in (f"{header}.{forged}.{signature}", f"{header}.{payload}.{signature[:-4]}AAAA"):
        try:
            verified(text, key)
        except InvalidJWSSignature:
            continue
        yield "a changed token verifies"


def main(root, jwks, schema, answer):
    root = x509.load_pem_x509_certificate(Path(root).read_bytes())
    keys = {key["kid"]: JWK(**key) for key in json.loads(Path(jwks).read_text())["keys"]}
    answer = json.loads(Path(answer).read_text())
    schema = json.loads(Path(schema).read_text())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    bad = 0
    for error in validator.iter_errors(answer):
        print(f"schema: {error.json_path}: {error.message}")
        bad += 1
    for transcript in answer["releves"]:
        found = list(wrong(transcript, root, keys))
        print(f"{transcript['id']}: {'; '.join(found) or 'good'}")
        bad += bool(found)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
