// What a unit needs to say how a measure goes: its last message, the day of the round, phase and note; and its deadlines.
import { isEmpty, itemName, norwegianDay, unexplained } from './answers.js';
import { Answer, useOpened } from './fields.js';

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
  const first = only(group, ASKED).fields.map((field) => ({
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
  const [before, setBefore] = useState(items.length);
  useEffect(() => {
    const known = () => setBefore(items.length);
    addEventListener('tiltak:kept', known);
    return () => removeEventListener('tiltak:kept', known);
  }, [items.length]);
  const begun = items.length > before;
  const there = begun || items[0]?.date === round.day;
  const now = there ? items[0] : { date: round.day };
  const older = there ? items.slice(1) : items;
  const all = [now, ...older];
  const change = (/** @type {Value} */ answer) => {
    const { date: _, ...said } = answer;
    onChange(begun && isEmpty(said) ? older : [answer, ...older]);
  };
  const last = older.find((item) => !isEmpty(item));
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
    there && wrong.get(`${path}.0`) && h('p', { className: 'tiltak-wrong', role: 'alert' }, wrong.get(`${path}.0`)),
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
  const opened = useOpened(items, false);
  const [open, setOpen] = useState({ index: -1, what: '' });
  const round = /** @type {NonNullable<Field['round']>} */ (spec.round);
  const change = (/** @type {number} */ index, /** @type {Value} */ answer) =>
    onChange(items.toSpliced(index, 1, answer));
  const reach = (/** @type {number} */ index) => {
    setOpen({ index, what: 'done' });
    if (isEmpty(items[index].done)) change(index, { ...items[index], done: round.day });
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
    h(
      'ul',
      null,
      ...items.map((item, index) =>
        h(
          'li',
          { key: index },
          h('span', null, h('strong', null, item.title || 'Ny milepæl'), ` – ${day(item)}`),
          index < (opened?.length ?? 0) &&
            h(
              'span',
              { className: 'tiltak-acts' },
              isEmpty(item.repeat) &&
                h(
                  'button',
                  { type: 'button', 'aria-label': `Nådd: ${item.title}`, onClick: () => reach(index) },
                  'Nådd',
                ),
              h(
                'button',
                {
                  type: 'button',
                  'aria-label': `Flytt fristen: ${item.title}`,
                  onClick: () => setOpen({ index, what: 'due' }),
                },
                'Flytt fristen',
              ),
            ),
          wrong.get(`${path}.${index}`) &&
            h('p', { className: 'tiltak-wrong', role: 'alert' }, wrong.get(`${path}.${index}`)),
          open.index === index &&
            h(Answer, {
              spec: only(spec.item, OF[/** @type {keyof typeof OF} */ (open.what)] ?? []),
              value: item,
              onChange: (/** @type {Value} */ answer) => change(index, answer),
              path: `${path}.${index}`,
              wrong,
              fresh: open.what === 'new',
              label: itemName(spec.item, item),
            }),
        ),
      ),
    ),
    h('button', { type: 'button', className: 'tiltak-add', onClick: add }, 'Ny milepæl'),
    items.length > 0 &&
      h(
        'details',
        { className: 'tiltak-rare' },
        h('summary', null, 'Alt om milepælene'),
        h(Answer, { ...props, spec: { ...spec, round: undefined } }),
      ),
  );
}
