// What a unit needs to say how a measure goes: its last message, the day of the round, phase and note; and its deadlines.
import { isEmpty, isLateNews, itemName, lacksReason, movesOf, newsDay, norwegianDay, unexplained } from './answers.js';
import { Answer, today, useKept } from './fields.js';

const { React } = globalThis.tiltakDecap;
const { createElement: h, useEffect, useState } = React;

/** @import { ReactNode } from 'react' */
/** @import { Props } from './fields.js' */
/** @typedef {Props & { about: { number: Value, title: Value } }} Given */

// What is asked first, in this order; the rest is folded away.
const ASKED = ['date', 'unchanged', 'phase', 'note'];
// What of the last message needs no label to be understood.
const PLAIN = ['date', 'phase', 'note', 'said_by'];

/** @type {(group: Field, names: string[]) => Field} */
function only(group, names) {
  const { fields } = group;
  const first = names.flatMap((name) => fields.filter((field) => field.name === name));
  return { ...group, fields: first };
}

/** @type {(group: Field, older: Value[]) => Field} */
function report(group, older) {
  const mayConfirm = older.some((item) => !isEmpty(item.phase));
  const asked = ASKED.filter((name) => name !== 'unchanged' || mayConfirm);
  const first = only(group, asked).fields.map((field) => ({
    ...field,
    rare: false,
    help: '',
    ...(field.name === 'phase' ? { type: 'chips' } : {}),
    ...(field.type === 'prose' ? { last: older.find((item) => !isEmpty(item[field.name]))?.[field.name] } : {}),
  }));
  const rest = group.fields.filter((field) => !ASKED.includes(field.name)).map((field) => ({ ...field, rare: true }));
  return { ...group, fields: [...first, ...rest] };
}

// The newest report is written on top of the others; one for the round's day is there to be mended.
/** @type {(props: Given) => ReactNode} */
export function Report({ spec, value, onChange, path, wrong, promises, about, id }) {
  /** @type {Value[]} */
  const items = value ?? [];
  const round = /** @type {NonNullable<Field['round']>} */ (spec.round);
  /** @type {Value[]} */
  const kept = useKept(value) ?? [];
  const begun = items.length > kept.length;
  const there = begun || items[0]?.date === round.day;
  const now = there ? items[0] : { date: round.day };
  const older = there ? items.slice(1) : items;
  const all = [now, ...older];
  const change = (/** @type {Value} */ answer) => {
    const { date: _, ...said } = answer;
    onChange(begun && isEmpty(said) ? older : [answer, ...older]);
  };
  useEffect(() => {
    const correct = (/** @type {CustomEvent<string>} */ { detail }) => change({ ...now, correction: detail });
    addEventListener('tiltak:correction', correct);
    return () => removeEventListener('tiltak:correction', correct);
  });
  const last = kept.find((item) => !isEmpty(item));
  return h(
    'div',
    { className: 'tiltak-report' },
    h('h1', null, `${about.number}. ${about.title ?? ''}`),
    h(
      'p',
      { className: 'tiltak-links' },
      round.page &&
        h(
          'a',
          { href: `../${round.page.replace('{number}', String(about.number))}`, target: '_blank' },
          'Siden som leserne ser',
        ),
    ),
    h(
      'div',
      { className: 'tiltak-last' },
      h('h2', null, 'Sist meldt'),
      ' ',
      last ? h(Said, { group: spec.item, item: last }) : h('p', null, 'Ingen har meldt noe om dette tiltaket.'),
    ),
    h('h2', null, there && !begun ? `Statusmeldingen for ${round.name}` : `Ny statusmelding for ${round.name}`),
    h(Wrong, { words: wrong.get(path) }),
    there && h(Wrong, { words: wrong.get(`${path}.0`) }),
    h(Answer, {
      id,
      spec: report(spec.item, older),
      value: now,
      onChange: change,
      path: `${path}.${there ? 0 : 'new'}`,
      wrong,
      late: unexplained(spec, all, 0, promises),
      fresh: !there || begun,
      label: spec.one ?? '',
      beforeRare: h(Save),
    }),
    older.length > 0 &&
      h(
        'details',
        { className: 'tiltak-rare' },
        h('summary', null, 'Tidligere meldinger', h('span', null, ` (${older.length})`)),
        h(Answer, {
          spec: { ...spec, round: undefined },
          value: older,
          newer: there ? [now] : [],
          onChange,
          path,
          wrong,
          promises,
          label: spec.label,
        }),
      ),
  );
}

