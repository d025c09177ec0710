// An enrolment site written with openid-client. Settings come as one line of JSON on standard input; it prints
// where to send the browser, reads where the browser came back, and prints what it fetched.

import { createInterface } from 'node:readline/promises';
import * as jose from 'jose';
import * as client from 'openid-client';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => (await lines.next()).value;
const print = (value) => console.log(JSON.stringify(value));
const settings = JSON.parse(await read());

const proof = {
  client_secret_basic: () => client.ClientSecretBasic(settings.client_secret),
  client_secret_post: () => client.ClientSecretPost(settings.client_secret),
  private_key_jwt: async () =>
    client.PrivateKeyJwt({ key: await jose.importPKCS8(settings.private_key, 'ES256'), kid: settings.kid }),
}[settings.method];

const config = await client.discovery(
  new URL(settings.issuer),
  settings.client_id,
  undefined,
  await proof(),
  { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
);

const pkceCodeVerifier = client.randomPKCECodeVerifier();
const expectedState = client.randomState();
const parameters = {
  redirect_uri: settings.redirect_uri,
  scope: settings.scope,
  state: expectedState,
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: 'S256',
  ui_locales: 'en',
};
const authorize = settings.pushes
  ? await client.buildAuthorizationUrlWithPAR(config, parameters)
  : client.buildAuthorizationUrl(config, parameters);
print({ authorize: authorize.href });

const tokens = await client.authorizationCodeGrant(config, new URL(await read()), {
  pkceCodeVerifier,
  expectedState,
});
const fetched = async (path, accept) => {
  const url = new URL(path, settings.issuer);
  const headers = new Headers({ accept });
  return client.fetchProtectedResource(config, tokens.access_token, url, 'GET', undefined, headers);
};
const { releves } = await (await fetched('/api/v1/releves', 'application/json')).json();
const path = `/api/v1/releves/${releves[0].id}`;
const transcript = await (await fetched(path, 'application/json')).json();
const envelope = await (await fetched(path, 'application/jwt')).text();

// Verified with jose against the published keys: the envelope for us, the seal for everybody.
const keys = jose.createRemoteJWKSet(new URL('/.well-known/jwks.json', settings.issuer));
const { payload } = await jose.jwtVerify(envelope, keys, {
  algorithms: ['ES256'],
  issuer: settings.issuer,
  audience: settings.client_id,
});
const seal = await jose.compactVerify(payload.sceau, keys, { algorithms: ['ES256'] });
const sealed = JSON.parse(new TextDecoder().decode(seal.payload));

await client.tokenRevocation(config, tokens.access_token);
const after = await fetched('/api/v1/releves', 'application/json').then((response) => response.status, () => 401);
print({ scope: tokens.scope, transcript, sealed, after });
process.exit(0);
