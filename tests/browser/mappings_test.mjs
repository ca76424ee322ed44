// Mappings: an administrator changes one, sees what it does, and the next case is delivered with it.
import { equal, holds, runAll, test, until } from './support/cases.mjs';
import { signedIn } from './support/browser.mjs';
import { noSeriousViolation } from './support/access.mjs';
import { World } from './support/world.mjs';

const world = await World.start();
const lane = 'tenant=acme&target=salesforce';
const address = '/mappings/acme/salesforce';
const content = (page) => page.locator('.cm-content').first();
const current = async () => (await world.api('GET', `/api/v1/mappings?${lane}`)).body;
const textOf = async (version) => (await world.api('GET', `/api/v1/mappings/${version}`)).body.text;

/** Replaces the whole text, as somebody does who pastes a file. */
async function write(page, text) {
  await content(page).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}
const lower = (page) => page.locator('#lower-pane');

test('a mapping with two errors is repaired, tested, published, and the next case is delivered with it', async () => {
  const { page, check } = await signedIn(world, 'admin', { address: '/mappings' });
  await page.getByRole('link', { name: 'acme / salesforce' }).click();
  await content(page).waitFor();
  const before = await textOf((await current()).current);
  const changed = before.replace("case.category | default: 'customer'", "case.categry | defalt: 'customer'").replace('Priority: Medium', 'Priority: High');
  holds(changed !== before, 'the test changes the text');
  await write(page, changed);
  await lower(page).getByText("'defalt'").first().waitFor();
  await page.getByRole('button', { name: 'Use "default"' }).first().click();
  await lower(page).getByText("'case.categry'").first().waitFor();
  await page.getByRole('button', { name: 'Use "case.category"' }).first().click();
  await lower(page).getByText('No problems found.').waitFor();
  // The tests beside the file expect another priority: they say so, and nothing is published.
  await page.getByRole('button', { name: 'Publish…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Publish to acme / salesforce?' });
  await dialog.getByText('expected').first().waitFor();
  equal(await dialog.getByRole('button', { name: 'Publish', exact: true }).isDisabled(), true, 'publishing with failing tests');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await write(page, changed.replace('Priority: High', 'Priority: Medium').replace('categry', 'category').replace('defalt', 'default').replace('{{ case.channel }},', '{{ case.channel }}:'));
  await page.getByRole('button', { name: 'Run tests' }).click();
  await page.getByRole('tab', { name: /^Tests/ }).click();
  await lower(page).getByText(/expected/).first().waitFor();
  const good = before.replace('video: Video', 'video: By camera').replace('callback: Phone', 'callback: By telephone');
  holds(good !== before, 'the test changes the text');
  await write(page, good);
  await page.getByRole('button', { name: 'Run tests' }).click();
  await lower(page).getByText(/^(\d+) of \1 tests pass\.$/).waitFor();
  await noSeriousViolation(page, 'the editor');
  await page.getByRole('button', { name: 'Publish…' }).click();
  await dialog.getByText('By camera').first().waitFor();
  await noSeriousViolation(page, 'the dialog that publishes');
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByRole('dialog', { name: /^Version \d+ is live$/ }).getByRole('button', { name: 'Close' }).last().click();
  equal(await textOf((await current()).current), good, 'what is live');
  await world.do('send', { count: 40, seed: 31 });
  await until(async () => /By camera|By telephone/.test(JSON.stringify(await world.do('records', { kind: 'Case' }))), 'the next cases have it');
  await check();
});

test('the way back is one choice of a version', async () => {
  const { page, check } = await signedIn(world, 'admin', { address });
  const first = (await current()).publications.at(-1).version;
  await page.getByRole('button', { name: 'Versions' }).click();
  await page.getByRole('button', { name: `Roll back to ${first}` }).click();
  await page.getByRole('button', { name: `Roll back to ${first}` }).click();
  await until(async () => (await current()).current === first, 'the first version is live again');
  await page.getByText(`live: version ${first}`).waitFor();
  holds(!(await content(page).innerText()).includes('By camera'), 'the text is that version’s');
  await check();
});

