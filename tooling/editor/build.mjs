// Builds what /rediger/ loads: decap.js from the pinned packages, format.js from src/, and licences.txt.
// usage: node build.mjs OUTPUT    in a folder that has node_modules; tooling/setup/editor.sh does that
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [output] = process.argv.slice(2);
const esbuild = createRequire(path.join(process.cwd(), 'package.json'))('esbuild');

// Parts of Decap that nothing here uses; src/nothing.js says which and why.
const UNUSED =
  /^(@iarna\/toml|tomlify-j0\.4|gray-matter|@jsquash\/webp\/?.*|@vercel\/stega|ajv(-errors|-keywords)?)$|\/(constants\/configSchema|actions\/deploys)$/;
const leaveOut = {
  name: 'leave-out',
  setup(build) {
    build.onResolve({ filter: UNUSED }, () => ({ path: path.join(here, 'src', 'nothing.js') }));
  },
};

async function bundle(name, options = {}) {
  const { metafile } = await esbuild.build({
    entryPoints: [path.join(here, 'src', `${name}.js`)],
    outfile: path.join(output, `${name}.js`),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none', // they stand in licences.txt, whole
    nodePaths: [path.join(process.cwd(), 'node_modules')],
    logLevel: 'warning',
    metafile: true,
    ...options,
  });
  return Object.keys(metafile.inputs);
}

// Every package inside, with its licence and the notice that must follow it.
function notices(inputs) {
  const packages = new Map();
  for (const input of inputs) {
    const match = input.match(/^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//);
    if (match) packages.set(match[2], match[1]);
  }
  const sorted = [...packages].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, folder]) => notice(name, folder)).join(`\n\n${'-'.repeat(72)}\n`);
}

function notice(name, folder) {
  const about = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const words = file ? readFileSync(path.join(folder, file), 'utf8') : '';
  const named = about.license ?? about.licenses?.[0] ?? 'MIT, as its README says';
  return `${name} ${about.version}: ${named.type ?? named}\n${words.replaceAll('\r\n', '\n').trim()}`.trim();
}

// What was built from what, so that a test can see when one is changed without the other.
function fingerprints() {
  const hash = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
  const own = ['build.mjs', 'package-lock.json', ...readdirSync(path.join(here, 'src')).map((f) => `src/${f}`)];
  const made = ['decap.js', 'format.js', 'licences.txt'];
  return {
    from: Object.fromEntries(own.sort().map((file) => [file, hash(path.join(here, file))])),
    made: Object.fromEntries(made.map((file) => [file, hash(path.join(output, file))])),
  };
}

const inputs = [
  ...(await bundle('format')),
  ...(await bundle('decap', {
    mainFields: ['browser', 'module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    plugins: [leaveOut],
  })),
];
writeFileSync(path.join(output, 'licences.txt'), `${notices(inputs)}\n`);
writeFileSync(path.join(here, 'built.json'), `${JSON.stringify(fingerprints(), null, 2)}\n`);
