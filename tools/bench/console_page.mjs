// One open overview in Chromium: node console_page.mjs URL KEY LANES. Prints a line once it is open; after a line on its
// input, how soon it could be used (the best of five loads) and what it took of the browser, as JSON.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { browser, closeBrowser, signIn, visitor } from '../../tests/browser/support/browser.mjs';

const [url, key, lanes] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const kLoads = 5;

/** Milliseconds from the beginning of the load until lanes are listed and the charts are drawn. */
const usable = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const look = () => (document.querySelector('.lane-row') && document.querySelector('.plot canvas') ? resolve(performance.now()) : requestAnimationFrame(look));
        look();
      }),
  );

/** Memory of the page's own process that no other shares, in MB. */
async function privateMemory() {
  const session = await (await browser()).newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter((one) => one.type === 'renderer')
    .map(async ({ id }) => {
      const lines = (await readFile(`/proc/${id}/smaps_rollup`, 'utf8')).split('\n');
      return lines.filter((line) => line.startsWith('Private_')).reduce((sum, line) => sum + Number(line.split(/\s+/)[1]), 0) / 1024;
    });
  return Math.max(...(await Promise.all(sizes)));
}

const { page, context } = await visitor(url);
await signIn(page, key);
const times = [];
for (let load = 0; load < kLoads; ++load) {
  await page.goto('/overview?range=24h');
  times.push(await usable(page));
}
await page.getByRole('button', { name: 'Unfold' }).click();
await page.waitForFunction((wanted) => document.querySelectorAll('.lane-row').length === wanted, lanes);
const session = await context.newCDPSession(page);
await session.send('Performance.enable');
const figure = async (name) => (await session.send('Performance.getMetrics')).metrics.find((one) => one.name === name).value;

console.log('open');
const [spent, began] = [await figure('TaskDuration'), performance.now()];
await new Promise((resolve) => createInterface({ input: process.stdin }).once('line', resolve));
console.log(
  JSON.stringify({
    usable_ms: Math.round(Math.min(...times)),
    private_mb: Number((await privateMemory()).toFixed(1)),
    heap_mb: Number(((await figure('JSHeapUsedSize')) / 2 ** 20).toFixed(1)),
    page_percent_of_a_core: Number((((await figure('TaskDuration')) - spent) * 1e5 / (performance.now() - began)).toFixed(2)),
  }),
);
await closeBrowser();
process.exit(0);
