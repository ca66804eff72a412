// The coordinator's desk: all measures of a plan in one table, what the round lacks, and one change to many of them.
import { newsDay } from './answers.js';
import { today } from './fields.js';
import { changeMany, newDeadline, newOwner, nothingNew } from './many.js';
import { EVERYTHING, queryOf, shown, VIEWS, viewOf } from './rows.js';

const { React, createRoot, backend } = globalThis.tiltakDecap;
const { createElement: h, useEffect, useRef, useState } = React;

/** @import { ChangeEvent, ReactNode } from 'react' */
/** @typedef {ChangeEvent<HTMLInputElement | HTMLSelectElement>} Typed */
/** @import { View } from './rows.js' */
/** @typedef {{ canSend: boolean, paths: string[] }} Unsent */
/** @typedef {{ tables: Record<string, Table>, unsent: Unsent }} Desks */

const MINE = 'tiltak-min-enhet';

/** @type {() => string[]} */
const address = () => location.hash.replace(/^#/, '').split('?');

/** @type {(action: string, params?: Record<string, Value>) => Promise<Value>} */
async function asked(action, params = {}) {
  const response = await fetch('api', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ action, params }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** @type {(local: boolean) => Promise<Desks>} */
async function fetched(local) {
  const [tables, unsent] = await Promise.all([
    fetch('desk.json', { credentials: 'same-origin', cache: 'no-cache' }).then((response) => response.json()),
    local ? asked('unsent') : { canSend: false, paths: [] },
  ]);
  return { tables, unsent };
}

/** @typedef {{ config: Value, tell: (...sentences: string[]) => void }} Around */

// The desk on the page, whenever the address is that of a plan's list.
/** @type {(around: Around) => void} */
export function start({ config, tell }) {
  const place = /** @type {HTMLElement} */ (document.getElementById('tiltak-desk'));
  const editor = /** @type {HTMLElement} */ (document.getElementById('nc-root'));
  const root = createRoot(place);
  /** @type {Desks | undefined} */
  let desks;
  const show = async () => {
    const [path, query = ''] = address();
    const plan = path.match(/^\/collections\/([^/]+)$/)?.[1] ?? '';
    const isDesk = config.collections.some(
      (/** @type {Value} */ { name, folder }) => name === plan && folder === `measures/${plan}`,
    );
    place.hidden = !isDesk;
    editor.hidden = isDesk;
    if (!isDesk) return;
    desks = await fetched(config.tiltak.local);
    const [now] = address();
    if (now !== path) return;
    root.render(h(Desk, { key: plan, plan, desks, config, view: viewOf(query), tell, again: show }));
    document.title = `${desks.tables[plan]?.label ?? plan} – rediger tiltak`;
  };
  addEventListener('hashchange', show);
  show();
}

/** @typedef {{ plan: string, desks: Desks, config: Value, view: View, tell: Around['tell'], again: () => Promise<void> }} Props */

/** @type {(props: Props) => ReactNode} */
function Desk({ plan, desks, config, view: first, tell, again }) {
  const table = desks.tables[plan];
  const [view, setView] = useState(first);
  const [mine, setMine] = useState(localStorage.getItem(MINE) ?? '');
  const [ticked, setTicked] = useState(/** @type {Set<string>} */ (new Set()));
  const look = (/** @type {Partial<View>} */ other) => {
    const next = { ...view, ...other };
    setView(next);
    history.replaceState(null, '', `#/collections/${plan}${queryOf(next)}`);
  };
  if (!table)
    return h(
      'p',
      { className: 'tiltak-start' },
      'Planen kan ikke leses. Kjør «tiltak check» for å se hva som er galt.',
    );
  const rows = shown(table.rows, view, { mine, unsent: desks.unsent.paths });
  const chosen = rows.filter(({ path }) => ticked.has(path));
  return h(
    'main',
    { className: 'desk' },
    h(Head, { plan, table, config }),
    h(Unsent, { desks, config, tell, again }),
    h(Round, { table, look }),
    h(Filters, { table, view, look, mine, setMine, local: config.tiltak.local }),
    h(Bulk, { plan, table, rows: chosen, config, tell, clear: () => setTicked(new Set()), again }),
    h(Rows, { plan, rows, all: table.rows.length, view, look, ticked, setTicked, unsent: desks.unsent.paths }),
    h(Decisions, { plan, table }),
  );
}

/** @type {(props: { plan: string, table: Table, config: Value }) => ReactNode} */
function Head({ plan, table, config }) {
  const link = (/** @type {Value} */ { name, label, files }) => {
    const only = files?.length === 1 ? `/entries/${files[0].name}` : '';
    return h('a', { key: name, href: `#/collections/${name}${only}` }, label);
  };
  return h(
    'header',
    { className: 'desk-head' },
    h('h1', null, table.label),
    h(
      'nav',
      { 'aria-label': 'Skjemaer' },
      h('a', { href: `#/collections/${plan}/new`, className: 'desk-main' }, 'Nytt tiltak'),
      h('a', { href: '#/collections/units/entries/units?ny=enhet' }, 'Ny enhet'),
      h('a', { href: `../${config.tiltak.new_plan}` }, 'Ny plan'),
      ...config.collections.filter((/** @type {Value} */ { name }) => name !== plan).map(link),
      !config.tiltak.local && h('a', { href: '#/workflow' }, 'Forslag'),
      h('a', { href: '../' }, 'Nettstedet'),
    ),
  );
}

// What is saved and not sent in.
/** @type {(props: { desks: Desks, config: Value, tell: Around['tell'], again: () => Promise<void> }) => ReactNode} */
function Unsent({ desks, config, tell, again }) {
  const { canSend, paths } = desks.unsent;
  const [busy, setBusy] = useState(false);
  if (!config.tiltak.local || !paths.length) return null;
  const names = new Map(
    [
      ...Object.values(desks.tables).flatMap(({ rows }) =>
        rows.map(({ path, number, title }) => [path, `${number} ${title}`]),
      ),
      ...config.collections.flatMap((/** @type {Value} */ { label, files }) =>
        (files ?? []).map((/** @type {Value} */ { file }) => [file, label]),
      ),
    ].map(([path, name]) => /** @type {[string, string]} */ ([path, name])),
  );
  const done = async (/** @type {() => Promise<string>} */ act) => {
    setBusy(true);
    try {
      const said = await act();
      await again();
      tell(said);
    } catch (error) {
      tell('Det gikk ikke.', /** @type {Error} */ (error).message);
    }
    setBusy(false);
  };
  const back = (/** @type {string[]} */ taken) =>
    done(async () => {
      await asked('takeBack', { paths: taken });
      return taken.length === 1 ? 'Endringen er angret.' : `${taken.length} endringer er angret.`;
    });
  const send = () =>
    done(async () => {
      const { branch, link } = await asked('sendIn');
      if (!branch)
        return 'Endringene er ført inn i historikken på denne maskinen. Mappen har ingen server å sende dem til.';
      return `Sendt inn som forslaget «${branch}».${link ? ` Gå videre her: ${link}` : ' Den som har ansvaret for planen, ser over det.'}`;
    });
  return h(
    'section',
    { className: 'desk-unsent', 'aria-label': 'Lagret og ikke sendt inn' },
    h(
      'p',
      null,
      paths.length === 1 ? 'Én fil er lagret og ikke sendt inn.' : `${paths.length} filer er lagret og ikke sendt inn.`,
    ),
    canSend && h('button', { type: 'button', className: 'desk-main', disabled: busy, onClick: send }, 'Send inn'),
    h(
      'details',
      null,
      h('summary', null, 'Se hva, og angre'),
      h(
        'ul',
        null,
        ...paths.map((path) =>
          h(
            'li',
            { key: path },
            names.get(path) ?? path,
            canSend &&
              h(
                'button',
                {
                  type: 'button',
                  disabled: busy,
                  'aria-label': `Angre: ${names.get(path) ?? path}`,
                  onClick: () => back([path]),
                },
                'Angre',
              ),
          ),
        ),
      ),
      canSend &&
        paths.length > 1 &&
        h('button', { type: 'button', disabled: busy, onClick: () => back(paths) }, 'Angre alt'),
    ),
  );
}

// How much of the round is answered, and who has more to say.
/** @type {(props: { table: Table, look: (view: Partial<View>) => void }) => ReactNode} */
function Round({ table, look }) {
  if (!table.asks) return h('p', { className: 'desk-round' }, 'Ingen blir spurt om status: planen følges ikke lenger.');
  return h(
    'section',
    { className: 'desk-round', 'aria-label': 'Runden' },
    h('p', null, table.share),
    h(
      'details',
      null,
      h('summary', null, 'Hvor langt hver enhet er kommet'),
      h(
        'ul',
        null,
        ...table.units.map(({ id, name, heard, owns, mail }) =>
          h(
            'li',
            { key: id },
            h(
              'button',
              { type: 'button', className: 'desk-plain', onClick: () => look({ ...EVERYTHING, eier: id }) },
              name,
            ),
            h('meter', { min: 0, max: owns, value: heard, 'aria-label': `${name}: ${heard} av ${owns}` }),
            h('span', null, `${heard} av ${owns}`),
            mail && h('a', { href: mail, 'aria-label': `Minn på: ${name}` }, 'Minn på'),
          ),
        ),
      ),
    ),
  );
}

/** @type {(props: { table: Table, view: View, look: (view: Partial<View>) => void, mine: string, setMine: (unit: string) => void, local: boolean }) => ReactNode} */
function Filters({ table, view, look, mine, setMine, local }) {
  const owners = new Map(table.rows.map(({ owner, ownerName }) => [owner, ownerName]));
  const sorted = [...owners].filter(([id]) => id).sort(([, a], [, b]) => a.localeCompare(b, 'nb'));
  const keep = (/** @type {string} */ unit) => {
    localStorage.setItem(MINE, unit);
    setMine(unit);
    look({ ...EVERYTHING, vis: 'mine' });
  };
  const offered = Object.entries(VIEWS).filter(([name]) => (name !== 'mine' || mine) && (name !== 'usendt' || local));
  return h(
    'search',
    { className: 'desk-filters' },
    h(
      'div',
      { role: 'group', 'aria-label': 'Vis' },
      ...offered.map(([name, { label }]) =>
        h(
          'button',
          { key: name, type: 'button', 'aria-pressed': view.vis === name, onClick: () => look({ vis: name }) },
          label,
        ),
      ),
    ),
    h(
      'label',
      null,
      'Søk i alt',
      h('input', {
        type: 'search',
        value: view.sok,
        onChange: (/** @type {Typed} */ { target }) => look({ sok: target.value }),
      }),
    ),
    h(
      'label',
      null,
      'Ansvarlig',
      h(
        'select',
        { value: view.eier, onChange: (/** @type {Typed} */ { target }) => look({ eier: target.value }) },
        h('option', { value: '' }, 'Alle'),
        ...sorted.map(([id, name]) => h('option', { key: id, value: id }, name)),
      ),
    ),
    view.eier && view.eier !== mine && h('button', { type: 'button', onClick: () => keep(view.eier) }, 'Husk som mine'),
  );
}

const ARROWS = { ascending: ' ▲', descending: ' ▼', none: '' };

/** @type {[key: string, label: string][]} */
const COLUMNS = [
  ['tittel', 'Tiltak'],
  ['status', 'Status'],
  ['ansvarlig', 'Ansvarlig'],
  ['frist', 'Frist'],
  ['meldt', 'Sist meldt'],
  ['mangler', 'Mangler i runden'],
];

/**
 * @typedef {object} RowsProps
 * @property {string} plan
 * @property {Row[]} rows
 * @property {number} all
 * @property {View} view
 * @property {(view: Partial<View>) => void} look
 * @property {Set<string>} ticked
 * @property {(ticked: Set<string>) => void} setTicked
 * @property {string[]} unsent
 */
/** @type {(props: RowsProps) => ReactNode} */
function Rows({ plan, rows, all, view, look, ticked, setTicked, unsent }) {
  const everyone = rows.length > 0 && rows.every(({ path }) => ticked.has(path));
  const tick = (/** @type {string[]} */ paths, /** @type {boolean} */ on) => {
    const next = new Set(ticked);
    for (const path of paths) on ? next.add(path) : next.delete(path);
    setTicked(next);
  };
  const sorting = (/** @type {string} */ key) =>
    view.sorter === key ? 'ascending' : view.sorter === `-${key}` ? 'descending' : undefined;
  return h(
    'table',
    { className: 'desk-rows', role: 'table' },
    h('caption', null, rows.length === all ? `Alle ${all} tiltak` : `${rows.length} av ${all} tiltak`),
    h(
      'thead',
      null,
      h(
        'tr',
        { role: 'row' },
        h(
          'th',
          { scope: 'col', role: 'columnheader' },
          h('input', {
            type: 'checkbox',
            'aria-label': 'Velg alle som vises',
            checked: everyone,
            disabled: !rows.length,
            onChange: (/** @type {Typed} */ { target }) =>
              tick(
                rows.map(({ path }) => path),
                /** @type {HTMLInputElement} */ (target).checked,
              ),
          }),
        ),
        ...COLUMNS.map(([key, label]) =>
          h(
            'th',
            { key, scope: 'col', role: 'columnheader', 'aria-sort': sorting(key) },
            h(
              'button',
              {
                type: 'button',
                onClick: () => look({ sorter: view.sorter === key ? `-${key}` : view.sorter === `-${key}` ? '' : key }),
              },
              label,
              h('span', { 'aria-hidden': true }, ARROWS[sorting(key) ?? 'none']),
            ),
          ),
        ),
      ),
    ),
    h(
      'tbody',
      null,
      ...rows.map((row) =>
        h(
          'tr',
          { key: row.path, role: 'row' },
          h(
            'td',
            { role: 'cell' },
            h('input', {
              type: 'checkbox',
              'aria-label': `Velg ${row.number} ${row.title}`,
              checked: ticked.has(row.path),
              onChange: (/** @type {Typed} */ { target }) =>
                tick([row.path], /** @type {HTMLInputElement} */ (target).checked),
            }),
          ),
          h(
            'th',
            { scope: 'row', role: 'rowheader' },
            h(
              'a',
              { href: `#/collections/${plan}/entries/${encodeURIComponent(row.slug)}` },
              `${row.number} ${row.title}`,
            ),
            unsent.includes(row.path) && h('span', { className: 'desk-mark' }, 'ikke sendt inn'),
          ),
          h(
            'td',
            { role: 'cell', 'data-label': 'Status', title: row.why },
            h('span', { 'aria-hidden': true }, `${row.symbol} `),
            row.status,
          ),
          h('td', { role: 'cell', 'data-label': 'Ansvarlig' }, row.ownerName),
          h('td', { role: 'cell', 'data-label': 'Frist' }, row.deadline?.words ?? 'ingen'),
          h('td', { role: 'cell', 'data-label': 'Sist meldt' }, row.last?.words ?? 'aldri'),
          h(
            'td',
            { role: 'cell', 'data-label': 'Mangler' },
            row.lacks.length ? row.lacks.map(({ words }) => words).join('; ') : '–',
          ),
        ),
      ),
    ),
  );
}

// The decisions that are to be followed up before the round is over.
/** @type {(props: { plan: string, table: Table }) => ReactNode} */
function Decisions({ plan, table }) {
  if (!table.decisions.length) return null;
  return h(
    'section',
    { className: 'desk-round', 'aria-labelledby': 'desk-decisions' },
    h('h2', { id: 'desk-decisions' }, 'Vedtak med frist nå'),
    h(
      'ul',
      null,
      ...table.decisions.map(({ title, slug, unit, state }) =>
        h(
          'li',
          { key: slug },
          h('a', { href: `#/collections/${plan}-decisions/entries/${encodeURIComponent(slug)}` }, title),
          h('span', null, unit ? `${unit}: ${state}` : state),
        ),
      ),
    ),
  );
}

const OWNER_IS_PROMISED =
  'Planen har lovet hvem som har ansvaret. Er den vedtatt, viser nettstedet at løftet er endret. Var det gjengitt feil her, skriver du det under «Endret siden vedtaket» i skjemaet til tiltaket.';

/** @typedef {{ plan: string, table: Table, rows: Row[], config: Value, tell: Around['tell'], clear: () => void, again: () => Promise<void> }} BulkProps */

// What is done to all that are ticked.
/** @type {(props: BulkProps) => ReactNode} */
function Bulk({ plan, table, rows, config, tell, clear, again }) {
  const [act, setAct] = useState('');
  const [answers, setAnswers] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  const first = useRef(/** @type {HTMLFormElement | null} */ (null));
  useEffect(() => {
    /** @type {HTMLElement | null | undefined} */
    const field = first.current?.querySelector('input, select');
    if (act) field?.focus();
  }, [act]);
  if (!rows.length) return null;
  const { fields } = config.collections.find((/** @type {Value} */ { name }) => name === plan);
  const field = (/** @type {string} */ name) => fields.find((/** @type {Value} */ one) => one.name === name).spec;
  const milestone = field('milestones').item;
  const move = milestone.fields.find((/** @type {Field} */ { name }) => name === milestone.moves.list).item;
  const asks = {
    unchanged: () => nothingNew(answers.day),
    owner: () => newOwner(answers.owner),
    due: () => newDeadline(answers.due.trim(), answers.moved, answers.reason ?? '', milestone.moves),
  };
  const open = (/** @type {string} */ name) => {
    setAct(name);
    setAnswers({ day: table.round.day, moved: newsDay(table.round, today()) });
  };
  const save = async (/** @type {import('react').FormEvent} */ event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const change = asks[/** @type {keyof typeof asks} */ (act)]();
      const left = await changeMany(plan, rows, change, globalThis.tiltakFormats['tiltak-measure']);
      const saved = rows.length - left.length;
      await again();
      tell(
        ...(saved ? [saved === 1 ? 'Ett tiltak er lagret.' : `${saved} tiltak er lagret.`] : ['Ingenting er lagret.']),
        ...(left.length ? ['Disse er ikke med:', ...left] : []),
      );
      if (saved) {
        setAct('');
        clear();
      }
    } catch (error) {
      if (!backend().proxyUrl) tell('Ikke lagret.', String(error));
    }
    setBusy(false);
  };
  const text = (/** @type {string} */ name, /** @type {string} */ label, more = {}) =>
    h(
      'label',
      null,
      label,
      h('input', {
        required: true,
        value: answers[name] ?? '',
        onChange: (/** @type {Typed} */ { target }) => setAnswers({ ...answers, [name]: target.value }),
        ...more,
      }),
    );
  const choice = (/** @type {string} */ name, /** @type {string} */ label, /** @type {Option[]} */ options) =>
    h(
      'label',
      null,
      label,
      h(
        'select',
        {
          required: true,
          value: answers[name] ?? '',
          onChange: (/** @type {Typed} */ { target }) => setAnswers({ ...answers, [name]: target.value }),
        },
        h('option', { value: '' }, ''),
        ...options.map((option) => h('option', { key: option.value, value: option.value }, option.label)),
      ),
    );
  const ACTS = {
    unchanged: ['Ingenting nytt', () => [text('day', 'Dagen meldingen gjelder', { type: 'date' })]],
    owner: [
      'Ny ansvarlig',
      () => [
        choice('owner', 'Ansvarlig', field('owner').options),
        rows.some(({ ownerIsPromised }) => ownerIsPromised) && h('p', null, OWNER_IS_PROMISED),
      ],
    ],
    due: [
      'Ny frist',
      () => [
        text('due', 'Ny frist for den nærmeste milepælen, for eksempel 30.06.2027 eller høsten 2027'),
        text('moved', 'Dagen fristen ble flyttet', { type: 'date' }),
        choice('reason', 'Årsak', move.fields.find((/** @type {Field} */ { name }) => name === 'reason').options),
      ],
    ],
  };
  return h(
    'form',
    {
      className: 'desk-bulk',
      'aria-label': 'Det som er valgt',
      onSubmit: save,
      ref: first,
    },
    h('p', null, rows.length === 1 ? 'Ett tiltak er valgt.' : `${rows.length} tiltak er valgt.`),
    ...Object.entries(ACTS)
      .filter(([name]) => name !== 'unchanged' || rows.some(({ mayConfirm }) => mayConfirm))
      .map(([name, [label]]) =>
        h(
          'button',
          { key: name, type: 'button', 'aria-expanded': act === name, onClick: () => open(name) },
          /** @type {string} */ (label),
        ),
      ),
    h('button', { type: 'button', onClick: clear }, 'Fjern valget'),
    act &&
      h(
        'div',
        { className: 'desk-ask' },
        .../** @type {() => ReactNode[]} */ (ACTS[/** @type {keyof typeof ACTS} */ (act)][1])(),
        h('button', { type: 'submit', className: 'desk-main', disabled: busy }, busy ? 'Lagrer …' : 'Lagre'),
      ),
  );
}
