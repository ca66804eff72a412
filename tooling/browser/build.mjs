// Builds what a browser loads, from the folders beside this file and the npm packages that package-lock.json pins.
// usage: node build.mjs [PACKAGE]    PACKAGE: where forms/ and site/ lie; tooling/tiltak when it is left out
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';

const here = import.meta.dirname;
const output = path.resolve(process.argv[2] ?? path.join(here, '..', 'tiltak'));
const FORM = path.join(output, 'forms', 'static');
const PAGES = path.join(output, 'site', 'assets');
const SAID = 'Built by `make browser` from tooling/browser.';

// Parts of Decap that nothing here uses; editor/nothing.js says which and why.
const UNUSED =
  /^(@iarna\/toml|tomlify-j0\.4|gray-matter|@jsquash\/webp\/?.*|@vercel\/stega|ajv(-errors|-keywords)?)$|\/(constants\/configSchema|actions\/deploys)$/;
const leaveOut = {
  name: 'leave-out',
  setup(/** @type {esbuild.PluginBuild} */ build) {
    build.onResolve({ filter: UNUSED }, () => ({ path: path.join(here, 'editor', 'nothing.js') }));
    build.onResolve({ filter: /^react-topbar-progress-indicator$/ }, () => ({
      path: path.join(here, 'editor', 'loading.js'),
    }));
  },
};

/** → the folders of the npm packages that came along. */
async function built(
  /** @type {string} */ folder,
  /** @type {string[]} */ sources,
  /** @type {esbuild.BuildOptions} */ options = {},
) {
  const { metafile } = await esbuild.build({
    absWorkingDir: here,
    entryPoints: sources,
    outdir: folder,
    entryNames: '[name]',
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    tsconfigRaw: '{}', // tsconfig.json is for the check of types only
    legalComments: 'none', // they stand whole where `notices` puts them
    logLevel: 'warning',
    banner: { js: `/* ${SAID} */` },
    ...options,
    metafile: true,
  });
  const folders = Object.keys(metafile.inputs).map((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]);
  return [...new Set(folders)].filter((name) => name !== undefined);
}

/** Each package with its licence and the notice that must follow it. */
function notices(/** @type {string[]} */ folders) {
  return folders
    .map(notice)
    .sort()
    .join(`\n\n${'-'.repeat(72)}\n`);
}

function notice(/** @type {string} */ folder) {
  const inside = path.join(here, folder);
  const about = JSON.parse(readFileSync(path.join(inside, 'package.json'), 'utf8'));
  const file = readdirSync(inside).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(path.join(inside, file), 'utf8') : '';
  const licence = about.license ?? about.licenses?.[0] ?? 'MIT, as its README says';
  return `${about.name} ${about.version}: ${licence.type ?? licence}\n${text.replaceAll('\r\n', '\n').trim()}`.trim();
}

await built(PAGES, ['site/tema.js', 'site/tiltak.js']);
await built(
  FORM,
  readdirSync(path.join(here, 'form')).map((name) => `form/${name}`),
  {
    bundle: false,
    format: 'esm',
  },
);

const editor = [
  ...(await built(FORM, ['editor/format.js'])),
  ...(await built(FORM, ['editor/decap.js'], {
    mainFields: ['browser', 'module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    plugins: [leaveOut],
  })),
];
writeFileSync(path.join(FORM, 'licences.txt'), `${notices(editor)}\n`);

const search = await built(PAGES, ['search/sok.js']);
const script = path.join(PAGES, 'sok.js');
const licences = notices(search).replaceAll('*/', '* /');
writeFileSync(
  script,
  readFileSync(script, 'utf8').replace(SAID, () => `${SAID}\n\n${licences}\n`),
);
