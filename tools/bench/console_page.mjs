// One open overview in Chromium: node console_page.mjs URL KEY LANES. Prints a line once it is open; after a line on its
// input, how soon it could be used (the best of five loads) and what it took of the browser, as JSON. The loads are
// another browser's: what is measured meanwhile is a page that somebody opened once and left open.
import { createInterface } from 'node:readline';
import { closeBrowser, privateMegabytes, signIn, visitor } from '../../tests/browser/support/browser.mjs';

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

/** How long each of some loads in a row took, and what the page's process had after them. */
async function loads() {
  const { page } = await visitor(url);
  await signIn(page, key);
  const times = [];
  for (let load = 0; load < kLoads; ++load) {
    await page.goto('/overview?range=24h');
    times.push(await usable(page));
  }
  const megabytes = await privateMegabytes();
  await closeBrowser();
  return { times, megabytes };
}

const loaded = await loads();
const { page, context } = await visitor(url);
await signIn(page, key, '/overview?range=24h');
await usable(page);
await page.getByRole('button', { name: 'Unfold' }).click();
await page.waitForFunction((wanted) => Number(document.querySelector('.lanes-table').getAttribute('aria-rowcount')) === wanted + 1, lanes);
const session = await context.newCDPSession(page);
await session.send('Performance.enable');
const figure = async (name) => (await session.send('Performance.getMetrics')).metrics.find((one) => one.name === name).value;
let most = 0;
const watch = setInterval(async () => (most = Math.max(most, await privateMegabytes())), 1000);

console.log('open');
const [spent, began] = [await figure('TaskDuration'), performance.now()];
await new Promise((resolve) => createInterface({ input: process.stdin }).once('line', resolve));
clearInterval(watch);
console.log(
  JSON.stringify({
    usable_ms: Math.round(Math.min(...loaded.times)),
    private_mb: Number(Math.max(most, await privateMegabytes()).toFixed(1)),
    private_mb_after_loads: Number(loaded.megabytes.toFixed(1)),
    heap_mb: Number(((await figure('JSHeapUsedSize')) / 2 ** 20).toFixed(1)),
    page_percent_of_a_core: Number((((await figure('TaskDuration')) - spent) * 1e5 / (performance.now() - began)).toFixed(2)),
  }),
);
await closeBrowser();
process.exit(0);
