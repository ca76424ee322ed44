// A real identity provider (npm's oidc-provider) on a port of this machine. Whoever types a name is that person; the
// password is not asked for. Everybody's consent is given.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const page = (body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Acme login</title><main><h1>Acme login</h1>${body}</main></html>`;
const keyOf = (kind, options, alg) => ({ ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }), kid: alg, alg, use: 'sig' });
const jwks = { keys: [keyOf('rsa', { modulusLength: 2048 }, 'RS256'), keyOf('ec', { namedCurve: 'P-256' }, 'ES256')] };

const bodyOf = async (request) => {
  let text = '';
  for await (const piece of request) text += piece;
  return new URLSearchParams(text);
};

export class IdentityProvider {
  /** `people`: their groups by their names. */
  constructor(people) {
    this.people = people;
    this.server = createServer((request, answer) => void this.answer(request, answer));
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.issuer = `http://127.0.0.1:${this.server.address().port}`;
  }

  /** `alg` signs ID tokens; `inToken`: groups are in there, else in the record at userinfo. */
  serve(hub, { alg = 'RS256', inToken = true } = {}) {
    this.provider = new Provider(this.issuer, {
      jwks,
      clients: [
        {
          client_id: 'connector-hub',
          client_secret: this.secret,
          redirect_uris: [`${hub}/sign-on/callback`],
          post_logout_redirect_uris: [`${hub}/`],
          id_token_signed_response_alg: alg,
        },
      ],
      pkce: { methods: ['S256'], required: () => true },
      conformIdTokenClaims: !inToken,
      claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
      findAccount: (_, name) => ({ accountId: name, claims: () => ({ sub: name, preferred_username: name, groups: this.people[name] ?? [] }) }),
      cookies: { keys: ['only for tests'] },
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: {
          logoutSource: (context, form) => {
            context.body = page(`${form}<button form="op.logoutForm" name="logout" value="yes">Sign out there</button>`);
          },
        },
      },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope('openid profile');
        await grant.save();
        return grant;
      },
    });
    this.callback = this.provider.callback();
  }
  secret = 'the secret of the hub';

  async answer(request, answer) {
    if (!request.url.startsWith('/interaction/')) {
      this.callback(request, answer);
      return;
    }
    if (request.method === 'POST') {
      const given = await bodyOf(request);
      const result = given.get('name') ? { login: { accountId: given.get('name') } } : { error: 'access_denied' };
      await this.provider.interactionFinished(request, answer, result, { mergeWithLastSubmission: false });
      return;
    }
    answer.setHeader('Content-Type', 'text/html; charset=utf-8');
    answer.end(page('<form method="post"><label>Name <input name="name"></label> <button>Go on</button></form>'));
  }

  async end() {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }
}
