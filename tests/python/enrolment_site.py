"""An enrolment site written with Authlib. Settings come as one line of JSON on standard input; it prints where
to send the browser, reads where the browser came back, and prints what it fetched."""

import json
import os
import sys

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # The service of the tests is on this machine.

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey
from jwcrypto import jwk, jws

settings = json.loads(sys.stdin.readline())
metadata = requests.get(settings["issuer"] + "/.well-known/oauth-authorization-server", timeout=10).json()
assert metadata["issuer"] == settings["issuer"]

method = settings["method"]
session = OAuth2Session(
    settings["client_id"],
    settings.get("client_secret") or ECKey.import_key(settings["private_key"]),
    token_endpoint_auth_method=method,
    revocation_endpoint_auth_method=method,
    scope=settings["scope"],
    redirect_uri=settings["redirect_uri"],
    code_challenge_method="S256",
)
if method == "private_key_jwt":
    session.register_client_auth_method(
        PrivateKeyJWT(metadata["token_endpoint"], alg="ES256", headers={"kid": settings["kid"]})
    )
verifier = generate_token(48)
authorize, state = session.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier)
print(json.dumps({"authorize": authorize}), flush=True)

token = session.fetch_token(
    metadata["token_endpoint"],
    authorization_response=sys.stdin.readline().strip(),
    code_verifier=verifier,
    state=state,
)
api = settings["issuer"] + "/api/v1/releves"
releves = session.get(api).json()["releves"]
address = f"{api}/{releves[0]['id']}"
transcript = session.get(address).json()
envelope = session.get(address, headers={"Accept": "application/jwt"}).text

keys = jwk.JWKSet.from_json(requests.get(metadata["jwks_uri"], timeout=10).text)


def verified(compact):
    token = jws.JWS()
    # A seal carries its certificates in the header, which makes it longer than most.
    token.deserialize(compact)
    token.allowed_algs = ["ES256"]
    token.verify(keys.get_key(token.jose_header["kid"]))
    return json.loads(token.payload)


claims = verified(envelope)
assert claims["iss"] == settings["issuer"] and claims["aud"] == settings["client_id"]
sealed = verified(claims["sceau"])

session.revoke_token(metadata["revocation_endpoint"], token=token["access_token"])
after = requests.get(api, headers={"Authorization": "Bearer " + token["access_token"]}, timeout=10).status_code
print(json.dumps({"scope": token["scope"], "transcript": transcript, "sealed": sealed, "after": after}), flush=True)
