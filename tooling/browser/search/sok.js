// The search page. The same file is the worker that does the finding, so that typing never waits.
import { finder } from './finding.js';

const SHOWN = 50;
const PAUSE = 150; // milliseconds without a key before it is looked up and told

if (typeof document === 'undefined') work();
else page(document.currentScript.src);

function work() {
  let ready;
  addEventListener('message', async ({ data: { turn, index, words } }) => {
    ready ??= fetch(index)
      .then((answer) => answer.json())
      .then(finder);
    const find = await ready;
    postMessage({ turn, ...find(words) });
  });
}

function page(script) {
  const form = document.querySelector('form[data-search]');
  const list = document.querySelector('.t-results');
  const count = document.querySelector('[data-count]');
  const field = form.elements.q;
  const root = new URL(form.dataset.root, location.href);
  let worker;
  let turn = 0;
  let waiting;

  form.hidden = false;
  field.value = new URLSearchParams(location.search).get('q') || '';
  if (field.value) look();
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
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
      list.replaceChildren();
      count.textContent = '';
      return;
    }
    worker ??= start();
    worker.postMessage({ turn, words, index: new URL(form.dataset.index, location.href).href });
  }

  function start() {
    const started = new Worker(script);
    started.addEventListener('message', ({ data }) => {
      if (data.turn === turn) show(data);
    });
    return started;
  }

  function show({ near, hits }) {
    const which = !hits.length ? 'none' : near ? 'near' : hits.length === 1 ? 'one' : 'many';
    count.textContent = count.dataset[which].replace('{n}', hits.length);
    list.replaceChildren(...hits.slice(0, SHOWN).map(result));
  }

  function result(hit) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = new URL(hit.url, root);
    link.append(...pieces(hit.title));
    item.append(link);
    if (hit.label) item.append(paragraph([hit.label]));
    if (hit.teaser.join('')) item.append(paragraph(pieces(hit.teaser)));
    return item;
  }

  function paragraph(nodes) {
    const made = document.createElement('p');
    made.className = 't-meta';
    made.append(...nodes);
    return made;
  }

  function pieces(texts) {
    return texts.map((text, at) => {
      if (at % 2 === 0) return text;
      const mark = document.createElement('mark');
      mark.textContent = text;
      return mark;
    });
  }
}
