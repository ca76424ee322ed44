// The Case Browser: cases are found, and those that a tenant keeps are read and deleted by whoever may, which is noted.
import { count, equal, holds, runAll, test, until } from './support/cases.mjs';
import { noSeriousViolation } from './support/access.mjs';
import { signedIn } from './support/browser.mjs';
import { World } from './support/world.mjs';

const world = await World.start({ tenants: ['acme', 'nord'], retention: { acme: '{keep_delivered: 30d}', nord: '{keep: metadata, keep_delivered: 30d}' } });
const lines = await world.do('events', { count: 3, seed: 91 });
const data = lines.map((line) => JSON.parse(line).data);
const group = data[0].group.name;
equal(await world.do('send_lines', { lines }), 3);
equal(await world.do('send', { count: 1, seed: 92, tenant: 'nord' }), 1);
const kept = async () => (await world.api('GET', '/api/v1/cases?state=kept')).body.cases;
await until(async () => (await kept()).length === 4, 'the cases of one tenant are kept, and metadata of that of the other');
await until(async () => (await world.do('certificates')).length === 1, 'that of the other is gone');
const referenceOf = async (number) => (await world.api('POST', '/api/v1/cases/search', { body: { tenant: 'acme', case: data[number].case.id } })).body.cases[0].case;
const rowOf = async (page, number) => page.getByRole('row').filter({ hasText: (await referenceOf(number)).slice(0, 12), has: page.getByRole('button', { name: 'Open…' }) });

async function open(page, number) {
  await (await rowOf(page, number)).getByRole('button', { name: 'Open…' }).click();
  const dialog = page.getByRole('dialog');
  const go = dialog.getByRole('button', { name: 'Open the transcript' });
  holds(await go.isDisabled(), 'nothing opens without a reason');
  await dialog.getByLabel('A legal request').check();
  await go.click();
  await dialog.locator('.transcript').waitFor();
  return dialog;
}

test('an administrator who says why reads a kept case, and the audit log has it', async () => {
  const { page, check } = await signedIn(world, 'admin', { address: '/cases' });
  const dialog = await open(page, 0);
  const messages = data[0].transcript.messages;
  equal(await dialog.locator('.transcript li').count(), messages.length, 'messages');
  await dialog.getByText(data[0].case.id).waitFor();
  await noSeriousViolation(page, 'a transcript');
  await dialog.locator('footer').getByRole('button', { name: 'Close' }).click();
  await page.goto('/audit');
  const entry = page.getByRole('row').filter({ hasText: 'openCase' });
  holds((await entry.innerText()).includes(`case ${await referenceOf(0)}, reason legal`), 'which case, and why');
  await check();
});

test('where only metadata are kept, these are shown, and no word that was said', async () => {
  const { page, check } = await signedIn(world, 'admin', { address: '/cases' });
  const row = page.getByRole('row').filter({ hasText: 'metadata only' });
  await count(row, 1, 'cases of which metadata are left');
  await row.getByRole('button', { name: 'Open…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('A complaint').check();
  await dialog.getByRole('button', { name: 'Open the metadata' }).click();
  const shown = dialog.getByRole('region', { name: 'metadata only' });
  await shown.getByRole('rowheader', { name: 'case.channel' }).waitFor();
  equal(await dialog.locator('.transcript').count(), 0, 'transcripts');
  await noSeriousViolation(page, 'metadata');
  await check();
});

test('a transcript closes when nobody does anything, and when the page is left', async () => {
  const { page, check } = await signedIn(world, 'admin');
  await page.clock.install();
  await page.goto('/cases');
  const dialog = await open(page, 0);
  await page.clock.fastForward('04:50');
  await page.mouse.move(200, 200);
  await page.clock.fastForward('04:50');
  equal(await dialog.locator('.transcript').count(), 1, 'somebody still reads');
  await page.clock.fastForward('00:20');
  await dialog.waitFor({ state: 'detached' });
  await open(page, 0);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
  await dialog.waitFor({ state: 'detached' });
  await check();
});

test('others see that it is kept, and neither page nor API opens it', async () => {
  for (const role of ['operator', 'viewer']) {
    const { page, check } = await signedIn(world, role, { address: '/cases?state=kept' });
    await page.getByText(`Your role (${role}) cannot open kept cases.`).waitFor();
    equal(await page.getByRole('button', { name: /^(Open|Delete)…/ }).count(), 0, 'buttons');
    const path = `/api/v1/tenants/acme/cases/${await referenceOf(0)}`;
    equal((await world.api('POST', `${path}/open`, { key: world.keys[role], body: { reason: 'legal' } })).status, 403, 'opening');
    equal((await world.api('DELETE', path, { key: world.keys[role] })).status, 403, 'deleting');
    await check();
  }
});

test('cases are found by state, time and group, and the group is in no address', async () => {
  const { page, check } = await signedIn(world, 'operator', { address: '/cases' });
  const rows = page.locator('[aria-labelledby=browse-title] tbody tr');
  await count(rows, 4, 'cases are listed');
  await page.getByLabel('State').selectOption('waiting');
  await page.getByText('No case matches').waitFor();
  await page.getByLabel('State').selectOption('kept');
  await page.getByLabel('Accepted to').fill('2020-01-01');
  await page.getByText('No case matches').waitFor();
  equal(new URL(page.url()).searchParams.get('to'), '2020-01-01', 'the address is the view');
  await page.getByLabel('Accepted to').fill('');
  const field = page.getByLabel('Group of agents');
  holds(await field.isDisabled(), 'a group is one of a tenant');
  await page.getByLabel('Tenant').first().selectOption('acme');
  await field.fill(group);
  await page.getByRole('button', { name: 'Search' }).click();
  const ofGroup = data.filter((one) => one.group.name === group).length;
  await count(rows, ofGroup, 'cases of the group');
  holds(!decodeURIComponent(page.url()).includes(group), 'the group is in the address');
  await field.fill('no such group');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('Only cases that their tenant keeps can be found by group.').waitFor();
  await check();
});

test('a kept case is deleted before its time and certified as erased', async () => {
  const { page, check } = await signedIn(world, 'admin', { address: '/cases' });
  const reference = await referenceOf(1);
  await (await rowOf(page, 1)).getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('This cannot be undone.').waitFor();
  await dialog.getByRole('button', { name: 'Delete this case' }).click();
  await page.getByText('is deleted and certified.').waitFor();
  await until(async () => (await kept()).length === 3, 'it is gone');
  const entry = (await world.do('certificates')).at(-1);
  equal([entry.outcome, entry.case, entry.targets[0].state], ['erased', reference, 'confirmed']);
  equal((await world.do('records', { kind: 'Case' })).length, 4, 'records at the target');
  await check();
});

await runAll(() => world.end());
