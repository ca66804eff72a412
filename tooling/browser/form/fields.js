// The fields of a form, whatever they hold: ordinary HTML fields with labels, help and errors.
import {
  at,
  demands,
  isBareMove,
  isEmpty,
  isoDay,
  itemName,
  lacksReason,
  moveDay,
  sourceOf,
  sourceParts,
  spokenDay,
  typedNumber,
  unexplained,
  withMove,
  withName,
  withPromise,
  withShortName,
} from './answers.js';

const { React } = globalThis.tiltakDecap;
const { createElement: h, useEffect, useId, useRef, useState } = React;

/** @import { ChangeEvent, ReactNode, ToggleEvent } from 'react' */
/**
 * @typedef {object} Props what a field is drawn from
 * @property {Field} spec
 * @property {Value} value
 * @property {(answer: Value) => void} onChange
 * @property {string} path
 * @property {Map<string, string>} wrong
 * @property {string} [id]
 * @property {string} [label]
 * @property {boolean} [required]
 * @property {boolean} [fresh]
 * @property {string} [describedBy]
 * @property {string | false} [why]
 * @property {Late} [late]
 * @property {string[]} [promises]
 * @property {ReactNode} [beforeRare] what stands between a group's usual fields and those folded away
 * @property {Value[]} [newer] items of the same list that stand elsewhere in the form, above these
 */
/** @typedef {ChangeEvent<HTMLInputElement | HTMLTextAreaElement>} Typed */
/** @typedef {ChangeEvent<HTMLSelectElement>} Chosen */
/** @typedef {ToggleEvent<HTMLDetailsElement>} Folded */
/** @typedef {Props & { one: string, onRemove: () => void, isNew?: boolean, isAdded?: boolean }} ItemProps */

/** @type {Map<string, string>} */
export const NONE = new Map();
export const MANY = ['list', 'several', 'flag']; // nobody has to be told that these may stay empty

// The day in Norway, as the files write it.
export const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Oslo' });

// To the first field that is marked as wrong, once for all the fields that say so at the same time,
// and for some frames, because the editor's menu gives focus back to its button when it has closed.
let going = 0;
/** @type {(frames?: number) => void} */
export function goToFirstWrong(frames = 20) {
  cancelAnimationFrame(going);
  going = requestAnimationFrame(() => {
    const wrong = document.querySelector('.tiltak-form :is([aria-invalid="true"], .tiltak-wrong)');
    const field = wrong?.closest('.tiltak-wrong')
      ? wrong.closest('.tiltak-field, .tiltak-inside, .tiltak-form')
      : wrong;
    const control = field?.matches('input, select, textarea')
      ? field
      : field?.querySelector('input, select, textarea, button:not(.tiltak-take-over), summary');
    for (const mark of document.querySelectorAll('.tiltak-form .tiltak-wrong')) {
      for (let fold = mark.closest('details:not([open])'); fold; fold = fold.closest('details:not([open])'))
        /** @type {HTMLDetailsElement} */ (fold).open = true;
    }
    if (control instanceof HTMLElement && control !== document.activeElement) control.focus();
    if (frames) goToFirstWrong(frames - 1);
  });
}

// What a value was when its file was opened. What is added here (`fresh`) has no such value until it is saved.
/** @type {(value: Value, fresh: boolean | undefined) => Value} */
export function useOpened(value, fresh) {
  const [opened, setOpened] = useState(fresh ? undefined : value);
  const [waits, setWaits] = useState(Boolean(fresh));
  if (waits && !fresh) {
    setWaits(false);
    setOpened(value);
  }
  return opened;
}

// A value as it was opened or last saved.
/** @type {(value: Value) => Value} */
export function useKept(value) {
  const [kept, setKept] = useState(value);
  useEffect(() => {
    const keep = () => setKept(value);
    addEventListener('tiltak:kept', keep);
    return () => removeEventListener('tiltak:kept', keep);
  }, [value]);
  return kept;
}

