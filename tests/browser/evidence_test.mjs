// Targets, cases and certificates: what is where, and how it is known.
import { equal, holds, runAll, test, until } from './support/cases.mjs';
import { signedIn } from './support/browser.mjs';
import { noSeriousViolation } from './support/access.mjs';
import { World } from './support/world.mjs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const world = await World.start({ tenants: ['acme', 'nord'] });
const [event] = await world.do('events', { count: 1, seed: 55 });
const caseId = JSON.parse(event).data.case.id;
await world.do('send', { count: 12, seed: 54 });
await world.do('send_lines', { lines: [event] });
await until(async () => (await world.do('certificates')).length === 13, 'thirteen certificates');
const summary = async () => (await world.api('GET', '/api/v1/certificates/summary')).body.total;

test('a certificate is verified in the browser, by number and by the id of its case', async () => {
  const { page, check } = await signedIn(world, 'operator', { address: '/certificates' });
  await page.getByText('signature is good').waitFor();
  await page.getByLabel('Number in the log').fill('3');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText('Genuine.').waitFor();
  await page.getByText(`Entry 3 is in the signed tree of ${await summary()} entries.`).waitFor();
  await page.getByRole('button', { name: 'Case id' }).click();
  await page.locator('.verify').getByLabel('Case id').fill(caseId);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText(/Entry \d+ is in the signed tree/).waitFor();
  holds(!page.url().includes(caseId), 'the address has no id');
  await page.locator('.verify').getByLabel('Case id').fill('never-seen');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText('this hub never saw it').waitFor();
  await noSeriousViolation(page, 'certificates');
  await check();
});

test('another key, another entry and a changed file are not proven', async () => {
  const { page, check } = await signedIn(world, 'auditor', { address: '/certificates' });
  const verify = async () => page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByLabel('Number in the log').fill('9999');
  await verify();
  await page.getByText('The log has no such entry.').waitFor();
  const line = (await (await fetch(`${world.url}/certificates/log/verifier-key`)).text()).trim();
  await page.getByLabel(/^The log’s key, as you got it once/).fill(line);
  await page.getByLabel('Number in the log').fill('0');
  await verify();
  await page.getByText('The signature is of the key that you gave.').waitFor();
  await page.getByLabel(/^The log’s key, as you got it once/).fill(line.slice(0, -8) + 'AAAAAAA=');
  await verify();
  await page.getByText('Not proven.').waitFor();
  await check();
});

test('an exported certificate is verified from its files, and a changed one is not', async () => {
  const exported = await world.do('hubctl', { words: ['certificates', 'export', '2', '--folder', world.root] });
  equal(exported.status, 0, exported.err);
  const proof = path.join(world.root, (await readdir(world.root)).find((name) => name.endsWith('.tlog-proof')));
  const entry = path.join(world.root, path.basename(proof).replace('.tlog-proof', '.json'));
  const { page, check } = await signedIn(world, 'auditor', { address: '/certificates' });
  await page.getByRole('button', { name: 'File', exact: true }).click();
  await page.locator('input[type=file]').setInputFiles([proof, entry]);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText('Entry 2 is in the signed tree').waitFor();
  const changed = (await readFile(entry, 'utf8')).replace('delivered', 'discarded');
  await page.locator('input[type=file]').setInputFiles([
    { name: '2.tlog-proof', mimeType: 'text/plain', buffer: await readFile(proof) },
    { name: '2.json', mimeType: 'application/json', buffer: Buffer.from(changed) },
  ]);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText('The entry does not fit the signed tree.').waitFor();
  await check();
});

test('the list opens a certificate, and what is held is told by tenant', async () => {
  const { page, check } = await signedIn(world, 'auditor', { address: '/certificates' });
  await page.getByRole('row').filter({ hasText: 'Delivered and deleted' }).first().getByRole('button').click();
  const panel = page.getByRole('dialog');
  await panel.getByText('case key destroyed').waitFor();
  await noSeriousViolation(page, 'one certificate');
  await panel.getByRole('button', { name: 'Verify it' }).click();
  await page.getByText('Genuine.').waitFor();
  await page.getByRole('button', { name: 'Held now' }).click();
  await page.getByText('The hub holds no case.').waitFor();
  await check();
});

