// The form for one field of a file, whatever it holds: ordinary HTML fields with labels, help and errors.
import {
  complaints,
  demands,
  isBareMove,
  isEmpty,
  isoDay,
  itemName,
  lacksReason,
  placeOf,
  sourceOf,
  sourceParts,
  spokenDay,
  typedNumber,
  unexplained,
  withMove,
  withPromise,
} from './answers.js';

// `forget` takes away what the editor has said of earlier saves.
const { React, forget, fromJS } = globalThis.tiltakDecap;
const { createElement: h, useEffect, useId, useState } = React;

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
 */
/** @typedef {ChangeEvent<HTMLInputElement | HTMLTextAreaElement>} Typed */
/** @typedef {ChangeEvent<HTMLSelectElement>} Chosen */
/** @typedef {ToggleEvent<HTMLDetailsElement>} Folded */
/** @typedef {Props & { one: string, onRemove: () => void, isNew?: boolean }} ItemProps */

/** @type {Map<string, string>} */
const NONE = new Map();
const MANY = ['list', 'several', 'flag']; // nobody has to be told that these may stay empty

// The day in Norway, as the files write it.
const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Oslo' });

// To the first field that is marked as wrong, once for all the fields that say so at the same time,
// and for some frames, because the editor's menu gives focus back to its button when it has closed.
let going = 0;
/** @type {(frames?: number) => void} */
function goToFirstWrong(frames = 20) {
  cancelAnimationFrame(going);
  going = requestAnimationFrame(() => {
    const wrong = document.querySelector('.tiltak-form :is([aria-invalid="true"], .tiltak-wrong)');
    const field = wrong?.closest('.tiltak-wrong')
      ? wrong.closest('.tiltak-field, .tiltak-inside, .tiltak-form')
      : wrong;
    const control = field?.matches('input, select, textarea')
      ? field
      : field?.querySelector('input, select, textarea, button, summary');
    if (control instanceof HTMLElement && control !== document.activeElement) control.focus();
    if (frames) goToFirstWrong(frames - 1);
  });
}

// What a value was when its file was opened. What is added here (`fresh`) has no such value until it is saved.
/** @type {(value: Value, fresh: boolean | undefined) => Value} */
function useOpened(value, fresh) {
  const [opened, setOpened] = useState(fresh ? undefined : value);
  const [waits, setWaits] = useState(Boolean(fresh));
  if (waits && !fresh) {
    setWaits(false);
    setOpened(value);
  }
  return opened;
}