// A field with its label, its help and what is wrong with it.
/** @type {(props: Props) => ReactNode} */
export function Field({ spec, required, value, onChange, path, wrong, why, fresh }) {
  const id = useId();
  const label = spec.label + (required || MANY.includes(spec.type) ? '' : ' (valgfritt)');
  if (['group', 'list', 'several', 'source', 'chips'].includes(spec.type)) {
    return h(
      'fieldset',
      { className: `tiltak-field tiltak-${spec.type}`, 'aria-describedby': `${id}-help` },
      h('legend', null, label),
      h(Help, { id: `${id}-help`, spec, value, why, wrong: wrong.get(path) }),
      h(Answer, { id, spec, value, onChange, path, wrong, fresh, label: spec.label }),
    );
  }
  const answer = h(Answer, {
    id,
    spec,
    value,
    onChange,
    path,
    wrong,
    fresh,
    required,
    describedBy: `${id}-help`,
    label: spec.label,
  });
  const named = h('label', { htmlFor: id }, label);
  return h(
    'div',
    { className: `tiltak-field tiltak-${spec.type}` },
    ...(spec.type === 'flag' ? [answer, named] : [named]),
    spec.last && h(TakeOver, { id, text: spec.last }),
    h(Help, { id: `${id}-help`, spec, value, why, wrong: wrong.get(path) }),
    ...(spec.type === 'flag' ? [] : [answer]),
  );
}

// Writes a text into a field as if it was typed: Ctrl+Z takes it back, and brings back what stood there.
/** @type {(props: { id: string, text: string }) => ReactNode} */
function TakeOver({ id, text }) {
  const write = () => {
    const field = /** @type {HTMLTextAreaElement} */ (document.getElementById(id));
    field.select();
    field.focus();
    document.execCommand('insertText', false, text);
  };
  return h('button', { type: 'button', className: 'tiltak-take-over', onClick: write }, 'Bruk forrige tekst');
}

/** @type {(props: { id: string, spec: Field, value?: Value, why?: string | false, wrong?: string }) => ReactNode} */
export function Help({ id, spec, value, why, wrong }) {
  const chosen = spec.options?.find((option) => option.value === value);
  const day = ['date', 'when'].includes(spec.type) && spokenDay(isoDay(value));
  return h(
    'div',
    { id, className: 'tiltak-help' },
    spec.help && h('p', null, spec.help),
    chosen?.help && h('p', { className: 'tiltak-chosen' }, `${chosen.label}: ${chosen.help}`),
    day && h('p', { className: 'tiltak-chosen' }, `Valgt: ${day}`),
    why && h('p', { className: 'tiltak-chosen' }, why),
    wrong && h('p', { className: 'tiltak-wrong', role: 'alert' }, wrong),
  );
}

/** @type {(props: Props) => ReactNode} */
export function Answer(props) {
  return h(
    { group: Group, list: List, several: Several, source: Source, choice: Choice, chips: Chips }[props.spec.type] ??
      Single,
    props,
  );
}

/** @param {Props} props */
function attributes({ id, path, wrong, describedBy, label, required }) {
  return {
    id,
    'aria-describedby': describedBy,
    'aria-invalid': wrong.has(path) || undefined,
    'aria-label': describedBy ? undefined : label,
    'aria-required': required || undefined,
  };
}

// Text, prose, date, number and flag.
/** @type {(props: Props) => ReactNode} */
function Single(props) {
  const { spec, value, onChange, fresh } = props;
  const opened = useOpened(value, fresh);
  const shared = {
    ...attributes(props),
    readOnly: Boolean(spec.locked && !isEmpty(opened)),
    value: value ?? '',
    onChange: (/** @type {Typed} */ { target }) => onChange(target.value),
  };
  switch (spec.type) {
    case 'prose':
      return h('textarea', { ...shared, rows: Math.min(10, 2 + Math.floor(String(value ?? '').length / 90)) });
    case 'date':
      // A browser gives no value for a day that does not exist: the field itself must be asked.
      return h('input', { ...shared, type: 'date', 'data-path': props.path });
    case 'number':
      return h('input', {
        ...shared,
        inputMode: spec.decimals ? 'decimal' : 'numeric',
        onChange: (/** @type {Typed} */ { target }) => onChange(typedNumber(spec, target.value)),
      });
    case 'flag':
      return h('input', {
        ...attributes(props),
        type: 'checkbox',
        checked: value === true,
        onChange: ({ target }) => onChange(target.checked ? true : undefined),
      });
    case 'when':
      return h(Time, { ...props, shared });
    default:
      return h('input', { ...shared, type: 'text' });
  }
}

