// Nothing of a case is on any page or in any answer but the opened transcript of one that its tenant keeps, and what looks
// like a script stays text.
import { equal, holds, runAll, test, until } from './support/cases.mjs';
import { signedIn } from './support/browser.mjs';
import { World } from './support/world.mjs';

const world = await World.start({ retention: { acme: '{keep_delivered: 30d}' } });
const kMarker = 'Zq7Mrk';
const script = (number) => `${kMarker}${number} <script>alert(1)</script><img src=x onerror=alert(1)>`;
const scriptAsId = (number) => `${kMarker}${number}<script>alert(1)</script>`; // ids have no blanks

// What the front door takes only in a form of its own: words of a list, times, codes, addresses that are fetched.
const kFormed = ['channel', 'closed_by', 'role', 'type', 'currency', 'ref', 'bytes_base64'];
const isTime = (text) => /^\d{4}-\d\d-\d\dT/.test(text);

/** The event with a script in every field that takes any text, ids included; numbered from `first`. */
function infected(line, first) {
  const event = JSON.parse(line);
  const fields = new Set();
  const walk = (value, path) => {
    if (Array.isArray(value)) return value.map((item) => walk(item, `${path}[]`));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, `${path}.${key}`)]));
    if (typeof value !== 'string' || kFormed.includes(path.split('.').at(-1)) || isTime(value)) return value;
    fields.add(path);
    return path.endsWith('id') ? scriptAsId(first + fields.size) : script(first + fields.size);
  };
  event.data = walk(event.data, '');
  holds(fields.size > 30, `the event has only ${fields.size} fields of text`);
  return JSON.stringify(event);
}

const keptEvent = infected((await world.do('events', { count: 1, seed: 78 }))[0], 1000);
const keptData = JSON.parse(keptEvent).data;
equal(await world.do('send_lines', { lines: [keptEvent] }), 1, 'the hub takes it');
const search = async (wanted) => (await world.api('POST', '/api/v1/cases/search', { body: { tenant: 'acme', ...wanted } })).body.cases;
await until(async () => (await search({ case: keptData.case.id }))[0]?.transcript, 'it is delivered and kept');

const event = infected((await world.do('events', { count: 1, seed: 77 }))[0], 0);
const caseId = JSON.parse(event).data.case.id;
await world.do('break', { kind: 'record_error', operation: 'upsert', record: -1, times: -1, text: 'STRING_TOO_LONG', field: 'Subject' });
equal(await world.do('send_lines', { lines: [event] }), 1, 'the hub takes it');
await until(async () => (await world.do('deliveries', { state: 'dead_letter' })).length === 1, 'it is a dead letter');
const [letter] = await world.do('deliveries', { state: 'dead_letter' });

/** Every operation that reads, as far as it needs nothing typed; and what reads although it is a POST. */
async function everyAnswer() {
  const { body: description } = await world.api('GET', '/openapi.json');
  const answers = [];
  for (const [path, operations] of Object.entries(description.paths)) {
    if (!operations.get) continue;
    const address = path.replace('{delivery}', letter.id).replace('{version}', '1').replace('{tenant}', 'acme').replace('{target}', 'salesforce').replace(/\{.*?\}/g, '1');
    const query = path.endsWith('/mappings') || path.endsWith('/workbench') ? '?tenant=acme&target=salesforce' : path.endsWith('/schema') ? '?objects=Case' : path.endsWith('/live') ? '?events=1' : '';
    const answer = await fetch(world.url + address + query, { headers: { Authorization: `Bearer ${world.keys.admin}` } });
    answers.push([path, await answer.text()]);
  }
  const bodies = {
    '/api/v1/cases/search': { tenant: 'acme', group: keptData.group.name },
    '/api/v1/deliveries/results': { deliveries: [letter.id] },
    '/api/v1/reconcile': { tenant: 'acme', cases: [caseId] },
    '/api/v1/cases/hold': { tenant: 'acme', case: `${caseId} of nobody` },
    '/api/v1/targets/acme/salesforce/check': {},
  };
  for (const [path, body] of Object.entries(bodies)) answers.push([path, JSON.stringify((await world.api('POST', path, { body })).body)]);
  for (const path of ['/certificates/log/checkpoint', '/certificates/log/verifier-key']) answers.push([path, await (await fetch(world.url + path)).text()]);
  return answers;
}
const withMarker = (answers) => answers.filter(([, text]) => text.includes(kMarker)).map(([path]) => path);

