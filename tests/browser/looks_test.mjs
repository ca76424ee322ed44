// How every page looks, light and dark, wide and on a telephone: nothing is wider than the screen, nothing that can be used
// lies under something else, no text is cut off. HUB_SCREENSHOTS=FOLDER keeps the pictures.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { equal, runAll, test, until } from './support/cases.mjs';
import { noSeriousViolation } from './support/access.mjs';
import { signedIn, visitor } from './support/browser.mjs';
import { IdentityProvider } from './support/identity_provider.mjs';
import { screens } from './support/screens.mjs';
import { World } from './support/world.mjs';

const provider = new IdentityProvider({});
await provider.start();
const world = await World.start({
  tenants: ['acme', 'nord', 'a-tenant-whose-name-is-as-long-as-names-may-be-in-this-hub-here'],
  settings: `delivery: {first_backoff: 50ms, longest_backoff: 200ms, first_probe: 50ms, longest_probe: 200ms, read_pause: 10ms}
admin:
  oidc: {name: Acme, issuer: "${provider.issuer}", client_id: hub, public_url: "http://localhost:{admin_port}", roles: [{group: g, role: viewer}]}
`,
});
provider.serve(world.url);
const folder = process.env.HUB_SCREENSHOTS;
if (folder) await mkdir(folder, { recursive: true });

/** In the page: what is wrong with its layout, in words. */
function flaws() {
  const found = [];
  const open = document.querySelector('dialog[open], .menu');
  const within = open ?? document.body;
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`;
  const scrolls = (element) => element.closest('.scroll, .cm-scroller, pre, .vbody');
  if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide, the screen ${innerWidth}`);
  for (const one of within.querySelectorAll('a, button, input, select, textarea, summary')) {
    if (!one.checkVisibility({ checkVisibilityCSS: true }) || one.disabled || one.closest('.skip, .unseen')) continue;
    one.scrollIntoView({ block: 'center', behavior: 'instant' });
    const box = one.getBoundingClientRect();
    if (box.width < 1 || box.height < 1) continue;
    if (!scrolls(one) && (box.left < -1 || box.right > innerWidth + 1)) found.push(`${name(one)} sticks out of the screen`);
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (top && !one.contains(top) && !top.contains(one) && !one.labels?.[0]?.contains(top)) found.push(`${name(one)} lies under ${name(top)}`);
  }
  for (const one of within.querySelectorAll('h1, h2, h3, p, dt, dd, th, td, span, b, a, button, label')) {
    const style = getComputedStyle(one);
    const isCut = style.overflowX !== 'visible' && style.overflowX !== 'auto' && style.overflowX !== 'scroll' && one.scrollWidth > one.clientWidth + 1;
    const says = style.textOverflow === 'ellipsis' && (one.title || one.closest('[title], [aria-label]'));
    if (isCut && !says && !one.closest('.unseen, .skip') && one.textContent.trim() && one.checkVisibility()) found.push(`${name(one)} is cut off`);
  }
  scrollTo(0, 0);
  return found;
}

/** Keeps a picture; what is wrong, in words. */
async function look(page, title, screen) {
  await page.waitForFunction(() => !document.querySelector('.loading'));
  await page.evaluate(() => document.fonts.ready);
  if (folder) await page.screenshot({ path: path.join(folder, `${title.replaceAll(/[^a-z0-9]+/gi, '-')}-${screen.name}.png`), fullPage: true });
  if (screen.dark) await noSeriousViolation(page, `${title}, ${screen.name}`);
  return (await page.evaluate(flaws)).map((flaw) => `${title}: ${flaw}`);
}

/** `pages`: name, address, and what shall be done there before one looks. */
function each(what, role, pages, before = async () => {}) {
  for (const screen of screens) {
    test(`${what}: ${screen.name}`, async () => {
      await before();
      const { page, check } = role ? await signedIn(world, role, screen) : await visitor(world.url, screen);
      const found = [];
      for (const [title, address, prepare] of pages) {
        await page.goto(address);
        await page.locator(role ? '#content' : 'main').waitFor();
        await prepare?.(page);
        found.push(...(await look(page, title, screen)));
      }
      equal(found, [], 'what is wrong');
      await check();
    });
  }
}

