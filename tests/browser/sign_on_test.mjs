// Signing in at an identity provider: a real one, a browser, and what somebody might try besides.
import { count, equal, holds, runAll, test } from './support/cases.mjs';
import { noSeriousViolation } from './support/access.mjs';
import { signIn, visitor } from './support/browser.mjs';
import { IdentityProvider } from './support/identity_provider.mjs';
import { World } from './support/world.mjs';

const provider = new IdentityProvider({ anna: ['staff', 'hub-operators'], vera: ['hub-viewers'], paul: ['staff'] });
await provider.start();
const world = await World.start({
  files: { 'oidc.key': provider.secret },
  settings: `admin:
  oidc:
    name: Acme
    issuer: ${provider.issuer}
    client_id: connector-hub
    client_secret: file:{root}/oidc.key
    public_url: http://localhost:{admin_port}
    roles:
      - {group: hub-operators, role: operator}
      - {group: hub-viewers, role: viewer}
`,
});
// Another site than the provider's, as it would be: cookies of one are not the other's.
const hub = world.url.replace('127.0.0.1', 'localhost');
provider.serve(hub);

const codes = []; // that the provider gave
/** A browser without pages: keeps cookies, follows nothing by itself. */
class Walker {
  cookies = new Map();

  async ask(address, { method = 'GET', form } = {}) {
    const url = new URL(address, this.at);
    const answer = await fetch(url.href.replace('//localhost', '//127.0.0.1'), {
      method,
      redirect: 'manual',
      headers: { Cookie: [...this.cookies.values()].filter((one) => one.host === url.host).map((one) => one.pair).join('; ') },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const pair = cookie.split(';')[0];
      this.cookies.set(`${url.host} ${pair.split('=')[0]}`, { host: url.host, pair });
    }
    this.at = url;
    return answer;
  }
  /** Follows until the hub's callback is next, which is returned and not called. */
  async signInAs(name) {
    let answer = await this.ask(`${hub}/sign-on/start`);
    for (let step = 0; step < 10; ++step) {
      const next = answer.headers.get('location');
      if (next?.startsWith(hub)) {
        codes.push(new URL(next).searchParams.get('code'));
        return next;
      }
      answer = next ? await this.ask(next) : await this.ask(this.at.href, { method: 'POST', form: { name } });
    }
    throw new Error('the provider never sends the browser back');
  }
  get session() {
    return this.cookies.get(`${new URL(hub).host} hub_session`)?.pair;
  }
}
const endOf = (answer) => answer.headers.get('location');

const guest = (settings = {}) => visitor(hub, { mayVisit: [provider.issuer], ...settings });
const toProvider = (page) => page.getByRole('link', { name: 'Sign in with Acme' }).click();
async function signInAs(page, name) {
  await toProvider(page);
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Go on' }).click();
}

test('an operator signs in with a button, comes back to the view and may retry', async () => {
  const { page, check, context } = await guest();
  await page.goto('/deliveries?state=confirmed');
  await page.getByRole('link', { name: 'Sign in with Acme' }).waitFor();
  await noSeriousViolation(page, 'the sign-in');
  await signInAs(page, 'anna');
  await page.locator('#content').waitFor();
  const view = new URL(page.url());
  equal([view.pathname, view.search], ['/deliveries', '?state=confirmed']);
  await page.getByRole('button', { name: 'anna (Acme), operator' }).waitFor();
  const session = await page.evaluate(async () => (await fetch('/api/v1/session')).json());
  holds(session.operations.includes('startRetryJob') && !session.operations.includes('startDiscardJob'), 'what an operator may do');
  const cookies = (await context.cookies(hub)).filter((one) => one.name.startsWith('hub_'));
  equal(cookies.map((one) => [one.name, one.httpOnly, one.sameSite]), [['hub_session', true, 'Strict']], 'cookies of the hub');
  await check();
});

test('a viewer sees no button that acts, and the API refuses it', async () => {
  const { page, check } = await guest();
  await page.goto('/');
  await signInAs(page, 'vera');
  await page.locator('[data-lane="acme/salesforce"]').getByRole('button').click();
  await page.getByRole('dialog').waitFor();
  equal(await page.getByRole('button', { name: 'Pause', exact: true }).count(), 0, 'buttons that pause');
  const status = await page.evaluate(async () => (await fetch('/api/v1/lanes/acme/salesforce/pause', { method: 'POST', headers: { 'X-Hub-Console': '1' } })).status);
  equal(status, 403, 'what the API answers');
  await check();
});

test('somebody without a group is told so, and a key still works', async () => {
  const { page, check } = await guest();
  await page.goto('/');
  await signInAs(page, 'paul');
  await page.getByRole('alert').filter({ hasText: 'none of your groups has a role' }).waitFor();
  await noSeriousViolation(page, 'the refusal');
  await signIn(page, world.keys.viewer, page.url());
  equal(new URL(page.url()).pathname, '/overview');
  await check();
});

test('whom the provider refuses comes back to words', async () => {
  const { page, check } = await guest();
  await page.goto('/');
  await toProvider(page);
  await page.getByRole('button', { name: 'Go on' }).click(); // as nobody
  await page.getByRole('alert').filter({ hasText: 'did not let you in' }).waitFor();
  await check();
});

test('signing out ends the session here and there', async () => {
  const { page, check } = await guest();
  await page.goto('/');
  await signInAs(page, 'anna');
  await page.getByRole('button', { name: 'anna (Acme), operator' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out there' }).click();
  await page.getByRole('link', { name: 'Sign in with Acme' }).waitFor();
  equal(await page.evaluate(async () => (await fetch('/api/v1/status')).status), 401, 'what the API answers');
  await toProvider(page);
  await page.getByLabel('Name').waitFor(); // the provider asks anew
  await check();
});

test('a session that ended goes on in the tab where it ended, after signing in in another', async () => {
  const { page, check, context } = await guest();
  await page.goto('/overview?range=24h');
  await signInAs(page, 'anna');
  await page.locator('[data-lane="acme/salesforce"]').waitFor();
  await page.evaluate(() => (globalThis.isTheSamePage = true));
  await page.evaluate(() => fetch('/api/v1/session', { method: 'DELETE', headers: { 'X-Hub-Console': '1' } }));
  await page.getByRole('button', { name: '6 h' }).click(); // asks the API
  const again = page.getByRole('dialog', { name: 'Your session has ended' });
  const opening = context.waitForEvent('page');
  await again.getByRole('link', { name: 'Sign in with Acme' }).click();
  const tab = await opening;
  await tab.locator('#content').waitFor(); // the provider still knew them
  await page.bringToFront();
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await again.waitFor({ state: 'detached' });
  holds(await page.evaluate(() => globalThis.isTheSamePage), 'the page stayed');
  await check();
});

test('groups that are only in the record are asked for, and tokens may be signed with a curve', async () => {
  provider.serve(hub, { alg: 'ES256', inToken: false });
  const walker = new Walker();
  equal(endOf(await walker.ask(await walker.signInAs('anna'))), '/', 'where it ends');
  const answer = await fetch(`${world.url}/api/v1/session`, { headers: { Cookie: walker.session } });
  equal((await answer.json()).role, 'operator');
  provider.serve(hub);
});

test('an answer counts once, and only for the browser that asked', async () => {
  const [anna, mallory] = [new Walker(), new Walker()];
  const callback = await anna.signInAs('anna');
  equal(endOf(await mallory.ask(callback)), '/?sign_in=failed', 'without the cookie');
  await mallory.ask(`${hub}/sign-on/start`);
  equal(endOf(await mallory.ask(callback)), '/?sign_in=failed', 'with a cookie of another sign-in');
  equal(mallory.session, undefined, 'a session of the attacker');
  equal(endOf(await anna.ask(callback)), '/', 'the browser that asked');
  equal(endOf(await anna.ask(callback)), '/?sign_in=failed', 'replayed');
});

test('a stolen code is worth nothing in another sign-in', async () => {
  const [anna, mallory] = [new Walker(), new Walker()];
  const [stolen, own] = [new URL(await anna.signInAs('anna')), new URL(await mallory.signInAs('vera'))];
  own.searchParams.set('code', stolen.searchParams.get('code'));
  equal(endOf(await mallory.ask(own.href)), '/?sign_in=failed', 'injected'); // the verifier is another
  equal(mallory.session, undefined, 'a session of the attacker');
});

test('an answer that names another issuer is refused', async () => {
  const walker = new Walker();
  const callback = new URL(await walker.signInAs('anna'));
  callback.searchParams.set('iss', 'https://evil.example');
  equal(endOf(await walker.ask(callback.href)), '/?sign_in=failed');
});

test('who signed in is in the log, and no secret is', async () => {
  const log = await world.do('log');
  holds(log.includes('somebody signed in to the console') && log.includes('anna (Acme)'), 'who signed in is logged');
  holds(codes.length > 4 && ![provider.secret, ...codes].some((secret) => log.includes(secret)), 'nothing that opens anything is');
});

test('a provider that is away is told, and a key still works', async () => {
  await world.do('stop_hub'); // what it knows of the provider is forgotten
  await provider.end();
  await world.do('start_hub');
  const { page, check } = await guest();
  await page.goto('/');
  await toProvider(page);
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  await signIn(page, world.keys.operator, page.url());
  await count(page.locator('[data-lane]'), 1, 'lane, so the overview is there');
  await check();
});

await runAll(() => world.end());
