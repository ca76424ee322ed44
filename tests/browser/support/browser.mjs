// Debian's Chromium with one person in it. Whatever a page should never do is noted, and fails its test.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const programs = [process.env.HUB_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const program = programs.find((one) => one && existsSync(one));

let running = null;
export async function browser() {
  running ??= await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'] });
  return running;
}
export async function closeBrowser() {
  await running?.close();
  running = null;
}

/** A person with a browser of their own. `mistakes` must stay empty; `mayVisit`: other origins that a page sends them to. */
export async function visitor(url, { width = 1440, height = 900, dark = false, mayVisit = [], ...more } = {}) {
  const context = await (await browser()).newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    baseURL: url,
    timezoneId: 'Europe/Stockholm',
    ...more,
  });
  const mistakes = [];
  await context.addInitScript(() => {
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(`script: ${error.stack}`));
  page.on('console', (message) => {
    // What a test breaks on purpose is told by the browser too.
    if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text())) mistakes.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const isAllowed = request.url().startsWith(url) || request.url().startsWith('data:') || (request.isNavigationRequest() && mayVisit.some((origin) => request.url().startsWith(origin)));
    if (!isAllowed) mistakes.push(`left the origin: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    mistakes.push(`a script spoke: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.setDefaultTimeout(60_000);
  const check = async () => {
    mistakes.push(...(await page.evaluate(() => globalThis.violations.splice(0))));
    if (mistakes.length) throw new Error(`the page did what it must not:\n${mistakes.join('\n')}`);
  };
  return { context, page, mistakes, check };
}

export async function signIn(page, key, address = '/') {
  await page.goto(address);
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#content').waitFor();
}

/** Memory of the largest page's process that no other process shares, in MB. */
export async function privateMegabytes() {
  const session = await (await browser()).newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo
    .filter((one) => one.type === 'renderer')
    .map(async ({ id }) => {
      const lines = (await readFile(`/proc/${id}/smaps_rollup`, 'utf8')).split('\n');
      return lines.filter((line) => line.startsWith('Private_')).reduce((sum, line) => sum + Number(line.split(/\s+/)[1]), 0) / 1024;
    });
  return Math.max(...(await Promise.all(sizes)));
}

/** Signed in, without having typed the key. */
export async function signedIn(world, role, settings = {}) {
  const guest = await visitor(world.url, settings);
  await signIn(guest.page, world.keys[role], settings.address ?? '/');
  return guest;
}
