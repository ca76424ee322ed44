// The overview: one look tells whether anything is stuck, and it is told as it happens.
import { count, equal, holds, runAll, test, until } from './support/cases.mjs';
import { signedIn, signIn, visitor } from './support/browser.mjs';
import { noSeriousViolation } from './support/access.mjs';
import { World } from './support/world.mjs';

const world = await World.start({ tenants: ['acme', 'nord'] });
const laneOf = (page, lane) => page.locator(`[data-lane="${lane}"]`);
const wordOf = (page, lane) => laneOf(page, lane).locator('.state').innerText();

test('a wrong key is refused in words, a right one opens the overview', async () => {
  const { page, check, context } = await visitor(world.url);
  await page.goto('/');
  await page.getByLabel('Key', { exact: true }).fill('guessed');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'no key of this hub' }).waitFor();
  await signIn(page, world.keys.viewer);
  await page.getByText('Nothing needs you.').waitFor();
  equal(new URL(page.url()).pathname, '/overview');
  const cookies = await context.cookies();
  equal([cookies.length, cookies[0].httpOnly, cookies[0].sameSite], [1, true, 'Strict'], 'the cookie');
  equal(await page.evaluate(() => document.cookie), '', 'what scripts see of the cookie');
  await noSeriousViolation(page, 'the overview');
  await check();
});

test('a target goes down and comes back while the overview is open', async () => {
  const { page, check } = await signedIn(world, 'operator');
  await until(async () => (await wordOf(page, 'acme/salesforce')) === 'Idle', 'the lane is at rest');
  await world.do('kill_target');
  equal(await world.do('send', { count: 20, seed: 1 }), 20);
  await until(async () => (await wordOf(page, 'acme/salesforce')) === 'Retrying', 'the page says that the target is away');
  equal(await wordOf(page, 'nord/salesforce'), 'Idle', 'the other tenant is not concerned');
  await until(async () => (await laneOf(page, 'acme/salesforce').getByRole('cell').nth(3).innerText()) === '20', 'twenty wait');
  await until(async () => /\d/.test(await page.locator('.remains .big').first().innerText()), 'what is held is shown');
  equal(await page.locator('.remains .big').first().innerText(), '20', 'held now');
  await world.do('start_target');
  await until(async () => ['Idle', 'Flowing'].includes(await wordOf(page, 'acme/salesforce')), 'the page says that it is back');
  await until(async () => (await page.locator('.remains .big').first().innerText()) === '0', 'nothing is held');
  await until(async () => (await page.locator('.remains .big').nth(1).innerText()) === '20', 'twenty are certified today', 40);
  await check();
});

test('the hub goes away and comes back while the overview is open', async () => {
  const { page, check } = await signedIn(world, 'operator', { address: '/overview?range=6h' });
  await until(async () => (await wordOf(page, 'acme/salesforce')) === 'Idle', 'the lane is at rest');
  await page.evaluate(() => (globalThis.isTheSamePage = true));
  await world.do('stop_hub');
  await page.locator('.live.late').waitFor(); // what is shown says how old it is
  await page.getByText('Nothing was heard from the hub for').waitFor();
  await count(page.locator('.lane-row'), 2, 'lanes that are still shown');
  await world.do('start_hub');
  const again = page.getByRole('dialog', { name: 'Your session has ended' });
  await again.getByLabel('Key', { exact: true }).fill(world.keys.operator);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.waitFor({ state: 'detached' });
  await page.locator('.live:not(.late)').waitFor();
  await page.getByText('Nothing was heard from the hub for').waitFor({ state: 'detached' });
  const certified = page.locator('.remains .big').nth(1);
  const before = Number(await certified.innerText());
  equal(await world.do('send', { count: 5, seed: 41 }), 5);
  await until(async () => Number(await certified.innerText()) === before + 5, 'the figures go on');
  holds(await page.evaluate(() => globalThis.isTheSamePage && location.search === '?range=6h'), 'the page and its view stayed');
  await check();
});

