"""Python 3: pip install joserfc

python3 verify.py releve.jwt https://releves.example.org your-client-id
"""

import json
import sys
import urllib.request

from joserfc import jws, jwt
from joserfc.jwk import KeySet

file, origin, client_id = sys.argv[1:]
with urllib.request.urlopen(f"{origin}/.well-known/jwks.json") as answer:
    keys = KeySet.import_key_set(json.load(answer))

# The envelope: made for you, and for minutes.
with open(file) as envelope_file:
    envelope = jwt.decode(envelope_file.read(), keys, algorithms=["ES256"])
rules = {"iss": {"value": origin}, "aud": {"value": client_id}, "exp": {}}
rules = {name: {"essential": True, **rule} for name, rule in rules.items()}
jwt.JWTClaimsRegistry(**rules).validate(envelope.claims)

# The seal in it: keep this one, it never ends. Its header holds certificates, more than the library expects.
roomy = jws.JWSRegistry(algorithms=["ES256"])
roomy.max_header_length, roomy.max_payload_length = 16_384, 262_144
seal = jws.deserialize_compact(envelope.claims["sceau"], keys, registry=roomy)
releve = json.loads(seal.payload)
print("VALIDE", releve["candidat"]["nomNaissance"], releve["decision"])
