// What scripts add to pages that are whole without them: a menu that folds, a choice of colours, and filters.
const menuButton = document.querySelector('.t-menu-button');
const menu = document.getElementById('meny');
if (menuButton && menu) {
  menuButton.hidden = false;
  const show = (open) => {
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
for (const folded of document.querySelectorAll('details[data-roomy]')) {
  const roomy = matchMedia(`(min-width: ${folded.dataset.roomy})`);
  const unfold = () => {
    folded.open = roomy.matches;
  };
  roomy.addEventListener('change', unfold);
  unfold();
}

// A list that is opened over the page closes again as a reader expects.
for (const moments of document.querySelectorAll('.t-moments')) {
  document.addEventListener('click', (event) => {
    if (!moments.contains(event.target)) moments.open = false;
  });
  moments.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && moments.open) {
      moments.open = false;
      moments.querySelector('summary').focus();
    }
  });
}

const colours = document.getElementById('farger');
if (colours) {
  const root = document.documentElement;
  colours.closest('.t-theme').hidden = false;
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

for (const form of document.querySelectorAll('form[data-filters]')) filters(form);

// Small letters without marks, as in the search: a keyboard without æ, ø and å finds them too.
function folded(text) {
  const plain = text
    .normalize('NFD')
    .replace(/[\p{M}\u00ad\u200b]/gu, '')
    .toLowerCase();
  return plain.replaceAll('ø', 'o').replaceAll('æ', 'ae');
}

function filters(form) {
  const table = document.getElementById(form.dataset.filters);
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, index) => ({
    row,
    index,
    text: folded(row.textContent),
    cell: (name) => {
      const head = table.tHead.querySelector(`th[data-sort="${name}"]`);
      const cell = row.cells[head.cellIndex];
      return cell.dataset.value !== undefined ? Number(cell.dataset.value) : cell.textContent.trim();
    },
  }));
  const count = document.querySelector('[data-count]');
  const elsewhere = document.querySelector('[data-elsewhere]');
  const chosen = [...form.querySelectorAll('select[data-key]')];
  const fold = form.querySelector('.t-fold');
  const number = fold.querySelector('[data-chosen]');
  let descending = false;
  form.hidden = false;

  for (const head of table.tHead.querySelectorAll('th[data-sort]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 't-sort';
    button.textContent = head.textContent;
    head.dataset.title = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      descending = form.elements.sorter.value === head.dataset.sort && !descending;
      form.elements.sorter.value = head.dataset.sort;
      update();
    });
  }

  form.addEventListener('input', (event) => {
    if (event.target.hasAttribute('data-moves')) return;
    if (event.target === form.elements.sorter) descending = false;
    update();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => {
    descending = false;
    setTimeout(update);
  });
  const below = count.parentElement.querySelector('.t-count__do');
  const reset = below.querySelector('[type=reset]');
  below.hidden = false;
  const save = below.querySelector('[data-download]');
  save.addEventListener('click', download);
  const moves = form.querySelector('[data-moves]');
  // Not at once: a choice made with the arrow keys passes by the others.
  form.querySelector('[data-go]')?.addEventListener('click', () => {
    location.href = moves.value + location.search;
  });
  addEventListener('popstate', read);
  read();

  function read() {
    const asked = new URLSearchParams(location.search);
    for (const field of [...chosen, form.elements.sok, form.elements.sorter]) {
      field.value = asked.get(field.name) || '';
      if (field.selectedIndex === -1) field.value = '';
      // Hidden are the choices that no row has; one that is asked for all the same can be seen.
      else if (field.selectedOptions) field.selectedOptions[0].hidden = false;
    }
    descending = asked.get('retning') === 'ned';
    show();
  }

  function update() {
    const address = new URL(location.href);
    for (const field of [...chosen, form.elements.sok, form.elements.sorter]) {
      if (field.value) address.searchParams.set(field.name, field.value);
      else address.searchParams.delete(field.name);
    }
    if (descending) address.searchParams.set('retning', 'ned');
    else address.searchParams.delete('retning');
    history.replaceState(null, '', address);
    show();
  }

  function show() {
    const words = folded(form.elements.sok.value).split(/\s+/).filter(Boolean);
    if (elsewhere) elsewhere.search = words.length ? `?${new URLSearchParams({ q: form.elements.sok.value })}` : '';
    const fits = ({ row, text }) =>
      chosen.every((field) => !field.value || row.dataset[field.dataset.key] === field.value) &&
      words.every((word) => text.includes(word));
    for (const item of rows) item.row.hidden = !fits(item);
    const by = form.elements.sorter.value;
    const compare = (a, b) => {
      const [x, y] = [a.cell(by), b.cell(by)];
      const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'nb');
      return (descending ? -order : order) || a.index - b.index;
    };
    body.append(...[...rows].sort(compare).map(({ row }) => row));
    for (const head of table.tHead.querySelectorAll('th[data-sort]')) {
      if (head.dataset.sort === by) head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    const shown = rows.filter(({ row }) => !row.hidden).length;
    const text = shown === rows.length ? count.dataset.all : shown ? count.dataset.some : count.dataset.none;
    count.textContent = text.replace('{n}', shown).replace('{total}', rows.length);
    const active = [...chosen, form.elements.sorter].filter((field) => field.value).length;
    save.disabled = !shown;
    if (document.activeElement === reset) (shown ? save : form.elements.sok).focus();
    reset.hidden = !active && !words.length;
    number.hidden = !active;
    number.textContent = !active
      ? ''
      : (active === 1 ? number.dataset.one : number.dataset.many).replace('{n}', active);
  }

  function download() {
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
    const lines = [...body.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(plain));
    const text = [heads, ...lines].map((cells) => cells.map(quoted).join(',')).join('\r\n');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv' }));
    link.download = `${form.dataset.name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function plain(cell) {
    const copy = cell.cloneNode(true);
    for (const hidden of copy.querySelectorAll('[aria-hidden]')) hidden.remove();
    for (const tag of copy.querySelectorAll('.t-tag')) tag.textContent = `(${tag.textContent})`;
    return copy.textContent.replace(/\s+/g, ' ').trim();
  }

  // A cell that a spreadsheet would calculate gets an apostrophe, as in the open data.
  function quoted(text) {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }
}