// A field with its label, its help and what is wrong with it.
/** @type {(props: Props) => ReactNode} */
function Field({ spec, required, value, onChange, path, wrong, why, fresh }) {
  const id = useId();
  const label = spec.label + (required || MANY.includes(spec.type) ? '' : ' (valgfritt)');
  if (['group', 'list', 'several', 'source'].includes(spec.type)) {
    return h(
      'fieldset',
      { className: `tiltak-field tiltak-${spec.type}`, 'aria-describedby': `${id}-help` },
      h('legend', null, label),
      h(Help, { id: `${id}-help`, spec, wrong: wrong.get(path) }),
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
    h(Help, { id: `${id}-help`, spec, value, why, wrong: wrong.get(path) }),
    ...(spec.type === 'flag' ? [] : [answer]),
  );
}

/** @type {(props: { id: string, spec: Field, value?: Value, why?: string | false, wrong?: string }) => ReactNode} */
function Help({ id, spec, value, why, wrong }) {
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
function Answer(props) {
  return h(
    { group: Group, list: List, several: Several, source: Source, choice: Choice }[props.spec.type] ?? Single,
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
      return h('textarea', { ...shared, rows: Math.min(10, 3 + Math.floor(String(value ?? '').length / 90)) });
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

/** @type {(props: Props) => ReactNode} */
function Several({ id, spec, value, onChange }) {
  /** @type {Value[]} */
  const chosen = value ?? [];
  const options = [
    ...spec.options,
    ...chosen
      .filter((item) => !spec.options.some((option) => option.value === item))
      .map((item) => ({ value: item, label: String(item) })),
  ];
  const toggle = (/** @type {Value} */ item, /** @type {boolean} */ on) =>
    onChange(on ? [...chosen, item] : chosen.filter((other) => other !== item));
  return h(
    'div',
    // A box that scrolls must be reachable by keyboard.
    { className: 'tiltak-options', tabIndex: 0, role: 'group', 'aria-label': spec.label },
    ...options.map((option, index) =>
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

/** @type {(props: Props) => ReactNode} */
function Group({ spec, value, onChange, path, wrong, late, fresh }) {
  const opened = useOpened(value, fresh);
  const { required, hidden, why } = demands(spec, value ?? {}, late?.needs);
  const change = (/** @type {string} */ name, /** @type {Value} */ answer) => {
    const next = { ...(value ?? {}), [name]: answer };
    if (!spec.moves) onChange(next);
    else if (fresh) onChange(withPromise(spec.moves, value, next, today()));
    else onChange(withMove(spec.moves, value, next, opened, today()));
  };
  const shown = spec.fields.filter((field) => !hidden.has(field.name) || !isEmpty(value?.[field.name]));
  const part = (/** @type {Field} */ field) =>
    h(Field, {
      key: field.name,
      spec: field,
      required: required.has(field.name),
      value: value?.[field.name],
      onChange: (answer) => change(field.name, answer),
      path: `${path}.${field.name}`,
      wrong,
      fresh,
      why: late?.needs.includes(field.name) ? late.why : isEmpty(value?.[field.name]) && why.get(field.name),
    });
  const [rare, usual] = [true, false].map((seldom) =>
    shown.filter((field) => Boolean(field.rare && isEmpty(opened?.[field.name])) === seldom),
  );
  return h(
    React.Fragment,
    null,
    ...usual.map(part),
    rare.length > 0 &&
      h('details', { className: 'tiltak-rare' }, h('summary', null, 'Flere felter'), ...rare.map(part)),
  );
}

/** @type {(props: Props) => ReactNode} */
function List({ id, spec, value, onChange, path, wrong, promises, fresh }) {
  /** @type {Value[]} */
  const items = value ?? [];
  // Each item keeps a key of its own, so that what is open stays open when one is added above it.
  const [keys, setKeys] = useState(() => items.map((_, index) => /** @type {number | string} */ (index)));
  const [next, setNext] = useState(items.length);
  // A move of a deadline comes in on top by itself, when the deadline gets another date.
  if (items.length === keys.length + 1 && isBareMove(items[0], today())) {
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
  const remove = (/** @type {number} */ index) => {
    const name = itemName(spec.item, items[index]);
    if (name && !window.confirm(`Fjerne «${name}»?`)) return;
    setKeys(known.toSpliced(index, 1));
    onChange(items.toSpliced(index, 1));
  };
  return h(
    'div',
    { id },
    h('button', { type: 'button', className: 'tiltak-add', onClick: add }, `Legg til: ${one.toLowerCase()}`),
    ...items.map((item, index) =>
      h(Item, {
        key: known[index],
        spec,
        one,
        value: item,
        onChange: (answer) => onChange(items.toSpliced(index, 1, answer)),
        onRemove: () => remove(index),
        path: `${path}.${index}`,
        wrong,
        isNew: fresh,
        late: unexplained(spec, items, index, promises),
      }),
    ),
  );
}

/** @type {(props: ItemProps) => ReactNode} */
function Item({ spec, one, value, onChange, onRemove, path, wrong, late, isNew }) {
  const [added] = useState(isEmpty(value) || isBareMove(value, today()));
  const [fresh, setFresh] = useState(added || isNew);
  const [open, setOpen] = useState(added);
  useEffect(() => {
    const known = () => setFresh(false);
    addEventListener('tiltak:kept', known);
    return () => removeEventListener('tiltak:kept', known);
  }, []);
  const faulty = [...wrong.keys()].some((key) => key === path || key.startsWith(`${path}.`));
  const name = itemName(spec.item, value) || (fresh ? `Ny: ${one.toLowerCase()}` : one);
  return h(
    'details',
    {
      className: 'tiltak-item',
      open: open || faulty,
      onToggle: (/** @type {Folded} */ { currentTarget }) => setOpen(currentTarget.open),
    },
    h('summary', null, name),
    // What is folded away is not built: a measure with many messages opens quickly.
    (open || faulty) &&
      h(
        'div',
        { className: 'tiltak-inside' },
        wrong.get(path) && h('p', { className: 'tiltak-wrong', role: 'alert' }, wrong.get(path)),
        lacksReason(spec, value) &&
          h(
            'p',
            { className: 'tiltak-chosen' },
            'Fristen er flyttet. Velg «Årsak»: uten den sier nettstedet «Ingen årsak er oppgitt».',
          ),
        h(Answer, { spec: spec.item, value, onChange, path, wrong, late, fresh, label: one }),
        h('button', { type: 'button', className: 'tiltak-remove', onClick: onRemove }, `Fjern ${name}`),
      ),
  );
}

/**
 * What the editor gives a control; `field`, `value` and the entry are of the package `immutable`.
 * @typedef {{ field: any, value: any, getEntry?: () => any, forID: string, parentIds: string[], onChange: (value: any) => void }} Given
 */

// What the editor asks of a control: a value in, changes out, and whether it is valid.
/** @extends {React.Component<Given, { wrong: Map<string, string> }>} */
export class Control extends React.Component {
  state = { wrong: NONE };
  /** @type {any} */
  field;
  /** @type {Field | undefined} */
  made;
  /** @type {HTMLElement | null} */
  root = null;

  /** @type {Field} */
  get spec() {
    const { field } = this.props;
    if (this.made && this.field === field) return this.made;
    this.field = field;
    this.made = field.get('spec').toJS();
    return this.spec;
  }

  get value() {
    const { value } = this.props;
    return value?.toJS ? value.toJS() : value;
  }

  // An empty list or group is an answer; the single fields are for the editor to miss.
  getValidateValue = () => ([...MANY, 'group'].includes(this.spec.type) ? 'answered' : undefined);

  // Whether the whole file is new.
  get fresh() {
    return Boolean(this.props.getEntry?.()?.get('newRecord'));
  }

  // What was first promised in the measure: a message after that day may have to say why nothing has begun.
  get promises() {
    const { getEntry } = this.props;
    return (
      (this.spec.explain &&
        getEntry?.()
          ?.getIn(['data', 'milestones'])
          ?.toJS()
          .map((/** @type {Value} */ milestone) => milestone.baseline)) ||
      []
    );
  }

  // What is wrong with an answer, and with days that were typed and do not exist: those look like no answer.
  /** @type {(answer: Value) => Map<string, string>} */
  faults(answer) {
    const wrong = complaints(this.spec, answer, '', { promises: this.promises, fresh: this.fresh });
    /** @type {NodeListOf<HTMLInputElement> | undefined} */
    const days = this.root?.querySelectorAll('input[type=date]');
    for (const field of days ?? []) {
      if (field.validity.badInput)
        wrong.set(field.dataset.path ?? '', 'Datoen er ikke hel, eller den finnes ikke. Rett den, eller tøm feltet.');
    }
    return wrong;
  }

  isValid = () => {
    forget(); // a new try to save: what was said of the last one is no longer true
    const wrong = this.faults(this.value);
    // The editor itself says that a single field is missing; here it is only marked.
    if (this.spec.required && isEmpty(this.value) && !MANY.includes(this.spec.type) && !wrong.has(''))
      wrong.set('', '');
    this.setState({ wrong });
    if (wrong.size) goToFirstWrong();
    const first = [...wrong.values()].find(Boolean);
    return first ? { error: { type: 'CUSTOM', parentIds: this.props.parentIds, message: first } } : { error: false };
  };

  // What the check says of this field in what was sent.
  refused = (/** @type {CustomEvent<Refusal>} */ { detail }) => {
    const wrong = new Map();
    for (const problem of detail.problems) {
      const [name, ...keys] = problem.keys;
      if (name !== this.spec.name) continue;
      const place = placeOf(this.spec, this.value, keys);
      wrong.set(place, [wrong.get(place), problem.words].filter(Boolean).join(' '));
      detail.placed.add(problem);
    }
    if (!wrong.size) return;
    this.setState({ wrong });
    goToFirstWrong();
  };

  componentDidMount() {
    addEventListener('tiltak:refused', this.refused);
  }

  componentWillUnmount() {
    removeEventListener('tiltak:refused', this.refused);
  }

  change = (/** @type {Value} */ answer) => {
    if (this.state.wrong.size) this.setState({ wrong: this.faults(answer) });
    this.props.onChange(fromJS(answer));
  };

  render() {
    const { forID } = this.props;
    const { spec } = this;
    const single = !['group', 'list', 'several', 'source'].includes(spec.type);
    return h(
      'div',
      {
        className: `tiltak-form tiltak-${spec.type}`,
        ref: (/** @type {HTMLElement | null} */ root) => {
          this.root = root;
        },
        // The editor's own label names a single field; a group is named here.
        ...(single ? {} : { role: 'group', 'aria-label': spec.label }),
      },
      h(Help, { id: `${forID}-help`, spec, value: this.value, wrong: this.state.wrong.get('') }),
      h(Answer, {
        id: forID,
        spec,
        value: this.value,
        onChange: this.change,
        path: '',
        wrong: this.state.wrong,
        promises: this.promises,
        fresh: this.fresh,
        label: spec.label,
        required: spec.required,
        describedBy: single ? `${forID}-help` : undefined,
      }),
    );
  }
}
