// 100,000 dead letters and 200 lanes: told by a stand-in for the API, since what is measured is the page.
import { equal, holds, runAll, test } from './support/cases.mjs';
import { privateMegabytes, signedIn } from './support/browser.mjs';
import { World } from './support/world.mjs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const world = await World.start();
const kLanes = 200;
const kLetters = 100_000;
const at = new Date().toISOString();

const lanes = Array.from({ length: kLanes }, (_, i) => ({
  tenant: `tenant-${i}`, target: 'salesforce', connector: 'salesforce', mapping_version: 1, state: i < 2 ? 'waiting' : 'running',
  waiting: i % 7, under_way: i % 3, dead_letters: i < 20 ? kLetters / 20 : 0, taken: 1000 + i, confirmed: 1000, failed: 0, oldest_at: at,
  budget_used: i, budget_limit: 1000, drift: [], ...(i < 2 ? { last_error: { kind: 'auth', message: 'the login was refused', since: at } } : {}),
}));
const head = { at, version: '1', region: 'us', started_at: at, accepting: true, totals: { accepted: 1, duplicates: 0, confirmed: 1, deleted: 1 }, cases_held: kLetters, holds: [{ tenant: 'tenant-1', cases: kLetters, oldest_at: at }], platforms: [], fleet: [] };
const letter = (row) => ({ id: `${row}-1`, case: `c${row}`, tenant: `tenant-${row % 20}`, target: 'salesforce', state: 'dead_letter', mapping_version: 1, attempts: 1, received_at: at, changed_at: at, error: { kind: 'invalid', code: 'STRING_TOO_LONG', message: 'too long', fields: ['Subject'] } });

/** What the stream tells: each time that the page asks for it, the next of these; the page asks again at once. */
const stream = (page, ...told) =>
  page.route('**/api/v1/live', (route) => {
    const [event, data] = told.length > 1 ? told.shift() : told[0];
    return route.fulfill({ contentType: 'text/event-stream', body: `retry: 50\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n` });
  });

async function crowded(page) {
  await stream(page, ['snapshot', { ...head, lanes }]);
  await page.route('**/api/v1/history*', (route) =>
    route.fulfill({ json: { at, step_seconds: 60, marks: [], points: Array.from({ length: 1440 }, (_, i) => ({ at: new Date(Date.now() - (1440 - i) * 60_000).toISOString(), accepted: i % 90, confirmed: i % 90, deleted: i % 80, waiting: i, dead_letters: 0, held: i, oldest_seconds: i })) } }),
  );
  await page.route('**/api/v1/deliveries/groups*', (route) =>
    route.fulfill({ json: { as_of: at, groups: lanes.slice(0, 20).map((lane) => ({ tenant: lane.tenant, target: lane.target, mapping_version: 1, count: kLetters / 20, error_kind: 'invalid', error_code: 'STRING_TOO_LONG', message: 'too long', fields: ['Subject'], attempts_least: 1, attempts_most: 1, first_changed: at, last_changed: at, oldest_received: at })) } }),
  );
  await page.route(/\/api\/v1\/deliveries\?/, (route) => {
    const after = Number(new URL(route.request().url()).searchParams.get('after') ?? 0);
    return route.fulfill({ json: { deliveries: Array.from({ length: 200 }, (_, i) => letter(after + i + 1)), ...(after + 200 < kLetters ? { next: after + 200 } : {}) } });
  });
}

// How long it takes is told, not judged: that depends on what else the machine does. A second on one that is free.
test('the overview of 200 lanes takes less than 100 MB, and tells how soon it can be used', async () => {
  const { page, check } = await signedIn(world, 'viewer');
  await crowded(page);
  let best = Infinity;
  for (let run = 0; run < 3; ++run) {
    await page.goto('/overview?range=24h');
    best = Math.min(best, await page.evaluate(() => new Promise((resolve) => {
      const look = () => (document.querySelectorAll('.lane-row').length > 0 && document.querySelector('.plot canvas') ? resolve(performance.now()) : requestAnimationFrame(look));
      look();
    })));
  }
  await page.getByRole('button', { name: 'Unfold' }).click();
  await page.locator('.lane-row').nth(30).waitFor();
  const megabytes = await privateMegabytes();
  holds(megabytes < 100, `the page's process has ${megabytes.toFixed(1)} MB`);
  console.log(`  usable after ${Math.round(best)} ms at best, ${megabytes.toFixed(1)} MB`);
  await check();
});

