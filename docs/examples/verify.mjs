// JavaScript, Node.js 18 or later: npm install jose
//
// node verify.mjs releve.jwt https://releves.example.org your-client-id

import { readFileSync } from "node:fs";
import { compactVerify, createRemoteJWKSet, jwtVerify } from "jose";

const [file, origin, clientId] = process.argv.slice(2);
const keys = createRemoteJWKSet(new URL(`${origin}/.well-known/jwks.json`));
const algorithms = ["ES256"];

// The envelope: made for you, and for minutes.
const rules = { algorithms, issuer: origin, audience: clientId, requiredClaims: ["exp"] };
const { payload: envelope } = await jwtVerify(readFileSync(file, "utf8"), keys, rules);

// The seal in it: keep this one, it never ends.
const { payload } = await compactVerify(envelope.sceau, keys, { algorithms });
const releve = JSON.parse(new TextDecoder().decode(payload));
console.log("VALIDE", releve.candidat.nomNaissance, releve.decision);