test('a case is found by its id wherever it is, and nothing of it is shown', async () => {
  const { page, check } = await signedIn(world, 'operator', { address: '/cases' });
  await page.getByText('No case is here').waitFor();
  const find = async (id) => {
    await page.getByLabel('Case id, as your platform names it').fill(id);
    await page.getByRole('button', { name: 'Find', exact: true }).click();
  };
  await find(caseId);
  await page.locator('.verdict').getByText('Delivered and deleted').waitFor();
  await page.getByRole('link', { name: 'Open the certificate' }).click();
  await page.getByRole('dialog', { name: /^Certificate/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.goto('/cases');
  await find('nobody-knows');
  await page.getByText('This hub never saw it').waitFor();
  await world.do('kill_target');
  const [waiting] = await world.do('events', { count: 1, seed: 56 });
  await world.do('send_lines', { lines: [waiting] });
  await find(JSON.parse(waiting).data.case.id);
  await page.getByText('Here, on its way').waitFor();
  await page.locator('.case-delivery').first().waitFor();
  await noSeriousViolation(page, 'cases');
  await world.do('start_target');
  await page.getByText('No case is here').waitFor();
  await check();
});

test('a target is checked, paused and resumed, and tells its fields', async () => {
  const { page, check } = await signedIn(world, 'operator', { address: '/targets' });
  const row = page.locator('[data-target="acme/salesforce"]');
  await row.getByRole('button', { name: 'Check' }).click();
  await row.getByText('answered').waitFor();
  await world.do('kill_target');
  await row.getByRole('button', { name: 'Check' }).click();
  await row.getByText('failed').waitFor();
  await world.do('start_target');
  await row.getByRole('button', { name: 'Pause' }).click();
  await row.getByText('Paused').waitFor();
  await row.getByRole('button', { name: 'Resume' }).click();
  await row.getByText('Idle').waitFor();
  await noSeriousViolation(page, 'targets');
  await row.getByRole('link').click();
  await page.getByRole('button', { name: 'Ask the target' }).click();
  await page.getByText('Hub_Key__c').first().waitFor();
  await noSeriousViolation(page, 'one target');
  await check();
  const viewer = await signedIn(world, 'viewer', { address: '/targets' });
  await viewer.page.locator('[data-target="acme/salesforce"]').waitFor();
  equal(await viewer.page.getByRole('button', { name: /Check|Pause|Resume/ }).count(), 0, 'buttons of a viewer');
});

test('what was done by hand is on the audit page, with its result', async () => {
  await world.api('POST', '/api/v1/lanes/acme/salesforce/resume', { key: world.keys.operator });
  await world.api('POST', '/api/v1/lanes/nord/salesforce/pause', { key: world.keys.viewer });
  const { page, check } = await signedIn(world, 'auditor', { address: '/audit' });
  const row = (operation, tenant) => page.getByRole('row').filter({ hasText: operation }).filter({ hasText: tenant }).first();
  await row('resumeLane', 'acme').getByText('Done').waitFor();
  await row('resumeLane', 'acme').getByText('target salesforce').waitFor();
  await row('pauseLane', 'nord').getByText('Refused').waitFor();
  await noSeriousViolation(page, 'audit');
  await page.getByLabel('Tenant').first().selectOption('acme');
  await row('resumeLane', 'acme').waitFor();
  await page.getByRole('cell', { name: 'nord', exact: true }).waitFor({ state: 'hidden' });
  await check();
});

test('what a role may not do is not there', async () => {
  const auditor = await signedIn(world, 'auditor');
  equal(await auditor.page.getByRole('navigation').getByRole('link').allInnerTexts().then((all) => all.slice(1)), ['Overview', 'Certificates', 'Audit'], 'pages of an auditor');
  const partner = await signedIn(world, 'partner', { address: '/certificates' });
  await partner.page.getByText('Your role (partner) cannot open this page.').waitFor();
  await partner.page.goto(world.url + '/overview');
  await partner.page.locator('[data-lane="acme/salesforce"]').waitFor();
  equal(await partner.page.locator('#charts-title').count(), 0, "charts of the whole hub on a partner's overview");
});

await runAll(() => world.end());
