// What axe finds on a page; its source runs in the page without loosening the policy.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** `besides`: selectors of what is somebody else's. */
export async function noSeriousViolation(page, where, besides = []) {
  await page.evaluate(axe);
  const found = await page.evaluate(async (exclude) => {
    const { violations } = await globalThis.axe.run(exclude.length ? { exclude } : document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
    return violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map((one) => `${one.id}: ${one.help}\n    ${one.nodes.slice(0, 4).map((node) => `${node.target} ${node.failureSummary?.split('\n')[1] ?? ''}`).join('\n    ')}`);
  }, besides);
  if (found.length) throw new Error(`axe on ${where}:\n  ${found.join('\n  ')}`);
}
