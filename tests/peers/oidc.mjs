// A certified OpenID provider on loopback. Argument: a JSON object with `port`, `clients` (id, secret, redirect), `scopes`.
// It has no forms: whoever comes signs in at once, as POST /_next says ({account, deny, withhold, claims}).
import Provider from 'oidc-provider';

const told = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${told.port}`;
let next = { account: 'ann' };

const provider = new Provider(issuer, {
  clients: told.clients.map((each) => ({
    client_id: each.id,
    client_secret: each.secret,
    redirect_uris: each.redirects,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post',
  })),
  scopes: ['openid', 'email', 'profile', ...told.scopes],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  issueRefreshToken: async () => true,
  features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
  interactions: { url: (_, interaction) => `/_interaction/${interaction.uid}` },
  cookies: { keys: ['only for tests'] },
  ttl: { AccessToken: 3600, AuthorizationCode: 60, IdToken: 3600, Grant: 3600, Interaction: 600, Session: 600, RefreshToken: 3600 },
  findAccount: async (_, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, email: `${id}@example.com`, email_verified: true, name: id, ...next.claims }),
  }),
});

async function body(ctx) {
  const parts = [];
  for await (const part of ctx.req) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString() || '{}');
}

async function consented(details) {
  const wanted = String(details.params.scope || '').split(' ').filter(Boolean);
  const withheld = next.withhold || [];
  const grant = new provider.Grant({ accountId: next.account, clientId: details.params.client_id });
  grant.addOIDCScope(wanted.filter((each) => !withheld.includes(each)).join(' '));
  for (const each of withheld) grant.rejectOIDCScope(each);
  return grant.save();
}

provider.use(async (ctx, following) => {
  if (ctx.path === '/_next') {
    next = { account: 'ann', ...(await body(ctx)) };
    ctx.body = 'ok';
    return;
  }
  if (!ctx.path.startsWith('/_interaction/')) {
    await following();
    return;
  }
  const details = await provider.interactionDetails(ctx.req, ctx.res);
  const result = next.deny
    ? { error: 'access_denied', error_description: 'End-User aborted interaction' }
    : { login: { accountId: next.account }, consent: { grantId: await consented(details) } };
  const where = await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  ctx.redirect(where);
});

provider.listen(told.port, '127.0.0.1', () => console.log('up'));
