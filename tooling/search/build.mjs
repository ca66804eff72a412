// Builds the search page's script from src/ and the pinned packages, with their licences at its top.
// usage: node build.mjs OUTPUT    in a folder that has node_modules; tooling/setup/search.sh does that
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [output] = process.argv.slice(2);
const modules = path.join(process.cwd(), 'node_modules');
const esbuild = createRequire(path.join(process.cwd(), 'package.json'))('esbuild');

// What it was built from, so that a test can see when the source is changed without the script.
const sources = ['build.mjs', 'package-lock.json', ...readdirSync(path.join(here, 'src')).sort().map((f) => `src/${f}`)];
const all = createHash('sha256');
for (const file of sources) all.update(readFileSync(path.join(here, file)));

function notice(name) {
  const folder = path.join(modules, name);
  const { version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const words = readFileSync(path.join(folder, file), 'utf8').replaceAll('*/', '* /').trim();
  return `${name} ${version}: ${license}\n\n${words}`;
}

await esbuild.build({
  entryPoints: [path.join(here, 'src', 'sok.js')],
  outfile: output,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  nodePaths: [modules],
  logLevel: 'warning',
  banner: { js: `/* Built by make search from ${all.digest('hex')}\n\n${['minisearch', '@orama/stemmers'].map(notice).join('\n\n')}\n*/` },
});