test('refused credentials stop a lane, and only that is red', async () => {
  const { page, check } = await signedIn(world, 'operator');
  await world.do('break', { kind: 'revoked_credentials', operation: 'token', times: -1 });
  await world.do('expire_tokens');
  await world.do('send', { count: 3, seed: 2 });
  await until(async () => (await wordOf(page, 'acme/salesforce')) === 'Stopped', 'the lane is stopped');
  await page.getByText('1 lane is stopped.').waitFor();
  await page.getByRole('button', { name: 'Show what needs me' }).click();
  await count(page.locator('.lane-row'), 1, 'lanes that need a person');
  equal(new URL(page.url()).searchParams.get('show'), 'act', 'the address is the view');
  await page.reload();
  await laneOf(page, 'acme/salesforce').waitFor();
  await count(page.locator('.lane-row'), 1, 'lanes after a reload');
  await laneOf(page, 'acme/salesforce').getByRole('button').click();
  const panel = page.getByRole('dialog', { name: 'acme / salesforce' });
  await panel.getByText('Renew the credentials of the target').waitFor();
  await noSeriousViolation(page, 'the panel of a lane');
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await world.do('heal');
  await world.api('POST', '/api/v1/lanes/acme/salesforce/resume');
  await page.getByText('Nothing needs you.').waitFor();
  await check();
});

test('pausing is told at once, has a way back, and is no choice of a viewer', async () => {
  const { page, check } = await signedIn(world, 'operator');
  await laneOf(page, 'nord/salesforce').getByRole('button').click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await until(async () => (await wordOf(page, 'nord/salesforce')) === 'Paused', 'the lane is paused');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await until(async () => (await wordOf(page, 'nord/salesforce')) === 'Idle', 'the lane goes on');
  await check();
  const viewer = await signedIn(world, 'viewer');
  await laneOf(viewer.page, 'nord/salesforce').getByRole('button').click();
  await viewer.page.getByRole('dialog').waitFor();
  equal(await viewer.page.getByRole('button', { name: 'Pause', exact: true }).count(), 0, 'buttons of a viewer');
  const refused = await viewer.page.evaluate(async () => {
    const answer = await fetch('/api/v1/lanes/nord/salesforce/pause', { method: 'POST', headers: { 'X-Hub-Console': '1' } });
    return answer.status;
  });
  equal(refused, 403, 'what the API answers a viewer');
});

test('the last proof run is told, and one that failed needs a person', async () => {
  const { page, check } = await signedIn(world, 'auditor');
  const tile = page.locator('.remains div').filter({ hasText: 'Last proof run' });
  await tile.getByText('None since the start').waitFor();
  for (const [passed, word] of [
    [true, 'Passed'],
    [false, 'Failed'],
  ]) {
    equal((await world.api('POST', '/api/v1/proof/result', { body: { passed } })).status, 200);
    await tile.getByText(word).waitFor();
  }
  equal((await world.api('POST', '/api/v1/proof/result', { key: world.keys.auditor, body: { passed: true } })).status, 403);
  await check();
});

test('charts, tables and tenants are in the address', async () => {
  const { page, check } = await signedIn(world, 'viewer');
  await page.getByRole('button', { name: '24 h' }).click();
  await page.getByRole('button', { name: 'As tables' }).click();
  await page.getByLabel('Tenant').selectOption('nord');
  const view = new URL(page.url()).searchParams;
  equal([view.get('range'), view.get('as'), view.get('tenant')], ['24h', 'tables', 'nord']);
  await page.reload();
  await page.getByRole('button', { name: 'As charts' }).waitFor();
  await count(page.locator('.lane-row'), 1, 'lanes of one tenant');
  await page.goBack();
  await check();
});

test('the keyboard suffices, however slowly the screen is painted', async () => {
  const { page, check } = await visitor(world.url);
  await page.addInitScript(() => (globalThis.requestAnimationFrame = (paint) => setTimeout(paint, 500)));
  await page.goto('/');
  await page.getByLabel('Key', { exact: true }).waitFor();
  await page.keyboard.type(world.keys.operator);
  await page.keyboard.press('Enter');
  await laneOf(page, 'acme/salesforce').waitFor();
  await page.keyboard.press('Tab');
  equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  holds(await page.evaluate(() => document.activeElement.classList.contains('row-link')), 'the focus came back to the row');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await page.getByText('Figures paused').waitFor();
  await page.keyboard.press('p');
  await page.locator('.live.live').waitFor();
  await check();
});

test('eight tabs share one stream', async () => {
  const { page, context } = await signedIn(world, 'viewer');
  await laneOf(page, 'acme/salesforce').waitFor();
  const tabs = [];
  for (let i = 0; i < 7; ++i) {
    const tab = await context.newPage();
    await tab.goto('/overview');
    tabs.push(tab);
  }
  for (const tab of tabs) await laneOf(tab, 'acme/salesforce').waitFor();
  await page.close(); // another one takes over
  const clockOf = (tab) => tab.locator('.live-clock').innerText();
  const before = await clockOf(tabs[0]);
  await until(async () => (await clockOf(tabs[0])) !== before, 'the clock goes on');
});

await runAll(() => world.end());
