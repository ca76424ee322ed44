// Bundles the console into a folder that hubd serves: hashed names, compressed beside the plain files.
//   node build.mjs [--out FOLDER]      default: build/console at the root of the sources
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = path.dirname(fileURLToPath(import.meta.url));
const named = process.argv.indexOf('--out');
const out = path.resolve(named > 0 ? process.argv[named + 1] : path.join(here, '../../build/console'));

await rm(out, { recursive: true, force: true });
await mkdir(path.join(out, 'assets'), { recursive: true });
const made = await build({
  absWorkingDir: here,
  entryPoints: { main: 'src/main.tsx' },
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16.4'],
  minify: true,
  metafile: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  entryNames: 'assets/[name]-[hash]',
  chunkNames: 'assets/[name]-[hash]',
  assetNames: 'assets/[name]-[hash]',
  outdir: out,
  logLevel: 'warning',
});

// What the page loads is named by its content, so browsers may keep it for ever.
const icon = await readFile(path.join(here, 'src/icon.svg'));
const iconName = `assets/icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`;
await writeFile(path.join(out, iconName), icon);
const entry = Object.entries(made.metafile.outputs).find(([, output]) => output.entryPoint === 'src/main.tsx');
const served = (file) => '/' + path.relative(out, path.resolve(here, file));
const page = (await readFile(path.join(here, 'src/index.html'), 'utf8'))
  .replace('{icon}', '/' + iconName)
  .replace('{style}', served(entry[1].cssBundle))
  .replace('{script}', served(entry[0]));
await writeFile(path.join(out, 'index.html'), page);

const sizes = [];
for (const name of ['index.html', ...(await readdir(path.join(out, 'assets'))).map((one) => 'assets/' + one)]) {
  const bytes = await readFile(path.join(out, name));
  const zipped = gzipSync(bytes, { level: 9 });
  await writeFile(path.join(out, name + '.gz'), zipped);
  sizes.push(`${name} ${(zipped.length / 1024).toFixed(1)} KB`);
}
console.log(`console: ${out}\n  ${sizes.join('\n  ')}`);
