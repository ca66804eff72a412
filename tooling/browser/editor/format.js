// What the editor asks of a file format: text → data when a file is opened, data → text when it is saved.
// The old text rides along in the data, under a key that no form shows, so that a save can leave every
// line alone that nobody changed.
import { edited, written } from './splicing.js';
import { isObject, plainValue, read } from './values.js';

export const TEXT = '__text';
export const BROKEN = '__broken';

// `shape` is the shape of the file, `heading` the first line of a new one.
/** @type {(shape: Shape, heading: string) => Format} */
export function format(shape, heading) {
  return {
    fromFile(text) {
      return { ...opened(text, shape), [TEXT]: text };
    },
    toFile(data) {
      const { [TEXT]: text, [BROKEN]: broken, ...values } = data;
      if (broken) throw new Error(broken);
      const wanted = folded(values, shape);
      return text ? edited(text, wanted, shape) : written(wanted, shape, heading);
    },
  };
}

/** @type {(text: string, shape: Shape) => Value} */
function opened(text, shape) {
  try {
    const value = plainValue(read(text.replace(/^\ufeff/, '')));
    if (isObject(value)) return unfolded(value, shape);
  } catch {
    // A file that cannot be read must not keep the others from being shown.
  }
  const broken = 'Filen kan ikke leses. Kjør «tiltak check» for å se hva som er galt.';
  return { title: broken, [BROKEN]: broken };
}

// A group whose keys are names (the units) is a list in the form, each name in its item.
export const NAME = '__name';

/** @type {(value: Value, shape: Shape) => Value} */
function unfolded(value, shape) {
  return mapKeys(value, (inner, key) =>
    shape.keys?.[key]?.any ? Object.entries(inner).map(([name, item]) => ({ [NAME]: name, ...item })) : inner,
  );
}

/** @type {(value: Value, shape: Shape) => Value} */
function folded(value, shape) {
  return mapKeys(value, (inner, key) => (shape.keys?.[key]?.any && Array.isArray(inner) ? byName(inner) : inner));
}

/** @type {(items: Value[]) => Value} */
function byName(items) {
  const named = new Map();
  for (const { [NAME]: name = '', ...item } of items) {
    if (named.has(name)) throw new Error(`Kortnavnet «${name}» er brukt to ganger. Ingenting er lagret.`);
    named.set(name, item);
  }
  return Object.fromEntries(named);
}

/** @type {(value: Value, change: (inner: Value, key: string) => Value) => Value} */
function mapKeys(value, change) {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner, key)]));
}

globalThis.tiltakFormat = { format, edited, written };
