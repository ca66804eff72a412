// A YAML text → a tree of nodes and their values, read as tiltak.yaml_lines reads them: JSON types,
// dates as text, no YAML 1.1 words, no aliases and no tags.
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';

const INTEGER = /^[-+]?[0-9]+$/;
const DECIMAL = /^[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/;
const WORDS = new Map([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);

export class Unreadable extends Error {}

/** @type {(text: string) => any} */
export function read(text) {
  // Failsafe: every scalar stays text, so that the words below are the only ones.
  const document = parseDocument(text, { schema: 'failsafe', keepSourceTokens: true });
  if (document.errors.length) throw new Unreadable(document.errors[0].message);
  return document.contents;
}

/** @type {(node: any) => Value} the node is one of the package `yaml`, or there is none */
export function plainValue(node) {
  if (node === null || node === undefined) return null;
  if (isAlias(node) || node.anchor || node.tag) {
    throw new Unreadable('anchors and tags are not used here');
  }
  if (isMap(node)) {
    return Object.fromEntries(node.items.map((pair) => [keyOf(pair), plainValue(pair.value)]));
  }
  if (isSeq(node)) return node.items.map(plainValue);
  return isScalar(node) && node.type === 'PLAIN' ? resolved(node.source ?? '') : node.value;
}

/** @type {(pair: any) => string} */
export function keyOf(pair) {
  return String(pair.key.value);
}

/** @type {(source: string) => Value} */
function resolved(source) {
  if (WORDS.has(source)) return WORDS.get(source);
  return INTEGER.test(source) || DECIMAL.test(source) ? Number(source) : source;
}

/** @type {(value: Value) => boolean} */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @type {(value: Value) => boolean} */
export function isEmpty(value) {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** @type {(a: Value, b: Value) => boolean} */
export function same(a, b) {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => k in b && same(a[k], b[k]));
}