// A day to choose, or words for a time that is not known to the day.
/** @type {(props: Props & { shared: Record<string, unknown> }) => ReactNode} */
function Time({ path, value, shared }) {
  const [inWords, setInWords] = useState(false);
  const isWords = !isEmpty(value) && !isoDay(value);
  const words = inWords || isWords;
  return h(
    'div',
    { className: 'tiltak-time' },
    words
      ? h('input', { ...shared, type: 'text', maxLength: 120, placeholder: 'høsten 2027' })
      : // A browser gives no value for a day that does not exist: the field itself must be asked.
        h('input', { ...shared, value: isoDay(value), type: 'date', 'data-path': path }),
    !shared.readOnly &&
      !isWords &&
      h(
        'button',
        { type: 'button', className: 'tiltak-exact', onClick: () => setInWords(!words) },
        words ? 'Velg en dag' : 'Dagen er ikke kjent',
      ),
  );
}

/** @type {(props: Props) => ReactNode} */
function Choice(props) {
  const { spec, value, onChange } = props;
  const known = spec.options.some((option) => option.value === value);
  // A value that is no choice, such as a rule of one's own, is kept and shown as it is.
  const options = known || isEmpty(value) ? spec.options : [...spec.options, { value, label: String(value) }];
  const chosen = options.findIndex((option) => option.value === value);
  return h(
    'select',
    {
      ...attributes(props),
      value: chosen < 0 ? '' : String(chosen),
      onChange: (/** @type {Chosen} */ { target }) =>
        onChange(target.value === '' ? undefined : options[Number(target.value)].value),
    },
    h('option', { value: '' }, ''),
    ...options.map((option, index) => h('option', { key: option.value, value: String(index) }, option.label)),
  );
}

const FEW = 5; // so many are seen at a glance: a cross for each

// What is chosen stands as chips; a search adds to it.
/** @type {(props: Props) => ReactNode} */
function Several({ id, spec, value, onChange }) {
  const [sought, setSought] = useState('');
  /** @type {Value[]} */
  const chosen = value ?? [];
  const label = (/** @type {Value} */ item) =>
    spec.options.find((option) => option.value === item)?.label ?? String(item);
  const toggle = (/** @type {Value} */ item, /** @type {boolean} */ on) =>
    onChange(on ? [...chosen, item] : chosen.filter((other) => other !== item));
  const unknown = chosen.some((item) => !spec.options.some((option) => option.value === item));
  if (spec.options.length <= FEW && !unknown)
    return h(
      React.Fragment,
      null,
      ...spec.options.map((option, index) =>
        h(
          'div',
          { key: option.value },
          h('input', {
            id: `${id}-${index}`,
            type: 'checkbox',
            checked: chosen.includes(option.value),
            onChange: ({ target }) => toggle(option.value, target.checked),
          }),
          h('label', { htmlFor: `${id}-${index}` }, option.label),
        ),
      ),
    );
  const seek = (/** @type {Typed} */ { target }) => {
    const wanted = target.value.trim().toLowerCase();
    const match = spec.options.find((option) => option.label.toLowerCase() === wanted);
    setSought(match ? '' : target.value);
    if (match && !chosen.includes(match.value)) toggle(match.value, true);
  };
  return h(
    'div',
    { className: 'tiltak-chosen-many' },
    h(
      'ul',
      { className: 'tiltak-chips', 'aria-label': `Valgt: ${spec.label}` },
      ...chosen.map((item) =>
        h(
          'li',
          { key: item },
          label(item),
          h(
            'button',
            { type: 'button', 'aria-label': `Fjern ${label(item)}`, onClick: () => toggle(item, false) },
            '×',
          ),
        ),
      ),
    ),
    h('input', {
      id: `${id}-seek`,
      type: 'search',
      list: `${id}-options`,
      value: sought,
      placeholder: 'Søk, og velg i listen',
      'aria-label': `Legg til i ${spec.label}`,
      onChange: seek,
    }),
    h(
      'datalist',
      { id: `${id}-options` },
      ...spec.options
        .filter((option) => !chosen.includes(option.value))
        .map((option) => h('option', { key: option.value, value: option.label })),
    ),
  );
}

