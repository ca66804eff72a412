// What scripts add to pages that are whole without them: a menu that folds, a choice of colours, and filters.
import { all, one } from '../dom.js';

const [menuButton] = all(HTMLElement, '.t-menu-button');
const menu = document.getElementById('meny');
if (menuButton && menu) {
  menuButton.hidden = false;
  const show = (/** @type {boolean} */ open) => {
    menu.classList.toggle('is-open', open);
    menuButton.setAttribute('aria-expanded', String(open));
  };
  menuButton.addEventListener('click', () => show(!menu.classList.contains('is-open')));
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.classList.contains('is-open')) {
      show(false);
      menuButton.focus();
    }
  });
}

// What is folded on a phone stands open where there is room.
for (const folded of all(HTMLDetailsElement, 'details[data-roomy]')) {
  const roomy = matchMedia(`(min-width: ${folded.dataset.roomy})`);
  const unfold = () => {
    folded.open = roomy.matches;
  };
  roomy.addEventListener('change', unfold);
  unfold();
}

// A link to what is folded opens it: the part that it leads to, and what that lies in.
const unfoldTarget = () => {
  const target = document.getElementById(location.hash.slice(1));
  /** @type {Element | null | undefined} */
  let at = target?.querySelector(':scope > details') ?? target?.closest('details');
  if (!target || !at) return;
  for (; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
  target.scrollIntoView();
};
window.addEventListener('hashchange', unfoldTarget);
unfoldTarget();

// A list that is opened over the page closes again as a reader expects.
for (const opened of all(HTMLDetailsElement, '.t-moments, .t-pick')) {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Node && opened.contains(event.target))) opened.open = false;
  });
  opened.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && opened.open) {
      opened.open = false;
      one(HTMLElement, 'summary', opened).focus();
    }
  });
}

const [colours] = all(HTMLSelectElement, '#farger');
if (colours) {
  const root = document.documentElement;
  one(HTMLElement, '.t-theme').hidden = false;
  colours.value = root.dataset.theme || '';
  colours.addEventListener('change', () => {
    if (colours.value) root.dataset.theme = colours.value;
    else delete root.dataset.theme;
    try {
      if (colours.value) localStorage.setItem('tiltak-tema', colours.value);
      else localStorage.removeItem('tiltak-tema');
    } catch {
      // The choice holds for this page only.
    }
  });
}

for (const form of all(HTMLFormElement, 'form[data-filters]')) filters(form);

// Small letters without marks, as in the search: a keyboard without æ, ø and å finds them too.
/** @type {(text: string) => string} */
function folded(text) {
  const plain = text
    .normalize('NFD')
    .replace(/[\p{M}\u00ad\u200b]/gu, '')
    .toLowerCase();
  return plain.replaceAll('ø', 'o').replaceAll('æ', 'ae');
}

/** @typedef {{ key: string, name: string, boxes: HTMLInputElement[], number: HTMLElement }} Choice */
/** @typedef {{ row: HTMLTableRowElement, index: number, text: string, cell: (name: string) => string | number }} Row */

/** @type {(choice: Choice) => string[]} */
function checked({ boxes }) {
  return boxes.filter((box) => box.checked).map((box) => box.value);
}

/** @type {(row: HTMLTableRowElement, key: string, values: string[]) => boolean} */
function has(row, key, values) {
  return (row.dataset[key] ?? '').split(' ').some((value) => values.includes(value));
}

