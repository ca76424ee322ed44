// The documents' site, every page of it: nothing is wider than the screen, nothing comes from elsewhere, diagrams are drawn.
// HUB_SCREENSHOTS=FOLDER keeps the pictures.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { noSeriousViolation } from './support/access.mjs';
import { visitor } from './support/browser.mjs';
import { equal, runAll, test } from './support/cases.mjs';
import { screens } from './support/screens.mjs';

const [source, build] = process.argv.slice(2).map((folder) => path.resolve(folder));
const pictures = process.env.HUB_SCREENSHOTS;
if (pictures) await mkdir(pictures, { recursive: true });

const site = mkdtempSync(path.join(tmpdir(), 'site-'));
execFileSync(path.join(source, 'tools', 'site', 'build'), ['--hubctl', path.join(build, 'tools', 'hubctl', 'hubctl'), '--out', site]);
const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.json': 'application/json' };
const server = createServer((request, response) => {
  const file = path.join(site, path.normalize(decodeURIComponent(new URL(request.url, 'http://site').pathname)));
  try {
    const body = readFileSync(file);
    response.writeHead(200, { 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}`;
// Those that show a file of code are alike: one of them will do.
const isOfCode = (name) => /\.[a-z]+\.html$/.test(name) && name !== 'config/monitoring/rules.yaml.html';
const pages = readdirSync(site, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.html') && name !== '404.html' && !isOfCode(name))
  .sort();
// Of these a picture is kept, and axe looks at them.
const kKept = ['index.html', 'ARCHITECTURE.html', 'mappings/first-mapping.html', 'config/first-tenant.html', 'config/index.html', 'config/monitoring/RUNBOOK.html', 'reference/api.html', 'reference/hubctl.html', 'reference/settings.html', 'tools/bench/PEERS.html', 'core/vault/index.html', 'core/THREATS.html', 'config/monitoring/rules.yaml.html', 'CHANGELOG.html'];

/** In the page: what is wrong with its layout, in words. */
function flaws() {
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide, the screen ${innerWidth}`);
  for (const one of document.querySelectorAll('.mermaid')) {
    if (one.tagName === 'PRE' || one.getBoundingClientRect().height < 40) found.push('a diagram is not drawn');
  }
  for (const one of document.querySelectorAll('.md-content h1, .md-content h2, .md-content p, .md-content li, .md-content table, .md-content pre')) {
    const box = one.getBoundingClientRect();
    if (box.right > innerWidth + 1 && !one.closest('.md-typeset__scrollwrap, pre, .mermaid')) found.push(`"${one.textContent.trim().slice(0, 40)}" sticks out`);
  }
  return found;
}

for (const screen of screens) {
  test(`the pages: ${screen.name}`, async () => {
    const { page, check } = await visitor(url, screen);
    const found = [];
    // Only where it is narrow can a page be too wide that another width has room for.
    for (const name of screen.name === 'phone-light' ? pages : kKept) {
      await page.goto(`/${name}`);
      if (await page.locator('pre.mermaid, .mermaid').count()) await page.waitForFunction(() => !document.querySelector('pre.mermaid'), null, { timeout: 20_000 }).catch(() => {});
      found.push(...(await page.evaluate(flaws)).map((flaw) => `${name}: ${flaw}`));
      if (!kKept.includes(name)) continue;
      if (pictures) await page.screenshot({ path: path.join(pictures, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}-${screen.name}.png`) });
      await noSeriousViolation(page, name, ['.md-search']).catch((error) => found.push(error.message));
    }
    equal(found, [], 'what is wrong');
    await check();
  });
}

test('a word is found', async () => {
  const { page, check } = await visitor(url);
  await page.goto('/index.html');
  await page.locator('.md-search__input').fill('legal hold');
  await page.locator('.md-search-result__item').first().waitFor();
  await check();
});

test('a diagram that is not drawn and a page that is too wide are noticed', async () => {
  const { page } = await visitor(url);
  await page.goto('/index.html');
  await page.evaluate(() => {
    document.querySelector('.md-content').insertAdjacentHTML('beforeend', '<pre class="mermaid">flowchart</pre><p style="width:3000px">wide</p>');
  });
  const found = await page.evaluate(flaws);
  equal(found.length >= 2, true, found.join());
});

await runAll();
server.close();
rmSync(site, { recursive: true });
