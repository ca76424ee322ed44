// Nothing of a case is on any page or in any answer, and what looks like a script stays text.
import { equal, holds, runAll, test, until } from './support/cases.mjs';
import { signedIn } from './support/browser.mjs';
import { World } from './support/world.mjs';

const world = await World.start();
const kMarker = 'Zq7Marker';
const script = (number) => `${kMarker}${number} <script>alert(1)</script><img src=x onerror=alert(1)>`;

/** The event with a script in every text of a person: names, addresses, notes, messages. */
function infected(line) {
  const event = JSON.parse(line);
  let number = 0;
  const walk = (value, name) => {
    if (Array.isArray(value)) return value.map((item) => walk(item, name));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, key)]));
    return typeof value === 'string' && ['text', 'notes', 'comment', 'name', 'answer', 'title', 'question'].includes(name) ? script(++number) : value;
  };
  event.data = walk(event.data, '');
  holds(number > 5, 'the event has texts');
  return JSON.stringify(event);
}

const event = infected((await world.do('events', { count: 1, seed: 77 }))[0]);
await world.do('break', { kind: 'record_error', operation: 'upsert', record: -1, times: -1, text: 'STRING_TOO_LONG', field: 'Subject' });
equal(await world.do('send_lines', { lines: [event] }), 1, 'the hub takes it');
await until(async () => (await world.do('deliveries', { state: 'dead_letter' })).length === 1, 'it is a dead letter');
const [letter] = await world.do('deliveries', { state: 'dead_letter' });

test('no answer of the API holds anything of a case', async () => {
  const { body: description } = await world.api('GET', '/openapi.json');
  let asked = 0;
  for (const [path, operations] of Object.entries(description.paths)) {
    if (!operations.get) continue;
    const address = path.replace('{delivery}', letter.id).replace('{version}', '1').replace('{tenant}', 'acme').replace('{target}', 'salesforce').replace(/\{.*?\}/g, '1');
    const query = path.endsWith('/mappings') || path.endsWith('/workbench') ? '?tenant=acme&target=salesforce' : path.endsWith('/schema') ? '?objects=Case' : path.endsWith('/live') ? '?events=1' : '';
    const answer = await fetch(world.url + address + query, { headers: { Authorization: `Bearer ${world.keys.admin}` } });
    holds(!(await answer.text()).includes(kMarker), `${path} has something of the case`);
    asked += 1;
  }
  holds(asked > 12, 'every operation that reads was asked');
});

test('no page shows anything of a case, and no script of it runs', async () => {
  const { page, check } = await signedIn(world, 'admin');
  const pages = ['/overview?lane=acme%2Fsalesforce', '/deliveries', '/deliveries?group=none', `/deliveries/${letter.id}`, '/cases', '/mappings', '/mappings/acme/salesforce', '/targets', '/targets/acme/salesforce', '/targets/new', '/certificates', '/certificates?tab=held', '/audit'];
  for (const address of pages) {
    await page.goto(address);
    await page.locator('#content').waitFor();
    await page.waitForFunction(() => document.querySelector('#content')?.childElementCount && !document.querySelector('.loading'));
    const text = await page.evaluate(() => document.documentElement.outerHTML);
    holds(!text.includes(kMarker), `${address} shows something of the case`);
  }
  await check();
});

test('a pasted case full of scripts stays text in sample and result', async () => {
  const { page, check } = await signedIn(world, 'operator', { address: '/mappings/acme/salesforce?sample=pasted' });
  await page.getByLabel('A case or an event, in JSON').fill(event);
  await page.locator('.pane.result').getByText('<script>alert(1)</script>').first().waitFor();
  equal(await page.locator('.pane.sample img, .pane.result img, .pane script').count(), 0, 'elements made of it');
  await check();
});

test('names in the address are text too', async () => {
  const { page, check } = await signedIn(world, 'viewer');
  const bad = encodeURIComponent('<img src=x onerror=alert(1)>');
  for (const address of [`/deliveries?target=${bad}&error_code=${bad}`, `/deliveries/${bad}`, `/targets/${bad}/${bad}`, `/mappings/${bad}/${bad}`, `/jobs/${bad}`, `/${bad}`]) {
    await page.goto(address);
    await page.locator('#content').waitFor();
    equal(await page.locator('#content img').count(), 0, address);
  }
  await check();
});

await runAll(async () => {
  await world.do('heal');
  await world.end();
});
