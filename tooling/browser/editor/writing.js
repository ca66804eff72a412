// Values as text, in the style of the files. The same rules as tiltak.edit.write; a test holds the two
// together. A shape says what a field is: {keys, item, prose, quoted, oneLine}.
import { isEmpty, isObject, plainValue, read, same } from './values.js';

export const WIDTH = 98;
export const INDENT = 2;

const NOT_PRINTED = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** @type {(value: Value, style?: Style & { flow?: boolean }) => string} */
export function scalar(value, { flow = false, quote = '' } = {}) {
  if (value === null) return flow ? 'null' : '';
  if (typeof value !== 'string') return JSON.stringify(value);
  const candidate = { '': value, "'": `'${value.replaceAll("'", "''")}'` }[quote];
  if (candidate !== undefined && !value.includes('\n') && readsAs(candidate, value, flow)) {
    return candidate;
  }
  return doubleQuoted(value);
}

/** @type {(text: string) => string} */
function doubleQuoted(text) {
  return JSON.stringify(text).replace(
    NOT_PRINTED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @type {(written: string, value: Value, flow: boolean) => boolean} */
function readsAs(written, value, flow) {
  // The reader of the files is older than this one and takes these for keys.
  if (flow && /^[:?]|:$|:[?,[\]{}]/.test(written)) return false;
  return holds(flow ? `k: [${written}]\n` : `k: ${written}\n`, { k: flow ? [value] : value });
}

/** @type {(text: string, value: Value) => boolean} */
function holds(text, value) {
  try {
    return same(plainValue(read(text)), value);
  } catch {
    return false;
  }
}

/** @type {(value: Value, shape: Shape) => string} */
export function onOneLine(value, shape) {
  if (isObject(value)) {
    const inner = ordered(value, shape).map(
      ([key, v]) => `${scalar(key, { flow: true })}: ${onOneLine(v, keyShape(shape, key))}`,
    );
    return `{${inner.join(', ')}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => onOneLine(item, shape.item ?? {})).join(', ')}]`;
  }
  return shape.quoted && typeof value === 'string' ? doubleQuoted(value) : scalar(value, { flow: true });
}

/** @type {(shape: Shape, key: string) => Shape} */
export function keyShape(shape, key) {
  return shape.keys?.[key] ?? shape.any ?? {};
}

/** @type {(shape: Shape, key: string) => number} */
export function rank(shape, key) {
  const index = Object.keys(shape.keys ?? {}).indexOf(key);
  return index < 0 ? Infinity : index;
}

/** @type {(value: Value, shape: Shape) => [string, Value][]} */
function ordered(value, shape) {
  return Object.entries(value)
    .map((pair, index) => ({ pair, index, rank: rank(shape, pair[0]) }))
    .sort((a, b) => (a.rank === b.rank ? a.index - b.index : a.rank - b.rank))
    .map(({ pair }) => pair);
}

// What stands after `key:` – the rest of its line, then the lines below it.
// `tail` is a comment on the key's own line; `style` is how the old value was written.
/** @type {(value: Value, shape: Shape, column: number, keyLength: number, tail?: string, style?: Style) => string[]} */
export function afterKey(value, shape, column, keyLength, tail = '', style = {}) {
  const inside = column + INDENT;
  if (typeof value === 'object' && !isEmpty(value) && !fits(value, shape, column, keyLength)) {
    const below = isObject(value) ? mappingLines : listLines;
    return [tail, ...below(value, shape, inside)];
  }
  if (typeof value === 'object' && value !== null) return [` ${onOneLine(value, shape)}${tail}`];
  if (typeof value === 'string' && (shape.prose || value.includes('\n'))) {
    const block = blockText(value, inside, style.block);
    if (block) return [` ${block[0]}${tail}`, ...block.slice(1)];
  }
  const written = shape.quoted && typeof value === 'string' ? doubleQuoted(value) : scalar(value, style);
  return [written ? ` ${written}${tail}` : tail];
}

// A group or list goes on its key's line when it holds single values only, and there is room.
/** @type {(value: Value, shape: Shape, column: number, keyLength: number) => boolean} */
function fits(value, shape, column, keyLength) {
  if (isObject(value) && !shape.oneLine) return false;
  const inner = Object.values(value);
  if (inner.some((v) => typeof v === 'object' && v !== null)) return false;
  if (isObject(value) && Object.keys(value).some((key) => keyShape(shape, key).prose)) return false;
  return column + keyLength + 2 + onOneLine(value, shape).length <= WIDTH;
}

/** @type {(value: Value, shape: Shape, column: number) => string[]} */
export function mappingLines(value, shape, column) {
  return ordered(value, shape).flatMap(([key, inner]) => pairLines(key, inner, keyShape(shape, key), column));
}

/** @type {(key: string, value: Value, shape: Shape, column: number) => string[]} */
export function pairLines(key, value, shape, column) {
  const name = scalar(key);
  const [first, ...rest] = afterKey(value, shape, column, name.length);
  return [`${' '.repeat(column)}${name}:${first}`, ...rest];
}

/** @type {(value: Value[], shape: Shape, column: number) => string[]} */
function listLines(value, shape, column) {
  return value.flatMap((item) => itemLines(item, shape.item ?? {}, column));
}

/** @type {(value: Value, shape: Shape, column: number) => string[]} */
export function itemLines(value, shape, column) {
  const dash = `${' '.repeat(column)}- `;
  if (isObject(value) && !isEmpty(value)) {
    const [first, ...rest] = mappingLines(value, shape, column + INDENT);
    return [dash + first.trimStart(), ...rest];
  }
  if (typeof value === 'object' && value !== null) return [dash + onOneLine(value, shape)];
  return [dash + (scalar(value) || 'null')];
}

// A text as `>-` folded at the width, or as `|-`; null where neither gives the same text back. One of
// several lines keeps the style it had; a new one is literal where its lines are short (a list of points).
/** @type {(text: string, column: number, style?: string) => string[] | null} */
function blockText(text, column, style = '') {
  if (/^ *[\t\u00a0]/m.test(text)) return null; // the reader of the files takes these for indentation
  const short = text.split('\n').every((line) => line.length <= WIDTH);
  const literal = text.includes('\n') && (style === '|' || (style !== '>' && short));
  const candidates = literal ? [literalLines, foldedLines] : [foldedLines, literalLines];
  return (
    candidates.map((lines) => lines(text, column)).find((lines) => holds(`k: ${lines.join('\n')}\n`, { k: text })) ??
    null
  );
}

/** @type {(text: string) => string} */
function chomping(text) {
  if (text.endsWith('\n\n') || text === '\n') return '+';
  return text.endsWith('\n') ? '' : '-';
}

/** @type {(text: string, column: number) => string[]} */
function foldedLines(text, column) {
  const pad = ' '.repeat(column);
  const paragraphs = text.replace(/\n$/, '').split('\n');
  const lines = paragraphs.flatMap((paragraph, number) => [
    ...(number ? [''] : []), // one line break in the text is an empty line here
    ...(paragraph ? wrapped(paragraph, WIDTH - column).map((line) => pad + line) : []),
  ]);
  return [`>${chomping(text)}`, ...lines];
}

/** @type {(text: string, column: number) => string[]} */
function literalLines(text, column) {
  const pad = ' '.repeat(column);
  const lines = text.replace(/\n$/, '').split('\n');
  return [`|${chomping(text)}`, ...lines.map((line) => (line ? pad + line : ''))];
}

// Breaks only at a single space, the one thing that folding gives back.
/** @type {(text: string, width: number) => string[]} */
function wrapped(text, width) {
  const lines = [];
  let line = '';
  for (const word of text.split(/(?<=[^ \t]) (?=[^ \t])/)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, line];
}
