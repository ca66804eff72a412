// What a form's answers mean, without any form: which fields are required now, which are hidden, what is
// wrong, and what a folded-away item is called. `spec` is made by tiltak.forms.fields from the schema.

/** @type {(value: Value) => boolean} */
export function isEmpty(value) {
  if (value === null || value === undefined || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

// The part of JSON Schema that the rules between fields use.
/** @type {(schema: Condition, value: Value) => boolean} */
export function holds(schema, value) {
  if (schema === false) return false;
  const there = (/** @type {string} */ key) => !isEmpty(value?.[key]);
  if (schema.required && !schema.required.every(there)) return false;
  if (schema.not && holds(schema.not, value)) return false;
  return Object.entries(schema.properties ?? {}).every(([key, inner]) => !there(key) || allows(inner, value[key]));
}

/** @type {(schema: Allowed, value: Value) => boolean} */
function allows(schema, value) {
  if (schema === false) return false;
  if ('const' in schema && value !== schema.const) return false;
  return !schema.enum || schema.enum.includes(value);
}

// → {required: names, hidden: names, why: Map of name → words} of a group, as its answers stand.
// `needs`: names that its list asks for too.
/** @type {(group: Field, value: Value, needs?: string[]) => { required: Set<string>, hidden: Set<string>, why: Map<string, string> }} */
export function demands(group, value, needs = []) {
  const outcomes = group.rules.map((rule) => (holds(rule.if, value) ? rule.then : rule.else));
  const properties = outcomes.flatMap((outcome) => Object.entries(outcome?.properties ?? {}));
  return {
    required: new Set([
      ...group.fields.filter((field) => field.required).map((field) => field.name),
      ...outcomes.flatMap((outcome) => outcome?.required ?? []),
      ...needs,
    ]),
    hidden: new Set(properties.filter(([, schema]) => schema === false).map(([name]) => name)),
    why: new Map(
      group.rules.flatMap(({ form, then }, index) =>
        form && then && outcomes[index] === then ? (then.required ?? []).map((name) => [name, form]) : [],
      ),
    ),
  };
}

// A step back from what was in place must be explained, and work that has not begun when half the plan or the first
// promise has passed, as the check says (checks.missing_reason) → {needs: names, why: words} of one message.
// `promises`: the first deadlines.
/** @type {(list: Field, items: Value[], index: number, promises?: string[]) => Late} */
export function unexplained({ explain, newest }, items, index, promises = []) {
  const nothing = { needs: [], why: '' };
  const own = items[index] ?? {};
  if (!explain || isEmpty(own[newest])) return nothing;
  const order = inOrder(items, newest);
  const older = order.slice(order.indexOf(index)).map((at) => items[at]);
  const told = older.find((item) => !isEmpty(item?.phase)) ?? own;
  const explained = (/** @type {Value} */ item) => explain.needs.every((name) => !isEmpty(item[name]));
  if (told !== own && explained(told)) return nothing;
  const before = order.slice(order.indexOf(index) + 1).map((at) => items[at]?.phase);
  const left = explain.in_place[before.find((phase) => !isEmpty(phase))];
  if (left?.back.includes(own.phase)) {
    return { needs: explain.needs, why: `Må fylles ut: det er et skritt tilbake fra «${left.label}».` };
  }
  if (!explain.phases.includes(told.phase)) return nothing;
  const first = promises.map(lastDay).filter(Boolean).toSorted()[0];
  const day = lastDay(own[newest]);
  const begun = 'Må fylles ut: arbeidet er ikke i gang, og';
  if (day > explain.midpoint) {
    return { needs: explain.needs, why: `${begun} planen er mer enn halvveis (${norwegianDay(explain.midpoint)}).` };
  }
  if (first && day > first) {
    return { needs: explain.needs, why: `${begun} den første fristen er gått ut (${norwegianDay(first)}).` };
  }
  return nothing;
}

// The places of a list's items, the newest first: the order in which a file has them.
/** @type {(items: Value[], newest: string) => number[]} */
function inOrder(items, newest) {
  const day = (/** @type {number} */ index) => lastDay(items[index]?.[newest]);
  const places = items.map((_, index) => index);
  return newest ? places.toSorted((a, b) => (day(a) === day(b) ? 0 : day(a) < day(b) ? 1 : -1)) : places;
}

// What is typed as a number, where it is one: «6,8». «6,» is on the way to one, and stays as it is typed.
/** @type {(spec: Field, text: string) => number | string} */
export function typedNumber(spec, text) {
  const plain = text.replace(',', '.').replace('−', '-');
  if (spec.decimals) return text && String(Number(plain)) === plain ? Number(plain) : text;
  return /^\d+$/.test(text) ? Number(text) : text;
}

// Where in the form a problem belongs that the check found in the file: `keys` is the way to it there.
/** @type {(spec: Field, value: Value, keys: (string | number)[]) => string} */
export function placeOf(spec, value, keys) {
  const [key, ...rest] = keys;
  if (spec.type === 'group') {
    const field = spec.fields.find(({ name }) => name === key);
    return field ? `.${key}${placeOf(field, value?.[key], rest)}` : '';
  }
  if (spec.type !== 'list' || key === undefined) return '';
  const filled = inOrder(value ?? [], spec.newest).filter((index) => !isEmpty(value[index]));
  const at =
    typeof key === 'number' ? filled[key] : value?.findIndex((/** @type {Value} */ item) => item?.__name === key);
  return at === undefined || at < 0 ? '' : `.${at}${placeOf(spec.item, value[at], rest)}`;
}

// → Map of path → what is wrong, in words. `fresh`: the file is not saved yet.
/** @type {(spec: Field, value: Value, path?: string, about?: { promises?: string[], needs?: string[], fresh?: boolean }) => Map<string, string>} */
export function complaints(spec, value, path = '', { promises = [], needs = [], fresh = false } = {}) {
  if (isEmpty(value) && !Array.isArray(value)) return new Map();
  switch (spec.type) {
    case 'group':
      return groupComplaints(spec, value, path, needs);
    case 'list':
      return merged([
        ...(value ?? []).map((/** @type {Value} */ item, /** @type {number} */ index) => {
          const own = `${path}.${index}`;
          const needs = unexplained(spec, value, index, promises);
          // An item that was added and left empty is not dropped unseen: the form must not call it saved.
          if (spec.item.type === 'group' && isEmpty(item))
            return groupComplaints(spec.item, item ?? {}, own, needs.needs);
          return complaints(spec.item, item, own, needs);
        }),
        namesakes(spec.item, value ?? [], path),
      ]);
    default: {
      const wrong = (fresh && takenBy(spec, value)) || wrongWith(spec, value);
      return wrong ? new Map([[path, wrong]]) : new Map();
    }
  }
}

/** @type {(group: Field, value: Value, path: string, needs: string[]) => Map<string, string>} */
function groupComplaints(group, value, path, needs) {
  const { required, hidden } = demands(group, value, needs);
  return merged(
    group.fields.map((field) => {
      const own = `${path}.${field.name}`;
      const answer = value[field.name];
      if (hidden.has(field.name)) {
        return isEmpty(answer) ? new Map() : new Map([[own, `«${field.label}» skal stå tomt her.`]]);
      }
      if (required.has(field.name) && isEmpty(answer)) {
        return new Map([[own, `Fyll ut «${field.label}».`]]);
      }
      return complaints(field, answer, own);
    }),
  );
}

// In the file the name is the key, and a key stands once: a second one would be written over the first.
/** @type {(group: Field, items: Value[], path: string) => Map<string, string>} */
function namesakes(group, items, path) {
  const first = new Map();
  const wrong = new Map();
  items.forEach((item, index) => {
    const name = item?.__name;
    if (isEmpty(name)) return;
    if (first.has(name)) {
      const other = itemName(group, first.get(name)) || name;
      wrong.set(`${path}.${index}.__name`, `Kortnavnet «${name}» er brukt av «${other}». Velg et annet.`);
    } else first.set(name, item);
  });
  return wrong;
}

// A measure's number names it for ever, also when it is taken out of the plan.
/** @type {(field: Field, value: Value) => string} */
function takenBy({ taken, next }, value) {
  const title = taken?.[value];
  if (title === undefined) return '';
  return `Nummer ${value} er brukt${title && ` (${title})`}. Det neste ledige er ${next}.`;
}

/** @type {(maps: Map<string, string>[]) => Map<string, string>} */
function merged(maps) {
  return new Map(maps.flatMap((map) => [...map]));
}

/** @type {(spec: Field, value: Value) => string} */
function wrongWith(spec, value) {
  const text = String(value);
  if (spec.type === 'date' && !isDay(text)) return 'Datoen finnes ikke.';
  // What else a time can be is for the check to say.
  if (spec.type === 'when' && LIKE_A_DAY.test(text) && !isoDay(text)) return 'Datoen finnes ikke.';
  if (spec.type === 'number') {
    const number = Number(value);
    if (typeof value === 'string' && spec.pattern) return wrongWith({ ...spec, type: 'text' }, value);
    if (spec.decimals && typeof value !== 'number') return 'Skriv et tall, for eksempel 6 eller 6,8.';
    if (!spec.decimals && !Number.isInteger(number)) return 'Skriv et helt tall.';
    if (number < (spec.minimum ?? -Infinity)) return `Tallet må være minst ${spec.minimum}.`;
    if (number > (spec.maximum ?? Infinity)) return `Tallet kan ikke være større enn ${spec.maximum}.`;
    return '';
  }
  if (spec.maxLength && text.length > spec.maxLength) {
    return `Teksten har ${text.length} tegn. Grensen er ${spec.maxLength}.`;
  }
  if (spec.pattern && !new RegExp(spec.pattern, 'u').test(text))
    return spec.right || spec.help || 'Dette kan ikke stå her.';
  return '';
}

/** @type {(text: string) => boolean} */
function isDay(text) {
  const day = new Date(`${text}T12:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
}

// «torsdag 31. desember 2020»: what was chosen, in words, whatever order the browser shows a date in.
/** @type {(day: Value) => string} */
export function spokenDay(day) {
  if (!isDay(String(day))) return '';
  /** @type {Intl.DateTimeFormatOptions} */
  const long = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' };
  return new Date(`${day}T12:00:00Z`).toLocaleDateString('nb-NO', long);
}

/** @type {(day: Value) => string} */
export function norwegianDay(day) {
  const [first, last] = String(day).split('/');
  if (isDay(first) && isDay(last ?? '')) return `${norwegianDay(first)}–${norwegianDay(last)}`;
  const [year, month, date] = String(day).split('-');
  return isDay(String(day)) ? `${date}.${month}.${year}` : String(day);
}

const LIKE_A_DAY = /^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.\s?\d{4})$/;

// The day that is written, as a file has it; empty for what is no day.
/** @type {(written: Value) => string} */
export function isoDay(written) {
  const text = String(written ?? '').trim();
  const [, day, month, year] = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text) ?? [];
  const iso = year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
  return isDay(iso) ? iso : '';
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'mai', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'des'];
/** @type {[RegExp, number][]} */
const ENDS = [
  [/\bvår/, 6],
  [/\bsomm[ea]r/, 8],
  [/\bs[kc][ou]leår/, 7],
];
/** @type {Record<string, number>} */
const PARTS = { q: 3, k: 3, t: 4, h: 6 };

// The last day of a time as people write it, to sort by and to compare; empty where it names no year.
// What a time means exactly is for tiltak.model.when to say.
/** @type {(written: Value) => string} */
export function lastDay(written) {
  const text = String(written ?? '')
    .toLowerCase()
    .trim();
  const to = /^\S+\/(\d{4}-\d\d-\d\d)$/.exec(text)?.[1];
  if (to || isoDay(text)) return isoDay(to ?? text);
  const [year, next] = /((?:19|20)\d\d)(?:[/-](?:20)?(\d\d)\b)?[^\d]*$/.exec(text)?.slice(1) ?? [];
  if (!year) return /(19|20)\d\d/.test(text) ? lastOfPart(text) : '';
  const follows = next && Number(next) === (Number(year) + 1) % 100;
  const [, day, named] = /(?:(\d{1,2})\. ?)?\b([a-zæøå]{3,})\.? \d{4}$/.exec(text) ?? [];
  const month = MONTHS.indexOf((named ?? '').slice(0, 3)) + 1;
  if (month && day) return lastOf(Number(year), month, Number(day));
  const part = /(\d)\. ?([kth])/.exec(text);
  const end = ENDS.find(([words]) => words.test(text))?.[1];
  const iso = next && !follows ? Number(next) : 0;
  return lastOf(
    Number(year) + (follows ? 1 : 0),
    month || iso || (part ? Number(part[1]) * PARTS[part[2]] : (end ?? 12)),
  );
}

// «2027-Q1»
/** @type {(text: string) => string} */
function lastOfPart(text) {
  const [, year, letter, number] = /((?:19|20)\d\d)[- ]?([qth])(\d)/.exec(text) ?? [];
  return year ? lastOf(Number(year), Number(number) * PARTS[letter]) : '';
}

/** @type {(year: number, month: number, day?: number) => string} */
function lastOf(year, month, day) {
  const time = day ? Date.UTC(year, month - 1, day) : Date.UTC(year, month, 0);
  return new Date(time).toISOString().slice(0, 10);
}

// «31.12.2020 Pågår»: the first date, and the first choice or short text; «1. Kommunen skal …» where there is only prose.
/** @type {(group: Field, value: Value) => string} */
export function itemName(group, value) {
  if (group.type !== 'group') return isEmpty(value) ? '' : String(value);
  const called = at(value, group.called ?? ['']);
  if (called) return called;
  const filled = group.fields.filter((field) => !field.rare && !isEmpty(value?.[field.name]));
  const dates = filled.filter((field) => ['date', 'when'].includes(field.type));
  const date = dates.find((field) => field.name === group.moves?.field) ?? dates[0];
  const flag = filled.find((field) => field.type === 'flag');
  const short = filled.filter((field) => ['text', 'choice'].includes(field.type) && field.name !== 'id');
  const word = short.find((field) => field.name === 'title') ?? short[0] ?? flag;
  if (!word && !date) return proseName(filled, value);
  return [date && norwegianDay(value[date.name]), word && said(word, value[word.name])].filter(Boolean).join(' ');
}

const ROOM = 60; // for the name of an item, on one line of a phone or two

/** @type {(filled: Field[], value: Value) => string} */
function proseName(filled, value) {
  const [number, prose] = ['number', 'prose'].map((type) => filled.find((field) => field.type === type));
  if (!prose) return number ? `${number.label} ${value[number.name]}` : '';
  const text = String(value[prose.name]).replace(/\s+/g, ' ').trim();
  const short = text.length > ROOM ? `${text.slice(0, text.lastIndexOf(' ', ROOM - 1) + 1 || ROOM).trim()} …` : text;
  return number ? `${value[number.name]}. ${short}` : short;
}

/** @type {(field: Field, value: Value) => string} */
function said(field, value) {
  if (field.type === 'flag') return field.label;
  return field.options?.find((option) => option.value === value)?.label ?? String(value);
}

// A source is `document#place` in the file, and two fields in the form.
/** @type {(value: Value) => { document: string, place: string }} */
export function sourceParts(value) {
  const [document, ...place] = String(value ?? '').split('#');
  return { document, place: place.join('#') };
}

/** @type {(source: { document: string, place: string }) => string} */
export function sourceOf({ document, place }) {
  return document && place.trim() ? `${document}#${place.trim()}` : document;
}

// A precision speaks of the days that stand beside it as year-month-day: a new day is written as one in another way.
/** @type {(moves: Moves, value: Value, opened: Value) => Value} */
function besidePrecision({ field, exact }, value, opened) {
  const stays = !isEmpty(opened?.[exact]) && value[exact] === opened[exact] && isDay(String(value[field]));
  return stays ? { ...value, [field]: norwegianDay(value[field]) } : value;
}

// A move that nobody has said anything about yet.
/** @type {(item: Value) => boolean} */
export function isBareMove(item) {
  return !isEmpty(item?.date) && Object.keys(item).every((key) => ['date', 'from'].includes(key));
}

// The day that news of a deadline is dated unless somebody writes another: that of the round, as in the workbook,
// so that its report tells of it. What comes when that report is closed is news of today.
/** @type {(round: Round, today: string) => string} */
export function newsDay({ day, closed }, today) {
  return day <= closed ? today : day;
}

// The day a move is dated: no earlier than the promise, or than the move before it.
/** @type {(moves: Moves, milestone: Value, news: string) => string} */
export function moveDay(moves, milestone, news) {
  const [before] = milestone?.[moves.list] ?? [];
  return [milestone?.[moves.promised], before?.[moves.day], news].map(lastDay).toSorted().at(-1) ?? news;
}

// Whether a milestone tells now what a closed report would have told: what was reached or moved in its time.
/** @type {(before: Value, now: Value, closed: string) => boolean} */
export function isLateNews(before, now, closed) {
  const inReport = (/** @type {string} */ day) => Boolean(day) && day <= closed;
  const reached = before.done !== now.done && [before.done, now.done].some((day) => inReport(lastDay(day)));
  const [move] = now.moved ?? [];
  return reached || ((now.moved ?? []).length > (before.moved ?? []).length && inReport(lastDay(move.date)));
}

// Whether an item of a list is a move that neither a reason nor a decision explains: a list of moves has both fields.
/** @type {(spec: Field, item: Value) => boolean} */
export function lacksReason(spec, item) {
  const fields = spec.item.fields ?? [];
  const isMove = ['from', 'reason'].every((name) => fields.some((field) => field.name === name));
  return isMove && !isEmpty(item?.from) && isEmpty(item.reason) && isEmpty(item.decision);
}

// What puts the deadlines of a measure on record: in one that git does not have, nothing is promised yet.
/** @type {(moves: Moves, number: Value) => Moves} */
export function movesOf(moves, number) {
  return { ...moves, draft: moves.recorded && !moves.recorded.includes(String(number)) };
}

// A deadline that is moved is put on record: the day it was moved and the one it was moved from.
// That of a draft is corrected, and the first deadline with it, as the command line does it.
/** @type {(moves: Moves, before: Value, answered: Value, opened: Value, today: string) => Value} */
export function withMove(moves, before, answered, opened, today) {
  const old = opened?.[moves.field];
  if (!lastDay(old) || answered[moves.field] === before?.[moves.field]) return answered;
  const value = besidePrecision(moves, answered, opened);
  if (moves.draft && isEmpty(opened[moves.list])) return withPromise(moves, before, value, today);
  /** @type {Value[]} */
  const list = value[moves.list] ?? [];
  const ours = (/** @type {Value} */ move) => move[moves.day] === today && move[moves.old] === old;
  if (value[moves.field] === old || isEmpty(value[moves.field])) {
    const untouched = (/** @type {Value} */ move) => ours(move) && Object.keys(move).length === 2;
    return { ...value, [moves.list]: list.filter((move) => !untouched(move)) };
  }
  if (list.some(ours)) return value;
  return { ...value, [moves.list]: [{ [moves.day]: today, [moves.old]: old }, ...list] };
}

// A promise that is made now is put on record as the command line does it (edit.change): what is set as the deadline
// is the first one too, unless it comes back, and it was promised today if the plan was adopted before.
/** @type {(moves: Moves, before: Value, answered: Value, today: string) => Value} */
export function withPromise({ field, first, promised, repeat, adopted }, before, answered, today) {
  const old = before ?? {};
  const value = { ...answered };
  if (isEmpty(old) && adopted && adopted < today && isEmpty(value[promised])) value[promised] = today;
  const follows = (isEmpty(old[first]) || old[first] === old[field]) && value[first] === old[first];
  if (!isEmpty(value[repeat])) {
    if (isEmpty(old[repeat]) && follows) delete value[first];
  } else if (follows && (value[field] !== old[field] || !isEmpty(old[repeat]))) {
    if (lastDay(value[field])) value[first] = value[field];
    else delete value[first]; // «løpende» is no promise of a date
  }
  return value;
}

// What stands at a place in a value.
/** @type {(value: Value, keys: (string | number)[]) => Value} */
export function at(value, keys) {
  return keys.reduce((held, key) => held?.[key], value);
}

// A name in the list of names, as the first of them.
/** @type {(group: Field, value: Value, name: string) => Value} */
export function withName({ called = [] }, value, name) {
  const [list, , key] = called;
  const [first, ...rest] = value?.[list] ?? [];
  return { ...value, [list]: [{ ...first, [key]: name }, ...rest] };
}

const KEYS = ['__name', 'id'];

// A short name follows the title for as long as nobody writes another one.
/** @type {(group: Field, before: Value, value: Value, fresh: boolean | undefined) => Value} */
export function withShortName(group, before, value, fresh) {
  const key = KEYS.find((name) => group.fields.some((field) => field.name === name));
  if (!fresh || !key) return value;
  const title = (/** @type {Value} */ from) => shortName(at(from, group.called ?? ['title']));
  const follows = (before?.[key] ?? '') === title(before) && value[key] === before?.[key];
  return follows ? { ...value, [key]: title(value) } : value;
}

const LONGEST = 40;

// «Åpent hus på Stasjonen» → «apent-hus-pa-stasjonen»; cut between words where it is long.
/** @type {(title: Value) => string} */
export function shortName(title) {
  const words = String(title ?? '')
    .toLowerCase()
    .replace(/æ/g, 'ae')
    .replace(/ø/g, 'o')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ');
  let short = words[0];
  for (const word of words.slice(1)) {
    if (short.length + 1 + word.length > LONGEST) break;
    short += `-${word}`;
  }
  return short;
}