/** @type {(props: { words?: string }) => ReactNode} */
function Wrong({ words }) {
  return words ? h('p', { className: 'tiltak-wrong', role: 'alert' }, words) : null;
}

/** @type {() => ReactNode} */
function Save() {
  return h(
    'p',
    { className: 'tiltak-keep' },
    h(
      'button',
      { type: 'button', className: 'tiltak-add', onClick: () => globalThis.tiltakSave?.() },
      'Lagre meldingen',
    ),
    h('span', null, 'eller Ctrl+S'),
  );
}

// An entry in full, each answer by its field's name.
/** @type {(props: { group: Field, item: Value }) => ReactNode} */
function Said({ group, item }) {
  const told = group.fields.filter(
    (field) => !isEmpty(item[field.name]) && field.type !== 'list' && field.type !== 'group',
  );
  const [text, facts] = [true, false].map((prose) => told.filter((field) => (field.type === 'prose') === prose));
  const words = (/** @type {Field} */ { type, options, name, label }) => {
    if (type === 'flag') return label;
    if (type === 'date' || type === 'when') return norwegianDay(item[name]);
    return options?.find((option) => option.value === item[name])?.label ?? String(item[name]);
  };
  return h(
    'dl',
    null,
    ...[...facts, ...text].map((field) =>
      h(
        'div',
        { key: field.name, className: `tiltak-${field.type}` },
        h('dt', { className: PLAIN.includes(field.name) ? 'tiltak-unseen' : undefined }, field.label),
        h('dd', null, words(field)),
      ),
    ),
  );
}

// What a button of a deadline asks for.
const OF = { done: ['done', 'date', 'source'], due: ['due', 'moved'], new: ['title', 'due', 'id'] };