each('signing in', null, [
  ['sign-in', '/', (page) => page.getByRole('link', { name: 'Sign in with Acme' }).waitFor()],
  ['sign-in refused', '/?sign_in=no_role', (page) => page.getByRole('alert').first().waitFor()],
]);

each('a hub without cases', 'admin', [
  ['empty overview', '/overview'],
  ['empty deliveries', '/deliveries'],
  ['empty filter', '/deliveries?state=confirmed&error_code=NONE'],
  ['empty cases', '/cases'],
  ['empty certificates', '/certificates'],
  ['empty held', '/certificates?tab=held'],
  ['no page', '/nowhere'],
]);

each('what a viewer may not open', 'viewer', [['no role', '/certificates']]);

/** Some cases are delivered, some fail, some wait; once. Gives one that failed. */
async function fill() {
  equal(await world.do('send', { count: 12, seed: 1 }), 12);
  await until(async () => (await world.do('certificates')).length === 12, 'twelve are certified');
  await world.do('break', { kind: 'record_error', operation: 'upsert', record: -1, times: -1, text: 'STRING_TOO_LONG', field: 'Subject' });
  await world.do('send', { count: 30, seed: 2 });
  await until(async () => (await world.do('deliveries', { state: 'dead_letter' })).length === 30, 'thirty are dead letters');
  await world.do('heal');
  equal((await world.api('POST', '/api/v1/lanes/nord/salesforce/pause')).status, 200);
  await world.do('send', { count: 5, seed: 3, tenant: 'nord' });
  equal((await world.api('POST', '/api/v1/jobs/retry', { body: { filter: { tenant: 'nord' } } })).status, 200);
  return (await world.do('deliveries', { state: 'dead_letter' }))[0];
}
let letter = null;
const filled = () => (letter ??= fill());

const target = 'acme/salesforce';
each('a hub with cases', 'admin', [
  ['overview', '/overview', (page) => page.locator('.plot canvas, .chart').first().waitFor()],
  ['overview tables', '/overview?as=tables&range=24h'],
  ['lane', `/overview?lane=${encodeURIComponent(target)}`, (page) => page.getByRole('dialog').waitFor()],
  ['menu', '/overview', (page) => page.locator('.own').click()],
  ['help', '/overview', (page) => page.keyboard.press('?')],
  ['deliveries', '/deliveries', (page) => page.getByRole('button', { name: /30 Not accepted/ }).click()],
  ['retry preview', '/deliveries', async (page) => {
    await page.getByLabel('Select all 30').check();
    await page.getByRole('button', { name: 'Retry 30…' }).click();
    await page.getByRole('dialog').waitFor();
  }],
  ['deliveries list', '/deliveries?group=none', (page) => page.locator('.vrow').first().waitFor()],
  ['cases', '/cases'],
  ['mappings', '/mappings'],
  ['mapping', `/mappings/${target}`, (page) => page.locator('.cm-content').first().waitFor()],
  ['targets', '/targets'],
  ['target', `/targets/${target}`, async (page) => {
    await page.getByRole('button', { name: 'Ask the target' }).click();
    await page.getByText('Hub_Key__c').first().waitFor();
  }],
  ['new target', '/targets/new', (page) => page.getByRole('form', { name: 'Add a target' }).waitFor()],
  ['audit', '/audit', (page) => page.getByRole('row').nth(1).waitFor()],
  ['certificates', '/certificates', (page) => page.getByText('signature is good').waitFor()],
  ['certificate', '/certificates', async (page) => {
    await page.getByRole('row').filter({ hasText: 'Delivered and deleted' }).first().getByRole('button').click();
    await page.getByRole('dialog').waitFor();
  }],
  ['held', '/certificates?tab=held'],
], filled);

for (const screen of screens) {
  test(`one delivery, and what could not be loaded: ${screen.name}`, async () => {
    const { page, check } = await signedIn(world, 'admin', screen);
    await page.goto(`/deliveries/${(await filled()).id}`);
    await page.getByRole('heading', { name: /^Delivery \d/ }).waitFor();
    equal(await look(page, 'delivery', screen), [], 'what is wrong');
    await page.route('**/api/v1/deliveries/groups*', (route) => route.abort());
    await page.goto('/deliveries');
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    equal(await look(page, 'failed', screen), [], 'what is wrong');
    await check();
  });
}

await runAll(async () => {
  await world.end();
  await provider.end();
});