test('no answer of the API holds anything of a case', async () => {
  const answers = await everyAnswer();
  holds(answers.length > 20, 'every operation that reads was asked');
  equal(withMarker(answers), ['/api/v1/reconcile'], 'answers with something of the case: only the id that was asked for');
  const { body } = await world.api('POST', '/api/v1/reconcile', { body: { tenant: 'acme', cases: [caseId] } });
  equal(JSON.stringify(body).split(kMarker).length, 2, 'how often the id is in it');
});

test('one that its tenant keeps is found by what it is called, and still nothing of it is told', async () => {
  for (const wanted of [{ case: keptData.case.id }, { group: keptData.group.name }]) {
    const [found] = await search(wanted);
    equal([found.state, found.transcript, JSON.stringify(found).includes(kMarker)], ['kept', true, false]);
  }
});

test('an opened transcript shows scripts as text, nothing but the conversation, and is gone when it is closed', async () => {
  const { page, check } = await signedIn(world, 'admin', { address: '/cases?state=kept' });
  await page.getByRole('button', { name: 'Open…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('A complaint').check();
  await dialog.getByRole('button', { name: 'Open the transcript' }).click();
  const messages = keptData.transcript.messages;
  await dialog.locator('.transcript li').nth(messages.length - 1).waitFor();
  equal(await page.locator('#content img, #content script').count(), 0, 'elements made of it');
  const shown = await dialog.innerText();
  for (const said of [keptData.case.id, messages[0].participant, messages[0].text.split(' ')[0]]) holds(shown.includes(said), `the transcript lacks ${said}`);
  for (const hidden of [keptData.visitor.name, keptData.wrapup?.notes, keptData.prechat?.[0]?.value].filter(Boolean)) holds(!shown.includes(hidden), 'more than the conversation is shown');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  holds(!(await page.evaluate(() => document.documentElement.outerHTML)).includes(kMarker), 'something of it is left in the page');
  holds(!page.url().includes(kMarker), 'the address has nothing of it');
  await check();
});

test('no page shows anything of a case, and no script of it runs', async () => {
  const { page, check } = await signedIn(world, 'admin');
  const pages = ['/overview?lane=acme%2Fsalesforce', '/deliveries', '/deliveries?group=none', `/deliveries/${letter.id}`, '/cases', '/cases?state=kept', '/mappings', '/mappings/acme/salesforce', '/targets', '/targets/acme/salesforce', '/targets/new', '/certificates', '/certificates?tab=held', '/audit'];
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

test('a case that is found by such an id is told without it in the address', async () => {
  const { page, check } = await signedIn(world, 'operator', { address: '/cases' });
  await page.getByLabel('Case id, as your platform names it').fill(caseId);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.locator('.verdict').waitFor();
  equal(await page.locator('#content img, #content script').count(), 0, 'elements made of it');
  holds(!page.url().includes(kMarker), 'the address has nothing of it');
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

test('when it is given up, its certificate, the log and every answer have nothing of it', async () => {
  await world.do('heal');
  await world.api('POST', '/api/v1/deliveries/discard', { body: { deliveries: [letter.id] } });
  await until(async () => (await world.do('certificates')).length === 1, 'it is certified');
  equal(withMarker(await everyAnswer()), ['/api/v1/reconcile'], 'answers with something of the case');
  const { page, check } = await signedIn(world, 'auditor', { address: '/certificates' });
  await page.getByRole('row').filter({ hasText: 'Discarded' }).first().getByRole('button').click();
  await page.getByRole('dialog').waitFor();
  holds(!(await page.evaluate(() => document.documentElement.outerHTML)).includes(kMarker), 'the certificate shows something of the case');
  holds(!(await world.do('log')).includes(kMarker), 'the log of the hub has something of the case');
  await check();
});

await runAll(() => world.end());
