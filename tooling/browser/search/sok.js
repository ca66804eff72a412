// The search page. The same file is the worker that does the finding, so that typing never waits.
import { one } from '../dom.js';
import { finder } from './finding.js';

const SHOWN = 50;
const PAUSE = 150; // milliseconds without a key before it is looked up and told

if (typeof document === 'undefined') work();
else if (document.currentScript instanceof HTMLScriptElement) page(document.currentScript.src);

function work() {
  /** @type {Promise<(text: string) => Answer> | undefined} */
  let ready;
  addEventListener('message', async ({ data: { turn, index, words } }) => {
    ready ??= fetch(index)
      .then((answer) => answer.json())
      .then(finder);
    try {
      const find = await ready;
      postMessage({ turn, ...find(words) });
    } catch {
      ready = undefined;
      postMessage({ turn, lost: true });
    }
  });
}

/** @type {(script: string) => void} */
function page(script) {
  const form = one(HTMLFormElement, 'form[data-search]');
  const list = one(HTMLElement, '.t-results');
  const count = one(HTMLElement, '[data-count]');
  const lost = one(HTMLElement, '[data-lost]');
  const field = one(HTMLInputElement, '[name=q]', form);
  const root = new URL(form.dataset.root ?? '', location.href);
  const index = new URL(form.dataset.index ?? '', location.href).href;
  /** @type {Worker | undefined} */
  let worker;
  let turn = 0;
  let waiting = 0;

  form.hidden = false;
  field.value = new URLSearchParams(location.search).get('q') || '';
  if (field.value) look();
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(look, PAUSE);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    look();
  });

  function look() {
    const words = field.value.trim();
    const address = new URL(location.href);
    if (words) address.searchParams.set('q', words);
    else address.searchParams.delete('q');
    history.replaceState(null, '', address);
    turn += 1;
    if (!words) {
      clear();
      return;
    }
    try {
      worker ??= start();
      worker.postMessage({ turn, words, index });
    } catch {
      fail(); // a page that was opened from a folder may start no worker
    }
  }

  function start() {
    const started = new Worker(script);
    started.addEventListener('message', ({ data }) => {
      if (data.turn === turn) data.lost ? fail() : show(data);
    });
    return started;
  }

  function clear() {
    list.replaceChildren();
    count.textContent = '';
    lost.hidden = true;
  }

  function fail() {
    clear();
    lost.hidden = false;
  }

  /** @type {(answer: Answer) => void} */
  function show({ near, hits }) {
    lost.hidden = true;
    const which = !hits.length ? 'none' : near ? 'near' : hits.length === 1 ? 'one' : 'many';
    count.textContent = (count.dataset[which] ?? '').replace('{n}', String(hits.length));
    list.replaceChildren(...hits.slice(0, SHOWN).map(result));
  }

  /** @type {(hit: Hit) => HTMLLIElement} */
  function result(hit) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = new URL(hit.url, root).href;
    link.append(...pieces(hit.title));
    item.append(link);
    if (hit.label) item.append(paragraph([hit.label]));
    if (hit.teaser.join('')) item.append(paragraph(pieces(hit.teaser)));
    return item;
  }

  /** @type {(nodes: (string | Node)[]) => HTMLParagraphElement} */
  function paragraph(nodes) {
    const made = document.createElement('p');
    made.className = 't-meta';
    made.append(...nodes);
    return made;
  }

  /** @type {(texts: string[]) => (string | Node)[]} */
  function pieces(texts) {
    return texts.map((text, at) => {
      if (at % 2 === 0) return text;
      const mark = document.createElement('mark');
      mark.textContent = text;
      return mark;
    });
  }
}