// A choice among few that all can be seen.
/** @type {(props: Props) => ReactNode} */
function Chips(props) {
  const { id, spec, value, onChange } = props;
  return h(
    'div',
    { id, className: 'tiltak-radios' },
    ...spec.options.map((option) =>
      h(
        'label',
        { key: option.value },
        h('input', {
          type: 'radio',
          name: id,
          checked: value === option.value,
          onChange: () => onChange(option.value),
        }),
        option.label,
      ),
    ),
  );
}

/** @type {(props: Props) => ReactNode} */
function Source({ id, spec, value, onChange, path, wrong }) {
  // The place is kept while it is typed: what is in the file has no space at its end.
  const [place, setPlace] = useState(sourceParts(value).place);
  const { document } = sourceParts(value);
  const choice = { ...spec, type: 'choice', label: 'Dokument' };
  const shown = sourceOf({ document, place }) === (value ?? '') ? place : sourceParts(value).place;
  return h(
    'div',
    { className: 'tiltak-pair' },
    h(
      'div',
      null,
      h('label', { htmlFor: id }, 'Dokument'),
      h(Choice, {
        id,
        spec: choice,
        value: document,
        path,
        wrong,
        describedBy: `${id}-help`,
        onChange: (chosen) => onChange(sourceOf({ document: chosen ?? '', place: chosen ? shown : '' })),
      }),
    ),
    h(
      'div',
      null,
      h('label', { htmlFor: `${id}-place` }, 'Sted i dokumentet, for eksempel kapittel'),
      h('input', {
        id: `${id}-place`,
        type: 'text',
        value: shown,
        disabled: !document,
        onChange: ({ target }) => {
          setPlace(target.value);
          onChange(sourceOf({ document, place: target.value }));
        },
      }),
    ),
  );
}

// What a unit is called now stands in a list of names over time; a new one has a single name to ask for.
const NAMED = '__called';
const NAME_FIELD = {
  name: NAMED,
  label: 'Navn',
  type: 'text',
  help: '',
  required: true,
  locked: false,
  pattern: undefined,
};

/** @type {(props: Props) => ReactNode} */
export function Group({ spec, value, onChange, path, wrong, late, fresh, beforeRare }) {
  const opened = useOpened(value, fresh);
  const { required, hidden, why } = demands(spec, value ?? {}, late?.needs);
  const change = (/** @type {string} */ name, /** @type {Value} */ answer) => {
    const next = withShortName(
      spec,
      value,
      name === NAMED ? withName(spec, value, answer) : { ...value, [name]: answer },
      fresh,
    );
    if (!spec.moves) onChange(next);
    else if (fresh) onChange(withPromise(spec.moves, value, next, today()));
    else onChange(withMove(spec.moves, value, next, opened, moveDay(spec.moves, value, spec.moves.on ?? today())));
  };
  const shown = spec.fields
    .filter((field) => !hidden.has(field.name) || !isEmpty(value?.[field.name]))
    .filter((field) => !fresh || field.name !== spec.called?.[0]);
  if (fresh && spec.called) shown.unshift({ ...spec.fields[0], ...NAME_FIELD });
  const part = (/** @type {Field} */ field) =>
    h(Field, {
      key: field.name,
      spec: field,
      required: required.has(field.name) || field.name === NAMED,
      value: field.name === NAMED ? at(value, spec.called ?? []) : value?.[field.name],
      onChange: (answer) => change(field.name, answer),
      path: `${path}.${field.name === NAMED ? spec.called?.[0] : field.name}`,
      wrong,
      fresh,
      why: late?.needs.includes(field.name) ? late.why : isEmpty(value?.[field.name]) && why.get(field.name),
    });
  const [rare, usual] = [true, false].map((seldom) =>
    shown.filter(
      (field) => Boolean(field.rare && !required.has(field.name) && isEmpty(opened?.[field.name])) === seldom,
    ),
  );
  return h(
    React.Fragment,
    null,
    ...usual.map(part),
    beforeRare,
    rare.length > 0 &&
      h('details', { className: 'tiltak-rare' }, h('summary', null, 'Flere felter'), ...rare.map(part)),
  );
}

