// Test cases in the words of the other tests, so that each is counted.
import { closeBrowser, program } from './browser.mjs';

const cases = [];
export const test = (name, run) => cases.push({ name, run });

export async function runAll(after = async () => {}) {
  if (!program) {
    console.log('browser tests skipped: there is no Chromium, see tools/install-dependencies');
    return;
  }
  const only = process.argv[4];
  const chosen = cases.filter((one) => !only || one.name.includes(only));
  let failed = 0;
  for (const { name, run } of chosen) {
    try {
      await run();
      console.log(`${name} ... ok`);
    } catch (error) {
      failed += 1;
      console.log(`${name} ... FAILED\n${error.stack}`);
    }
  }
  await closeBrowser();
  await after();
  console.log(`  ${chosen.length - failed} test cases out of ${chosen.length} passed`);
  if (failed) console.log(`  ${failed} test cases out of ${chosen.length} failed`);
  process.exitCode = failed || chosen.length === 0 ? 1 : 0;
}

export function equal(given, wanted, what = '') {
  const [a, b] = [JSON.stringify(given), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what || 'a value'} is ${a}, not ${b}`);
}
export function holds(fact, what) {
  if (!fact) throw new Error(what);
}
/** Asks again until it is so; what the test waits for comes by itself or not at all. */
export async function until(ask, what, seconds = 90) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
/** Waits until so many elements are in the page: what a page shows comes after it. */
export const count = (locator, wanted, what) => until(async () => (await locator.count()) === wanted, `${wanted} ${what}`);
