// Targets: one is added in the browser, checked, changed, and the next case is delivered to it.
import { equal, holds, runAll, test, until } from './support/cases.mjs';
import { signedIn } from './support/browser.mjs';
import { noSeriousViolation } from './support/access.mjs';
import { World } from './support/world.mjs';

const world = await World.start({ tenants: ['acme'] });
const { url, client_id: clientId, client_secret: clientSecret } = world.target;
const lane = async (target) => (await world.do('status')).lanes.find((one) => one.target === target);
const text = (page) => page.getByLabel('Resource in YAML');

async function fill(page, name, secret) {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Kind of system').selectOption('salesforce');
  await page.getByLabel('Mapping', { exact: true }).selectOption('salesforce/default.yaml');
  await page.getByLabel('The most personal data it may see').selectOption('free_text');
  await page.getByLabel(/^login_url/).fill(url);
  await page.getByLabel(/^client_id/).fill(clientId);
  await page.getByLabel(/^client_secret/).fill(secret);
}

test('a target is added in the browser, checked, and the next case is delivered to it', async () => {
  await world.do('send', { count: 1, seed: 71 });
  const { page, check } = await signedIn(world, 'admin', { address: '/targets' });
  await page.getByRole('link', { name: 'Add a target' }).click();
  await fill(page, 'second', clientSecret);
  await noSeriousViolation(page, 'add a target');
  await page.getByRole('button', { name: 'Add a target' }).click();
  await page.getByRole('heading', { name: 'acme / second' }).waitFor();
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('answered').waitFor();
  await noSeriousViolation(page, 'a target that was added');
  equal((await lane('second')).taken, 0, 'cases from before');
  await world.do('send', { count: 1, seed: 72 });
  await until(async () => (await lane('second')).confirmed === 1, 'the next case is at the new target');
  await until(async () => (await world.do('certificates')).length === 2, 'both cases are deleted');
  holds(!(await page.content()).includes(clientSecret), 'the secret is nowhere on the page');
  const { body } = await world.api('GET', '/api/v1/secrets?tenant=acme');
  equal(body.secrets.map((one) => [one.name, one.used_by]), [['second-client-secret', ['target second']]], 'secrets');
  await check();
});

test('what is wrong is told at its line, nothing is changed, and it is put right in the text', async () => {
  const { page, check } = await signedIn(world, 'admin', { address: '/targets/new?tenant=acme' });
  await fill(page, 'third', clientSecret);
  await page.getByText('As YAML', { exact: true }).click();
  const right = await text(page).inputValue();
  holds(right.includes('client_secret: secret:third-client-secret'), right);
  await text(page).fill(right.replace('connector: salesforce', 'connector: salesfarce'));
  await page.getByRole('button', { name: 'Add a target' }).click();
  await page.getByText('Nothing was changed:').waitFor();
  await page.getByRole('listitem').filter({ hasText: '4:' }).getByText("did you mean 'salesforce'?").waitFor();
  equal((await world.do('status')).lanes.length, 2, 'lanes');
  await text(page).fill(right);
  await page.getByRole('button', { name: 'Add a target' }).click();
  await page.getByRole('heading', { name: 'acme / third' }).waitFor();
  await check();
});

test('a refused secret is replaced where the target stands, and the target answers', async () => {
  await world.api('POST', '/api/v1/secrets/acme/third-client-secret/rotate', { body: { value: 'wrong' } });
  await world.do('expire_tokens');
  const { page, check } = await signedIn(world, 'admin', { address: '/targets/acme/third' });
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('failed').waitFor();
  await page.getByText('Set or replace a secret').click();
  await page.getByLabel('Name, as secret:NAME names it').fill('third-client-secret');
  await page.getByLabel('Value').fill(clientSecret);
  await page.getByRole('button', { name: 'Keep the secret' }).click();
  await page.getByText('is kept, and in use from now on').waitFor();
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('answered').waitFor();
  await check();
});

test('a target that came over the API is changed where it stands; one of a file is shown with it', async () => {
  const { page, check } = await signedIn(world, 'admin', { address: '/targets/acme/third' });
  await page.getByText('Version 1, applied by').waitFor();
  await text(page).fill((await text(page).inputValue()) + '# Asked for by the help desk.\n');
  await page.getByRole('button', { name: 'Apply the change' }).click();
  await page.getByText('Version 2, applied by').waitFor();
  holds((await text(page).inputValue()).includes('help desk'), 'the text that was applied');
  await page.goto('/targets/acme/salesforce');
  await page.getByText('acme.yaml on the hub’s machine').waitFor();
  equal(await page.getByRole('button', { name: 'Apply the change' }).count(), 0, 'buttons to change a file');
  await check();
});

test('who may not add a target is not asked to', async () => {
  const { page, check } = await signedIn(world, 'operator', { address: '/targets' });
  await page.locator('[data-target="acme/salesforce"]').waitFor();
  equal(await page.getByRole('link', { name: 'Add a target' }).count(), 0, 'links to add');
  await page.goto('/targets/new');
  await page.getByText('Your role (operator) cannot open this page.').waitFor();
  await check();
});

await runAll(() => world.end());