// The deadlines with what a unit does to them; all that is kept of them is folded away below.
/** @type {(props: Given) => ReactNode} */
export function Deadlines(props) {
  const { spec, value, onChange, path, wrong } = props;
  /** @type {Value[]} */
  const items = value ?? [];
  /** @type {Value[]} */
  const kept = useKept(value) ?? [];
  const [open, setOpen] = useState({ index: -1, what: '' });
  const round = /** @type {NonNullable<Field['round']>} */ (spec.round);
  const news = newsDay(round, today());
  const moves = spec.item.moves && { ...movesOf(spec.item.moves, props.about.number), on: news };
  const item = { ...spec.item, moves };
  const asked = { ...OF, due: moves?.draft ? ['due'] : OF.due };
  const act = moves?.draft ? 'Rett fristen' : 'Flytt fristen';
  const isLate = (/** @type {number} */ index) =>
    index < kept.length && isLateNews(kept[index], items[index], round.closed);
  useEffect(() => {
    const list = /** @type {Field} */ (item.fields.find(({ name }) => name === moves?.list));
    const warn = (/** @type {CustomEvent<{ warnings: string[] }>} */ { detail }) => {
      const bare = items.filter(
        ({ moved }, index) =>
          moved?.length > (kept[index]?.moved?.length ?? 0) &&
          moved.some((/** @type {Value} */ move) => lacksReason(list, move)),
      );
      for (const { title } of bare)
        detail.warnings.push(
          `Fristen for «${title}» er flyttet uten «Årsak». Da sier nettstedet «Ingen årsak er oppgitt».`,
        );
    };
    addEventListener('tiltak:kept', warn);
    return () => removeEventListener('tiltak:kept', warn);
  });
  const change = (/** @type {number} */ index, /** @type {Value} */ answer) =>
    onChange(items.toSpliced(index, 1, answer));
  const reach = (/** @type {number} */ index) => {
    setOpen({ index, what: 'done' });
    if (isEmpty(items[index].done)) change(index, { ...items[index], done: news });
  };
  const add = () => {
    setOpen({ index: items.length, what: 'new' });
    onChange([...items, {}]);
  };
  const day = (/** @type {Value} */ item) =>
    isEmpty(item.done)
      ? isEmpty(item.due)
        ? 'ingen frist'
        : `frist ${norwegianDay(item.due)}`
      : `nådd ${norwegianDay(item.done)}`;
  return h(
    'div',
    { className: 'tiltak-deadlines' },
    h('h2', null, 'Frister'),
    h(Wrong, { words: wrong.get(path) }),
    (wrong.get(path) || items.some((_, index) => isLate(index))) && !isLate(open.index) && h(Correction),
    h(
      'ul',
      null,
      ...items.map((milestone, index) =>
        h(
          'li',
          { key: index },
          h('span', null, h('strong', null, milestone.title || 'Ny milepæl'), ` – ${day(milestone)}`),
          index < kept.length &&
            h(
              'span',
              { className: 'tiltak-acts' },
              isEmpty(milestone.repeat) &&
                h(
                  'button',
                  { type: 'button', 'aria-label': `Nådd: ${milestone.title}`, onClick: () => reach(index) },
                  'Nådd',
                ),
              h(
                'button',
                {
                  type: 'button',
                  'aria-label': `${act}: ${milestone.title}`,
                  onClick: () => setOpen({ index, what: 'due' }),
                },
                act,
              ),
            ),
          h(Wrong, { words: wrong.get(`${path}.${index}`) }),
          open.index === index &&
            h(Answer, {
              spec: only(item, asked[/** @type {keyof typeof OF} */ (open.what)] ?? []),
              value: milestone,
              onChange: (/** @type {Value} */ answer) => change(index, answer),
              path: `${path}.${index}`,
              wrong,
              fresh: open.what === 'new',
              label: itemName(item, milestone),
            }),
          open.index === index &&
            open.what === 'due' &&
            h(
              'p',
              { className: 'tiltak-help' },
              moves?.draft
                ? 'Fristen rettes. Tiltaket er ikke sendt inn ennå, så ingen frist er flyttet.'
                : `Flyttingen får datoen ${norwegianDay(news)}. Ble fristen flyttet en annen dag, retter du «Dato».`,
            ),
          open.index === index && isLate(index) && h(Correction),
        ),
      ),
    ),
    h('button', { type: 'button', className: 'tiltak-add', onClick: add }, 'Ny milepæl'),
    items.length > 0 &&
      h(
        'details',
        { className: 'tiltak-rare' },
        h('summary', null, 'Alt om milepælene'),
        h(Answer, { ...props, spec: { ...spec, item, round: undefined } }),
      ),
  );
}

// News of the time of a closed report corrects it: what was wrong is said in the message above, and asked for here.
/** @type {() => ReactNode} */
function Correction() {
  const [words, setWords] = useState('');
  const write = (/** @type {import('./fields.js').Typed} */ { target }) => {
    setWords(target.value);
    dispatchEvent(new CustomEvent('tiltak:correction', { detail: target.value }));
  };
  return h(
    'label',
    { className: 'tiltak-field' },
    'Rettelse',
    h(
      'span',
      { className: 'tiltak-help' },
      'Rapporten for den tiden er levert. Skriv hva den ikke fikk med, og hvorfor. Rettelsen føres i statusmeldingen over, og står i neste rapport.',
    ),
    h('textarea', { rows: 3, value: words, onChange: write }),
  );
}