test('a sample is mapped as one types, and a pasted one is kept nowhere', async () => {
  const { page, check } = await signedIn(world, 'operator', { address });
  const result = page.locator('.pane.result');
  await result.getByText('Finance chat, Card services').waitFor();
  await page.locator('.pane.sample select').selectOption('Pasted');
  const secret = 'Zq8-a-name-of-nobody';
  await page.getByLabel('A case or an event, in JSON').fill(JSON.stringify({ case: { id: 'C-9', channel: 'chat', category: secret }, group: { name: 'G' } }));
  await result.getByText(`${secret[0]}${secret.slice(1).toLowerCase()} chat, G`).waitFor();
  await page.getByLabel('A case or an event, in JSON').fill('{');
  await page.getByText('This is no JSON object.').waitFor();
  await page.getByRole('button', { name: 'Forget it' }).click();
  await result.getByText('No sample is chosen.').waitFor();
  holds(!page.url().includes(secret), 'the address has nothing of it');
  equal(await page.evaluate(() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)).then((kept) => kept.includes(secret)), false, 'kept in the browser');
  holds(!(await world.do('log')).includes(secret), 'the log has nothing of it');
  await check();
});

test('completion offers fields of the case, filters, and fields of the target', async () => {
  const { page, check } = await signedIn(world, 'operator', { address });
  await page.locator('.pane.result').getByText('Finance chat').waitFor();
  await write(page, 'mapping: x\ntarget: salesforce\nrecords:\n  case:\n    object: Case\n    key: Hub_Key__c\n    fields:\n      Subject: "{{ case.id }}"\n');
  await lower(page).getByText('No problems found.').waitFor();
  await page.keyboard.type('      Comments: "{{ visitor.em');
  const choose = async (label) => {
    const option = page.locator('.cm-tooltip-autocomplete .cm-completionLabel').getByText(label, { exact: true });
    await option.click();
    await option.waitFor({ state: 'detached' });
  };
  await page.keyboard.type('      Comments: "{{ visitor.em');
  await choose('visitor.email');
  await page.keyboard.type(' | upc');
  await choose('upcase');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Prio');
  await choose('Priority');
  await until(async () => /\{\{ visitor\.email \| upcase[^]*Priority: /.test(await content(page).innerText()), 'what was completed');
  await check();
});

test('where personal data go is told for each field, with its class', async () => {
  const { page, check } = await signedIn(world, 'operator', { address });
  await page.locator('.pane.result').getByText('Finance chat').waitFor();
  await write(page, 'mapping: x\ntarget: salesforce\nrecords:\n  case:\n    object: Case\n    key: Hub_Key__c\n    fields:\n      Comments: "{{ visitor.email | upcase }}"\n');
  await page.getByRole('tab', { name: /^Where data go 1/ }).click();
  await lower(page).getByText('visitor.email').waitFor();
  equal(await lower(page).locator('.class-mark').allInnerTexts(), ['I', 'I'], 'classes');
  equal(await page.locator('.cm-class-direct').count(), 1, 'the letter beside the line');
  await check();
});

test('a viewer reads, and is offered nothing else', async () => {
  const { page, check } = await signedIn(world, 'viewer', { address });
  await content(page).waitFor();
  await page.getByText('You may read this mapping.').waitFor();
  equal(await page.getByRole('button', { name: /Publish|Run tests|Compare/ }).count(), 0);
  await content(page).click();
  const before = await content(page).innerText();
  await page.keyboard.type('nothing');
  equal(await content(page).innerText(), before);
  equal((await world.api('POST', '/api/v1/mappings/publish', { key: world.keys.viewer, body: { tenant: 'acme', target: 'salesforce', text: 'x' } })).status, 403);
  await noSeriousViolation(page, 'a mapping that is only read');
  await check();
});

test('the keyboard leaves the editor again', async () => {
  const { page, check } = await signedIn(world, 'operator', { address });
  await content(page).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  holds(await page.evaluate(() => !document.activeElement?.shadowRoot), 'the focus is outside of the editor');
  await check();
});

await runAll(() => world.end());
