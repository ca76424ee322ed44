// Deliveries: what failed and why, and another chance for one, many or all of it.
import { count, equal, holds, runAll, test, until } from './support/cases.mjs';
import { signedIn } from './support/browser.mjs';
import { noSeriousViolation } from './support/access.mjs';
import { World } from './support/world.mjs';

const world = await World.start({ tenants: ['acme', 'nord'] });
const refuse = (times = -1, code = 'STRING_TOO_LONG', field = 'Subject') =>
  world.do('break', { kind: 'record_error', operation: 'upsert', record: -1, times, text: code, field });
const deadLetters = async () => (await world.do('deliveries', { state: 'dead_letter' })).length;
let seed = 100;

async function fail(count) {
  const before = await deadLetters();
  await refuse();
  equal(await world.do('send', { count, seed: ++seed }), count);
  await until(async () => (await deadLetters()) === before + Math.min(count, 1000 - before), `${count} are dead letters`, 120);
  await world.do('heal');
}

test('nothing to do is said kindly, and a filter that finds nothing can be cleared', async () => {
  const { page, check } = await signedIn(world, 'viewer', { address: '/deliveries' });
  await page.getByText('Nothing needs you', { exact: true }).waitFor();
  await page.getByLabel('State').selectOption('Retrying');
  await page.getByText('No deliveries match this filter.').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByText('Nothing needs you', { exact: true }).waitFor();
  await check();
});

test('a group says what happened and what to do, and one delivery has its history', async () => {
  await fail(3);
  const { page, check } = await signedIn(world, 'operator', { address: '/deliveries' });
  const group = page.getByRole('button', { name: /3 Not accepted: Subject/ });
  await group.click();
  await page.getByText('The target refuses this record').waitFor();
  await page.getByText('values are never shown').waitFor();
  await noSeriousViolation(page, 'deliveries in groups');
  await page.getByRole('link', { name: 'Show all 3 in a list' }).click();
  equal(new URL(page.url()).searchParams.get('error_code'), 'STRING_TOO_LONG');
  await count(page.locator('.vrow'), 3, 'rows');
  await noSeriousViolation(page, 'deliveries in a list');
  await page.locator('.vrow a').first().click();
  await page.getByRole('heading', { name: /^Delivery \d/ }).waitFor();
  await page.getByRole('cell', { name: 'STRING_TOO_LONG', exact: true }).waitFor();
  await noSeriousViolation(page, 'one delivery');
  await page.getByRole('button', { name: 'Retry 1…' }).click();
  await page.getByRole('dialog', { name: 'Retry 1 delivery?' }).getByRole('button', { name: 'Retry 1 delivery' }).click();
  await page.getByText('There is no such delivery any more').waitFor();
  equal(await deadLetters(), 2);
  await check();
});

test('a viewer sees no retry button, and the API refuses him', async () => {
  const { page, check } = await signedIn(world, 'viewer', { address: '/deliveries' });
  await page.getByRole('button', { name: /2 Not accepted: Subject/ }).waitFor();
  equal(await page.getByRole('checkbox').count(), 0, 'what a viewer can choose');
  equal(await page.getByRole('button', { name: /Retry|Discard/ }).count(), 0, 'buttons of a viewer');
  const status = await page.evaluate(async () => {
    const answer = await fetch('/api/v1/jobs/retry', { method: 'POST', headers: { 'X-Hub-Console': '1' }, body: '{"filter":{"tenant":"acme"}}' });
    return answer.status;
  });
  equal(status, 403);
  equal(await deadLetters(), 2);
  await check();
});

