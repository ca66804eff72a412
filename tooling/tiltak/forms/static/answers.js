// What a form's answers mean, without any form: which fields are required now, which are hidden, what is
// wrong, and what a folded-away item is called. `spec` is made by tiltak.forms.fields from the schema.

export function isEmpty(value) {
  if (value === null || value === undefined || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

// The part of JSON Schema that the rules between fields use.
export function holds(schema, value) {
  if (schema === false) return false;
  const there = (key) => !isEmpty(value?.[key]);
  if (schema.required && !schema.required.every(there)) return false;
  if (schema.not && holds(schema.not, value)) return false;
  return Object.entries(schema.properties ?? {}).every(
    ([key, inner]) => !there(key) || allows(inner, value[key]),
  );
}

function allows(schema, value) {
  if (schema === false) return false;
  if ('const' in schema && value !== schema.const) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  return !(schema['x-after'] && !(String(value) > schema['x-after']));
}

// → {required: names, hidden: names} of a group, as its answers stand.
export function demands(group, value) {
  const outcomes = group.rules.map((rule) => (holds(rule.if, value) ? rule.then : rule.else));
  const properties = outcomes.flatMap((outcome) => Object.entries(outcome?.properties ?? {}));
  return {
    required: new Set([
      ...group.fields.filter((field) => field.required).map((field) => field.name),
      ...outcomes.flatMap((outcome) => outcome?.required ?? []),
    ]),
    hidden: new Set(properties.filter(([, schema]) => schema === false).map(([name]) => name)),
  };
}

// → Map of path → what is wrong, in words.
export function complaints(spec, value, path = '') {
  if (isEmpty(value)) return new Map();
  switch (spec.type) {
    case 'group':
      return groupComplaints(spec, value, path);
    case 'list':
      return merged((value ?? []).map((item, index) => complaints(spec.item, item, `${path}.${index}`)));
    default: {
      const wrong = wrongWith(spec, value);
      return wrong ? new Map([[path, wrong]]) : new Map();
    }
  }
}

function groupComplaints(group, value, path) {
  const { required, hidden } = demands(group, value);
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

function merged(maps) {
  return new Map(maps.flatMap((map) => [...map]));
}

function wrongWith(spec, value) {
  const text = String(value);
  if (spec.type === 'date' && !isDay(text)) return 'Datoen finnes ikke.';
  if (spec.type === 'number') {
    const number = Number(value);
    if (!Number.isInteger(number)) return 'Skriv et helt tall.';
    if (number < (spec.minimum ?? -Infinity)) return `Tallet må være minst ${spec.minimum}.`;
    if (number > (spec.maximum ?? Infinity)) return `Tallet kan ikke være større enn ${spec.maximum}.`;
  }
  if (spec.maxLength && text.length > spec.maxLength) {
    return `Teksten har ${text.length} tegn. Grensen er ${spec.maxLength}.`;
  }
  if (spec.pattern && !new RegExp(spec.pattern, 'u').test(text)) return spec.help || 'Dette kan ikke stå her.';
  return '';
}

function isDay(text) {
  const day = new Date(`${text}T12:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
}

export function norwegianDay(day) {
  const [year, month, date] = String(day).split('-');
  return date ? `${date}.${month}.${year}` : String(day);
}

// «31.12.2020 Pågår»: the first date, and the first choice or short text.
export function itemName(group, value) {
  if (group.type !== 'group') return isEmpty(value) ? '' : String(value);
  const called = group.called?.reduce((held, key) => held?.[key], value);
  if (called) return called;
  const filled = group.fields.filter((field) => !field.rare && !isEmpty(value?.[field.name]));
  const dates = filled.filter((field) => field.type === 'date');
  const date = dates.find((field) => field.name === group.moves?.field) ?? dates[0];
  const flag = filled.find((field) => field.type === 'flag');
  const short = filled.filter((field) => ['text', 'choice'].includes(field.type) && field.name !== 'id');
  const word = short.find((field) => field.name === 'title') ?? short[0] ?? flag;
  return [date && norwegianDay(value[date.name]), word && said(word, value[word.name])]
    .filter(Boolean)
    .join(' ');
}

function said(field, value) {
  if (field.type === 'flag') return field.label;
  return field.options?.find((option) => option.value === value)?.label ?? String(value);
}

// A source is `document#place` in the file, and two fields in the form.
export function sourceParts(value) {
  const [document, ...place] = String(value ?? '').split('#');
  return { document, place: place.join('#') };
}

export function sourceOf({ document, place }) {
  return document && place.trim() ? `${document}#${place.trim()}` : document;
}

// A deadline that is moved is put on record: the day it was moved and the one it was moved from.
export function withMove(moves, before, value, opened, today) {
  const old = opened?.[moves.field];
  if (isEmpty(old) || value[moves.field] === before?.[moves.field]) return value;
  const list = value[moves.list] ?? [];
  const ours = (move) => move[moves.day] === today && move[moves.old] === old;
  if (value[moves.field] === old || isEmpty(value[moves.field])) {
    const untouched = (move) => ours(move) && Object.keys(move).length === 2;
    return { ...value, [moves.list]: list.filter((move) => !untouched(move)) };
  }
  if (list.some(ours)) return value;
  return { ...value, [moves.list]: [{ [moves.day]: today, [moves.old]: old }, ...list] };
}