/** @type {(form: HTMLFormElement) => void} */
function filters(form) {
  const table = one(HTMLTableElement, `#${form.dataset.filters}`);
  const heads = all(HTMLTableCellElement, 'th[data-sort]', table);
  const body = table.tBodies[0];
  const searched = one(HTMLInputElement, '[name=sok]', form);
  const sorter = one(HTMLSelectElement, '[name=sorter]', form);
  const rows = [...body.rows].map((row, index) => ({
    row,
    index,
    text: folded(row.textContent),
    cell: (/** @type {string} */ name) => {
      const cell = row.cells[heads.find((head) => head.dataset.sort === name)?.cellIndex ?? 0];
      return cell.dataset.value !== undefined ? Number(cell.dataset.value) : cell.textContent.trim();
    },
  }));
  const count = one(HTMLElement, '[data-count]');
  const [elsewhere] = all(HTMLAnchorElement, '[data-elsewhere]');
  const choices = all(HTMLElement, '[data-key]', form).map((group) => ({
    key: group.dataset.key ?? '',
    name: group.dataset.name ?? '',
    boxes: all(HTMLInputElement, 'input', group),
    number: one(HTMLElement, '.t-fold__count', group),
  }));
  const fields = [searched, sorter];
  const number = one(HTMLElement, '[data-chosen]', form);
  let descending = false;
  form.hidden = false;

  for (const head of heads) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 't-sort';
    button.textContent = head.textContent;
    head.dataset.title = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      descending = sorter.value === head.dataset.sort && !descending;
      sorter.value = head.dataset.sort ?? '';
      update();
    });
  }

  form.addEventListener('input', (event) => {
    if (event.target === sorter) descending = false;
    update();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => {
    descending = false;
    setTimeout(update);
  });
  const below = one(HTMLElement, '.t-count__do');
  const reset = one(HTMLButtonElement, '[type=reset]', below);
  below.hidden = false;
  const save = one(HTMLButtonElement, '[data-download]', below);
  save.addEventListener('click', download);
  // The list as it was on another day, with the same choice.
  for (const day of all(HTMLAnchorElement, '.t-moments a')) {
    day.addEventListener('click', () => {
      if (day.pathname.split('/').at(-1) === location.pathname.split('/').at(-1)) day.search = location.search;
    });
  }
  addEventListener('popstate', read);
  read();

  function read() {
    const asked = new URLSearchParams(location.search);
    for (const field of fields) field.value = asked.get(field.name) || '';
    if (sorter.selectedIndex === -1) sorter.value = '';
    for (const { name, boxes } of choices) {
      for (const box of boxes) {
        box.checked = asked.getAll(name).includes(box.value);
        // Hidden are the choices that no row has; one that is asked for all the same can be seen.
        if (box.checked && box.parentElement) box.parentElement.hidden = false;
      }
    }
    descending = asked.get('retning') === 'ned';
    show();
  }

  function update() {
    const address = new URL(location.href);
    for (const field of fields) {
      if (field.value) address.searchParams.set(field.name, field.value);
      else address.searchParams.delete(field.name);
    }
    for (const choice of choices) {
      address.searchParams.delete(choice.name);
      for (const value of checked(choice)) address.searchParams.append(choice.name, value);
    }
    if (descending) address.searchParams.set('retning', 'ned');
    else address.searchParams.delete('retning');
    history.replaceState(null, '', address);
    show();
  }

  function show() {
    const words = folded(searched.value).split(/\s+/).filter(Boolean);
    if (elsewhere) elsewhere.search = words.length ? `?${new URLSearchParams({ q: searched.value })}` : '';
    // One of the values of each choice, and all the words.
    const asked = choices.map((choice) => ({ ...choice, values: checked(choice) }));
    const fits = (/** @type {Row} */ { row, text }) =>
      asked.every(({ key, values }) => !values.length || has(row, key, values)) &&
      words.every((word) => text.includes(word));
    for (const item of rows) item.row.hidden = !fits(item);
    const by = sorter.value;
    const compare = (/** @type {Row} */ a, /** @type {Row} */ b) => {
      const [x, y] = [a.cell(by), b.cell(by)];
      const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'nb');
      return (descending ? -order : order) || a.index - b.index;
    };
    body.append(...[...rows].sort(compare).map(({ row }) => row));
    for (const head of heads) {
      if (head.dataset.sort === by) head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    const shown = rows.filter(({ row }) => !row.hidden).length;
    const text = count.dataset[shown === rows.length ? 'all' : shown ? 'some' : 'none'] ?? '';
    count.textContent = text.replace('{n}', String(shown)).replace('{total}', String(rows.length));
    for (const { number: own, values } of asked) {
      own.hidden = !values.length;
      own.textContent = values.length ? String(values.length) : '';
    }
    const active = asked.filter(({ values }) => values.length).length + (sorter.value ? 1 : 0);
    save.disabled = !shown;
    if (document.activeElement === reset) (shown ? save : searched).focus();
    reset.hidden = !active && !words.length;
    number.hidden = !active;
    const chosenWords = active ? number.dataset[active === 1 ? 'one' : 'many'] : '';
    number.textContent = (chosenWords ?? '').replace('{n}', String(active));
  }

  function download() {
    const titles = [...table.rows[0].cells].map((head) => head.textContent);
    const lines = [...body.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(plain));
    const text = [titles, ...lines].map((cells) => cells.map(quoted).join(';')).join('\r\n');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv' }));
    link.download = `${form.dataset.name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /** @type {(cell: HTMLTableCellElement) => string} */
  function plain(cell) {
    const copy = document.createElement('div');
    copy.append(...cell.cloneNode(true).childNodes);
    for (const hidden of copy.querySelectorAll('[aria-hidden]')) hidden.remove();
    for (const tag of copy.querySelectorAll('.t-tag')) tag.textContent = `(${tag.textContent})`;
    return copy.textContent.replace(/\s+/g, ' ').trim();
  }

  // A cell that a spreadsheet would calculate gets an apostrophe, as in the open data, whose kind of CSV this is.
  /** @type {(text: string) => string} */
  function quoted(text) {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }
}
