// The OpenID Provider that FranceConnect itself is built on, configured like FranceConnect. Its settings come
// as JSON on standard input; it says "ready" once it listens.
//
//   node server.mjs          runs the provider
//   node server.mjs keys ALG makes a private key set to decrypt with

import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

async function privateKey(alg, use, kid) {
  const { privateKey } = await generateKeyPair(alg, { crv: 'P-256', modulusLength: 2048, extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use, kid };
}

if (process.argv[2] === 'keys') {
  const keys = [await privateKey(process.argv[3], 'enc', 'ours')];
  console.log(JSON.stringify({ keys }));
  process.exit(0);
}

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { issuer, client, account } = JSON.parse(input);

const provider = new Provider(issuer, {
  clients: [client],
  jwks: { keys: [await privateKey('ES256', 'sig', 'pkcs11:ES256:hsm'), await privateKey('RS256', 'sig', 'rsa')] },
  acrValues: ['eidas1', 'eidas2', 'eidas3'],
  claims: {
    openid: ['sub'],
    identite_pivot: Object.keys(account.claims),
    acr: null,
    auth_time: null,
    iss: null,
  },
  scopes: ['openid', 'identite_pivot'],
  responseTypes: ['code'],
  subjectTypes: ['pairwise'],
  pairwiseIdentifier: async (_, accountId) => `${accountId}v1`,
  clientAuthMethods: ['client_secret_post', 'private_key_jwt'],
  pkce: { required: () => false },
  enabledJWA: {
    idTokenSigningAlgValues: ['HS256', 'ES256', 'RS256'],
    userinfoSigningAlgValues: ['HS256', 'ES256', 'RS256'],
    idTokenEncryptionAlgValues: ['ECDH-ES', 'RSA-OAEP', 'RSA-OAEP-256'],
    idTokenEncryptionEncValues: ['A256GCM'],
    userinfoEncryptionAlgValues: ['ECDH-ES', 'RSA-OAEP', 'RSA-OAEP-256'],
    userinfoEncryptionEncValues: ['A256GCM'],
  },
  features: {
    devInteractions: { enabled: false },
    encryption: { enabled: true },
    jwtUserinfo: { enabled: true },
    claimsParameter: { enabled: true },
    revocation: { enabled: true },
  },
  ttl: { AuthorizationCode: 30, AccessToken: 60, IdToken: 60, Grant: 1800, Interaction: 1800, Session: 1800 },
  // Its own way out refuses addresses of this machine, where our key set is.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  cookies: { keys: ['of the tests'] },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...account.claims }) }),
});

// Whoever arrives is the account, and agrees.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const grant = new provider.Grant({ accountId: account.id, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = {
    login: { accountId: account.id, acr: params.acr_values },
    consent: { grantId: await grant.save() },
  };
  ctx.respond = false;
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
});

provider.listen(new URL(issuer).port, '127.0.0.1', () => console.log('ready'));