test('of 200 lanes the rows in view are in the page, and scrolling or keys bring any other', async () => {
  const { page, check } = await signedIn(world, 'viewer');
  await crowded(page);
  await page.goto('/overview');
  await page.getByRole('button', { name: 'Unfold' }).click();
  const rows = page.locator('.lane-row');
  const last = page.locator('.lanes-table [aria-rowindex="201"]');
  await rows.nth(30).waitFor();
  holds((await rows.count()) < 60, 'rows in the page at first');
  equal([await page.locator('.lanes-table').getAttribute('aria-rowcount'), await last.count()], ['201', 0]);
  const above = (await page.locator('.lanes-table').boundingBox()).height;
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await last.waitFor();
  holds((await rows.count()) < 60, 'rows in the page at the end');
  const below = (await page.locator('.lanes-table').boundingBox()).height;
  holds(Math.abs(below - above) < 100, `the table is as high as before: ${above}, ${below}`);
  await page.evaluate(() => scrollTo(0, 0));
  await last.waitFor({ state: 'detached' });
  for (let row = 0; row < 60; ++row) await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement.closest('[aria-rowindex="62"]') !== null);
  await check();
});

test('lanes keep their place while they change, until somebody sorts again', async () => {
  const { page, check } = await signedIn(world, 'viewer');
  const three = lanes.slice(100, 103);
  const later = new Date(Date.parse(at) + 5000).toISOString();
  await stream(page, ['snapshot', { ...head, lanes: three }], ['delta', { ...head, at: later, lanes: [{ ...three[2], taken: three[2].taken + 50, dead_letters: 7 }] }]);
  await page.goto('/overview');
  const names = () => page.locator('.lane-row').evaluateAll((rows) => rows.map((row) => row.dataset.lane.split('/')[0]));
  await page.locator('.lane-row.act').waitFor();
  equal(await names(), ['tenant-100', 'tenant-101', 'tenant-102']);
  await page.getByRole('button', { name: 'Sort again' }).click();
  equal(await names(), ['tenant-102', 'tenant-100', 'tenant-101']);
  await check();
});

test('100,000 dead letters are groups first, and a list of which only the rows in view are there', async () => {
  const { page, check } = await signedIn(world, 'viewer');
  await crowded(page);
  await page.goto('/deliveries');
  await page.getByRole('button', { name: /100,000 Not accepted: Subject/ }).waitFor();
  await page.goto('/deliveries?group=none');
  await page.locator('.vrow').first().waitFor();
  for (let i = 0; i < 20; ++i) await page.locator('.vbody').evaluate((body) => (body.scrollTop = body.scrollHeight));
  holds((await page.locator('.vrow').count()) < 60, 'rows in the page');
  equal(await page.locator('[role=table]').getAttribute('aria-rowcount'), '100001');
  await check();
});

test('what a browser loads first is small, and the editor comes with the first mapping', async () => {
  const folder = path.join(world.root, 'console', 'assets');
  const sizes = await Promise.all((await readdir(folder)).filter((name) => name.endsWith('.gz')).map(async (name) => [name, (await stat(path.join(folder, name))).size / 1024]));
  const sum = (pattern) => sizes.filter(([name]) => pattern.test(name)).reduce((all, [, size]) => all + size, 0);
  holds(sum(/^(main|chunk).*\.js\.gz$/) < 90, 'first scripts stay below 90 KB');
  holds(sum(/\.css\.gz$/) < 15, 'styles stay below 15 KB');
  holds(sum(/^workshop.*\.js\.gz$/) < 160, 'the editor stays below 160 KB');
});

await runAll(() => world.end());
