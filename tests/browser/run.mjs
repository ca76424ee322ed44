// Runs the tests of one page: node run.mjs SOURCE BUILD PAGE [PART_OF_A_NAME]
import { existsSync } from 'node:fs';
import path from 'node:path';

const [source, , page] = process.argv.slice(2);
process.argv.splice(4, 1); // the tests see SOURCE, BUILD and the part of a name
const needed = ['tools/console/node_modules/esbuild', 'tests/browser/node_modules/playwright-core', 'tests/browser/node_modules/oidc-provider'];
const missing = needed.filter((folder) => !existsSync(path.join(source, folder)));
if (missing.length) {
  console.log(`browser tests of ${page} skipped: ${missing.join(' and ')} is not there, see tools/install-dependencies`);
  process.exit(0);
}
await import(`./${page}_test.mjs`);
