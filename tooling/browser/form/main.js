// Starts the editor: the configuration made with the site, our format, our form and our words.
import { start } from './desk.js';
import { Control } from './form.js';
import { outcome, words } from './words.js';

const { CMS, keep, locale } = globalThis.tiltakDecap;
const { format } = globalThis.tiltakFormat;

const response = await fetch('config.json', { credentials: 'same-origin' });
const { tiltak, ...config } = await response.json();

globalThis.tiltakFormats = {};
for (const [name, { shape, heading }] of Object.entries(tiltak.formats)) {
  globalThis.tiltakFormats[name] = format(shape, heading);
  CMS.registerCustomFormat(name, 'yml', globalThis.tiltakFormats[name]);
}
CMS.registerWidget('tiltak', Control);
CMS.registerLocale('nb_no', words(locale, tiltak.local));
// What happened to a save, in words that stay until something else is done.
const told = /** @type {HTMLElement} */ (document.getElementById('tiltak-told'));
/** @type {(...sentences: string[]) => void} */
function tell(...sentences) {
  told.replaceChildren(...sentences.map((words) => Object.assign(document.createElement('p'), { textContent: words })));
  told.hidden = !sentences.length;
}
/** @type {string[]} */
let warnings = [];
addEventListener('tiltak:saved', ({ detail }) => {
  ({ warnings } = detail);
});
/** @type {string[] | undefined} what was said of the last save */
let saved;
CMS.registerEventListener({
  name: 'postSave',
  handler: () => {
    const detail = { warnings: [...warnings] };
    // The fields add what they warn of.
    dispatchEvent(new CustomEvent('tiltak:kept', { detail }));
    saved = [...outcome(tiltak.local), ...detail.warnings.map((words) => `Se også på dette: ${words}`)];
    tell(...saved);
  },
});
// Of many files at once, each problem is told with its measure.
/** @type {(problem: Problem) => string} */
function named({ path, words }) {
  const number = /^measures\/[^/]+\/([^-]+)-/.exec(path ?? '')?.[1];
  return number && !document.querySelector('.tiltak-form') ? `Tiltak ${number}: ${words}` : words;
}
addEventListener('tiltak:refused', ({ detail }) => {
  // The fields mark what is theirs first; what no field shows is said here.
  queueMicrotask(async () => {
    await Promise.all(detail.marking);
    const marks = [...document.querySelectorAll('.tiltak-wrong')].map(({ textContent }) => textContent ?? '');
    const unmarked = detail.problems.filter(({ words }) => !marks.some((mark) => mark.includes(words)));
    const rest = unmarked.map(named);
    if (!detail.problems.length) rest.push(detail.words);
    const isMarked = unmarked.length < detail.problems.length;
    tell(isMarked ? 'Ikke lagret. Rett det som er merket med rødt.' : 'Ikke lagret.', ...rest);
  });
});
addEventListener('input', () => tell());
// What has focus is not hidden behind what is told.
addEventListener('focusin', ({ target }) => {
  if (!told.hidden && target instanceof Element) target.scrollIntoView({ block: 'nearest' });
});
addEventListener('keydown', (event) => {
  if (event.key !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  event.preventDefault();
  globalThis.tiltakSave?.();
});

// What was written and not saved when the form was closed.
const draft = /** @type {HTMLElement} */ (document.getElementById('tiltak-draft'));
const [said, fetchIt, dropIt] = ['p', 'button', 'button'].map((kind) =>
  draft.appendChild(document.createElement(kind)),
);
fetchIt.textContent = 'Hent det fram';
dropIt.textContent = 'Kast det';
keep((/** @type {Kept | undefined} */ kept) => {
  draft.hidden = !kept;
  if (!kept) return;
  const when = new Date(kept.at).toLocaleString('nb', { dateStyle: 'long', timeStyle: 'short' });
  said.textContent = `Du skrev noe her ${when} som ikke ble lagret.`;
  fetchIt.onclick = () => {
    draft.hidden = true;
    if (kept.restore().length)
      tell('Noe av det du skrev, er ikke hentet fram: andre har endret det samme i mellomtiden.');
  };
  dropIt.onclick = kept.forget;
});

// No button for pictures.
CMS.registerMediaLibrary({
  name: 'none',
  init: async () => ({ show() {}, hide() {}, enableStandalone: () => false }),
});
// On this machine nobody signs in; the program remembers its users here.
if (tiltak.local) localStorage.setItem('decap-cms-user', JSON.stringify({ backendName: 'proxy' }));
// The program shows an empty form when the address changes from one file straight to another. After a save it shows
// the old answers in a new form, and the numbers that are free are no longer the same.
const SAID = 'tiltak-said';
/** @type {(url: string) => string | undefined} */
const file = (url) => new URL(url).hash.match(/\/entries\/[^?]+/)?.[0];
/** @type {(url: string) => boolean} */
const isNew = (url) => new URL(url).hash.endsWith('/new');
addEventListener('hashchange', ({ oldURL, newURL }) => {
  if (saved && isNew(newURL)) {
    if (file(oldURL)) sessionStorage.setItem(SAID, JSON.stringify(saved));
    location.reload();
  } else if (file(oldURL) && file(newURL) && file(oldURL) !== file(newURL)) location.reload();
  // A new file gets its address when it is saved; that is no reason to stop saying so.
  if (!(isNew(oldURL) && file(newURL))) tell();
});
// An address of a measure that there is not, such as an old bookmark: the program would show an empty form.
/** @type {{ name: string, folder?: string }[]} */
const collections = config.collections;
const folders = collections.filter(({ folder }) => folder).map(({ name }) => `#/collections/${name}`);
addEventListener('tiltak:missing', () => {
  const list = folders.find((start) => location.hash.startsWith(`${start}/entries/`));
  if (!list) return;
  addEventListener('hashchange', () => tell('Tiltaket finnes ikke. Velg et annet i listen.'), { once: true });
  location.replace(list);
});
tell(...JSON.parse(sessionStorage.getItem(SAID) ?? '[]'));
sessionStorage.removeItem(SAID);
start({ config: { ...config, tiltak }, tell });
CMS.init({ config: { ...config, load_config_file: false } });