/** @type {(props: Props) => ReactNode} */
export function List({ id, spec, value, onChange: changed, path, wrong, promises, fresh, newer = [] }) {
  const onChange = (/** @type {Value[]} */ list) => changed([...newer, ...list]);
  /** @type {Value[]} */
  const items = value ?? [];
  // Each item keeps a key of its own, so that what is open stays open when one is added above it.
  const [keys, setKeys] = useState(() => items.map((_, index) => /** @type {number | string} */ (index)));
  const [first] = useState(items.length);
  const [next, setNext] = useState(first);
  // A move of a deadline comes in on top by itself, when the deadline gets another date.
  if (items.length === keys.length + 1 && isBareMove(items[0])) {
    setKeys([next, ...keys]);
    setNext(next + 1);
  }
  const known = items.map((_, index) => keys[index] ?? `late-${index}`);
  const one = spec.one || spec.label || '';
  const add = () => {
    const item = spec.item.type === 'group' ? {} : '';
    setNext(next + 1);
    setKeys(spec.newest ? [next, ...known] : [...known, next]);
    onChange(spec.newest ? [item, ...items] : [...items, item]);
  };
  useEffect(() => {
    // An address may ask for one more: «…?ny=enhet».
    const asked = new URLSearchParams(location.hash.split('?')[1]).get('ny');
    if (asked === one.toLowerCase() && !path.includes('.')) add();
  }, []);
  const remove = (/** @type {number} */ index) => {
    const name = itemName(spec.item, items[index]);
    if (name && !window.confirm(`Fjerne «${name}»?`)) return;
    setKeys(known.toSpliced(index, 1));
    onChange(items.toSpliced(index, 1));
  };
  return h(
    'div',
    { id },
    h('button', { type: 'button', className: 'tiltak-add', onClick: add }, `Legg til ${one.toLowerCase()}`),
    ...items.map((item, index) =>
      h(Item, {
        key: known[index],
        spec,
        one,
        value: item,
        onChange: (answer) => onChange(items.toSpliced(index, 1, answer)),
        onRemove: () => remove(index),
        path: `${path}.${newer.length + index}`,
        wrong,
        isNew: fresh,
        isAdded: Number(known[index]) >= first,
        late: unexplained(spec, [...newer, ...items], newer.length + index, promises),
      }),
    ),
  );
}

/** @type {(props: ItemProps) => ReactNode} */
function Item({ spec, one, value, onChange, onRemove, path, wrong, late, isNew, isAdded }) {
  const [added] = useState(isEmpty(value) || isAdded);
  const [fresh, setFresh] = useState(added || isNew);
  const [open, setOpen] = useState(added);
  useEffect(() => {
    const known = () => setFresh(false);
    addEventListener('tiltak:kept', known);
    return () => removeEventListener('tiltak:kept', known);
  }, []);
  // To the first field of what was added with nothing in it.
  const inside = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    if (isEmpty(value)) inside.current?.querySelector('input')?.focus();
  }, []);
  const faulty = [...wrong.keys()].some((key) => key === path || key.startsWith(`${path}.`));
  const called = itemName(spec.item, value) || one;
  return h(
    'details',
    {
      className: 'tiltak-item',
      open: open || faulty,
      onToggle: (/** @type {Folded} */ { currentTarget }) => setOpen(currentTarget.open),
    },
    h('summary', null, fresh && called === one ? `${one}, ikke fylt ut` : called),
    // What is folded away is not built: a measure with many messages opens quickly.
    (open || faulty) &&
      h(
        'div',
        { className: 'tiltak-inside', ref: inside },
        wrong.get(path) && h('p', { className: 'tiltak-wrong', role: 'alert' }, wrong.get(path)),
        lacksReason(spec, value) &&
          h(
            'p',
            { className: 'tiltak-chosen' },
            'Fristen er flyttet. Velg «Årsak»: uten den sier nettstedet «Ingen årsak er oppgitt».',
          ),
        h(Answer, { spec: spec.item, value, onChange, path, wrong, late, fresh, label: one }),
        h(
          'button',
          { type: 'button', className: 'tiltak-remove', onClick: onRemove },
          `Fjern ${called === one ? one.toLowerCase() : called}`,
        ),
      ),
  );
}