test('an operator is told that only administrators discard, who type the number', async () => {
  const operator = await signedIn(world, 'operator', { address: '/deliveries' });
  await operator.page.getByLabel('Select all 2').check();
  await operator.page.getByText('Discard: administrators only').waitFor();
  await operator.check();
  const { page, check } = await signedIn(world, 'admin', { address: '/deliveries' });
  await page.getByLabel('Select all 2').check();
  await page.getByRole('button', { name: 'Discard…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Discard 2 deliveries?' });
  const act = dialog.getByRole('button', { name: 'Discard 2 deliveries' });
  await dialog.getByText('cannot be undone').waitFor();
  equal(await act.isDisabled(), true, 'without the number');
  await dialog.getByLabel('Type 2 to confirm').fill('2');
  await noSeriousViolation(page, 'the preview of a discard');
  await act.click();
  await page.getByText('2 discarded and deleted').waitFor();
  await page.getByText('Nothing needs you', { exact: true }).waitFor();
  const outcomes = (await world.do('certificates')).map((entry) => entry.outcome);
  equal(outcomes.filter((one) => one === 'discarded').length, 2, 'certificates of discards');
  await check();
});

test('500 dead letters are retried by filter, with preview, progress and a report', async () => {
  await fail(500);
  const records = (await world.do('records', { kind: 'Case' })).length;
  const { page, check } = await signedIn(world, 'operator', { address: '/deliveries' });
  await page.getByLabel('Select all 500').check();
  await page.getByRole('button', { name: 'Retry 500…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry 500 deliveries?' });
  await dialog.getByText('What fails later is not included.').waitFor();
  // One that fails after the choice is left alone.
  await refuse();
  await world.do('send', { count: 1, seed: ++seed });
  await until(async () => (await deadLetters()) === 501, 'one more has failed');
  await world.do('heal');
  await world.do('break', { kind: 'latency', operation: 'upsert', times: -1, milliseconds: 400 });
  await dialog.getByRole('button', { name: 'Retry 500 deliveries' }).click();
  const job = page.locator('[data-job]').filter({ hasText: '500 deliveries' });
  await job.getByText(/to go/).waitFor();
  await page.reload(); // progress is the hub's, not the page's
  await job.getByText(/to go/).waitFor();
  const viewer = await signedIn(world, 'viewer', { address: '/deliveries' });
  await viewer.page.locator('[data-job]').filter({ hasText: '500 deliveries' }).waitFor();
  await world.do('heal');
  await job.getByText('500 delivered and deleted').waitFor({ timeout: 60_000 });
  equal(await deadLetters(), 1, 'what failed after the choice');
  equal((await world.do('records', { kind: 'Case' })).length, records + 500, 'records at the target');
  await page.getByRole('button', { name: /1 Not accepted: Subject/ }).waitFor();
  await check();
});

test('what fails again is told apart, and one group of several is retried alone', async () => {
  await refuse(-1, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'Priority');
  await world.do('send', { count: 4, seed: ++seed });
  await until(async () => (await deadLetters()) === 5, 'five are dead letters');
  const { page, check } = await signedIn(world, 'operator', { address: '/deliveries' });
  await page.getByLabel('Select Not accepted: Priority').check();
  await page.getByRole('button', { name: 'Retry 4…' }).click();
  await page.getByRole('button', { name: 'Retry 4 deliveries' }).click();
  await page.getByText('4 failed again').waitFor();
  await world.do('heal');
  await page.getByLabel('Select all 5').check();
  await page.keyboard.press('r');
  await page.getByRole('dialog', { name: 'Retry 5 deliveries?' }).getByRole('button', { name: 'Retry 5 deliveries' }).click();
  await page.getByText('5 delivered and deleted').waitFor();
  await check();
});

test('the keyboard suffices however slowly the screen is painted: a row is chosen, retried and left again', async () => {
  await fail(2);
  const { page, check } = await signedIn(world, 'operator');
  await page.evaluate(() => (globalThis.requestAnimationFrame = (paint) => setTimeout(paint, 500)));
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.getByRole('button', { name: /2 Not accepted/ }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByLabel('Select Not accepted: Subject').and(page.locator(':checked')).waitFor();
  await page.keyboard.press('r');
  await page.getByRole('dialog', { name: 'Retry 2 deliveries?' }).waitFor();
  for (let i = 0; i < 12 && (await page.evaluate(() => document.activeElement.id)) !== 'do-it'; ++i) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('2 delivered and deleted').waitFor();
  holds((await deadLetters()) === 0, 'nothing is left');
  await check();
});

await runAll(() => world.end());
