// New values into an old text. Every line that holds no changed value comes out as it went in, with its
// comments, its order, its quotes and its line ends; an item that moves takes its comments along.
import { isMap, isSeq } from 'yaml';

import { lastDay } from '../form/answers.js';
import { isEmpty, isObject, keyOf, plainValue, read, same, Unreadable } from './values.js';
import { afterKey, itemLines, keyShape, mappingLines, onOneLine, pairLines, rank, scalar } from './writing.js';

/** @typedef {any} Node a node of the package `yaml`, with its tokens */
/** @typedef {any} Group a node that is a block of keys */
/** @typedef {any} List a node that is a list */
/** @typedef {any} Pair */
/** @typedef {{ lead: string, body: string, key: string }} Piece a key's lines as they will stand, and what is above */
/**
 * An item of a list as it stands: its lines, the comments right above them, what is above that, and what will be below.
 * @typedef {{ node: Node, dash: number, end: number, value: Value, body: string, lead: string, loose: string, below: string }} Chunk
 */

const BOM = '\ufeff';

// The text with the wanted values in it. Empty values are left out, unless they stood there before.
/** @type {(text: string, wanted: Value, shape: Shape) => string} */
export function edited(text, wanted, shape) {
  const bom = text.startsWith(BOM) ? BOM : '';
  const crlf = text.includes('\r\n') && !/[^\r]\n/.test(text);
  const old = crlf ? text.slice(bom.length).replaceAll('\r\n', '\n') : text.slice(bom.length);
  const root = read(old);
  const have = plainValue(root);
  const want = sorted(tidy(wanted, shape), have, shape);
  if (same(tidy(have, shape), want)) return text;
  if (!isMap(root) || root.flow) throw new Unreadable('not a block mapping');
  const source = new Source(old);
  const [start, end] = source.mapRegion(root, false);
  const changed = old.slice(0, start) + source.map(root, have, want, shape, false) + old.slice(end);
  if (!same(tidy(plainValue(read(changed)), shape), want)) {
    throw new Error('Filen er skrevet på en måte som skjemaet ikke kan endre. Ingenting er lagret.');
  }
  return bom + (crlf ? changed.replaceAll('\n', '\r\n') : changed);
}

// A whole new file.
/** @type {(wanted: Value, shape: Shape, heading: string) => string} */
export function written(wanted, shape, heading) {
  return `${[heading, ...mappingLines(tidy(wanted, shape), shape, 0)].join('\n')}\n`;
}

// Without empty values; a required list stays, as [].
/** @type {(value: Value, shape: Shape) => Value} */
export function tidy(value, shape) {
  if (Array.isArray(value)) {
    return value.map((item) => tidy(item, shape.item ?? {})).filter((item) => !isEmpty(item));
  }
  if (typeof value === 'string') return value.replaceAll('\r\n', '\n');
  if (!isObject(value)) return value;
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, tidy(inner, keyShape(shape, key))])
    .filter(([key, inner]) => !isEmpty(inner) || keyShape(shape, key).mayBeEmpty);
  const result = Object.fromEntries(kept);
  for (const [key, inner] of Object.entries(shape.keys ?? {})) {
    if (inner.mayBeEmpty && isEmpty(result[key])) result[key] = [];
  }
  return result;
}

// Lists that are read from the newest are put in order, by the last day as the check reads them, but only where they were changed.
/** @type {(want: Value, have: Value, shape: Shape) => Value} */
function sorted(want, have, shape) {
  if (Array.isArray(want)) {
    const own = Array.isArray(have) ? have : [];
    const items = want.map((item) => sorted(item, own[counterpart(item, own)], shape.item ?? {}));
    const { newest } = shape;
    if (!newest || same(items, tidy(own, shape))) return items;
    const day = (/** @type {Value} */ item) => lastDay(item[newest]);
    return items.toSorted((a, b) => (day(a) === day(b) ? 0 : day(a) < day(b) ? 1 : -1));
  }
  if (!isObject(want)) return want;
  return Object.fromEntries(
    Object.entries(want).map(([key, inner]) => [
      key,
      sorted(inner, isObject(have) ? have[key] : undefined, keyShape(shape, key)),
    ]),
  );
}

/** @type {(item: Value, own: Value[]) => number} */
function counterpart(item, own) {
  const known = own.findIndex((other) => same(other, item));
  if (known >= 0 || !isObject(item)) return known;
  return own.findIndex((other) => isObject(other) && other.id !== undefined && other.id === item.id);
}

class Source {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  /** @type {(offset: number) => number} */
  lineStart(offset) {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** @type {(offset: number) => number} */
  lineEnd(offset) {
    const end = this.text.indexOf('\n', offset);
    return end < 0 ? this.text.length : end;
  }

  /** @type {(offset: number) => number} */
  column(offset) {
    return offset - this.lineStart(offset);
  }

  // The last character that belongs to a value, comments after it left out.
  /** @type {(node: Node) => number} */
  end(node) {
    if (isBlock(node)) {
      const last = node.items.at(-1);
      return isMap(node) ? this.pairEnd(last) : this.itemEnd(node, node.items.length - 1);
    }
    const slice = this.text.slice(node.range[0], node.range[1]);
    return node.range[0] + slice.trimEnd().length;
  }

  /** @type {(pair: Pair) => number} */
  pairEnd(pair) {
    return hasText(pair.value) ? this.end(pair.value) : this.colon(pair) + 1;
  }

  /** @type {(pair: Pair) => number} */
  colon(pair) {
    return this.text.indexOf(':', pair.key.range[1]);
  }

  /** @type {(list: List, index: number) => number} */
  itemEnd(list, index) {
    const node = list.items[index];
    return hasText(node) ? this.end(node) : this.dash(list, index) + 1;
  }

  /** @type {(list: List, index: number) => number} */
  dash(list, index) {
    const token = list.srcToken.items[index].start.find(
      (/** @type {{ type: string }} */ token) => token.type === 'seq-item-ind',
    );
    return token.offset;
  }

  // From the start of the first key (of its line, unless it shares one with a dash) to the end of the last line.
  /** @type {(map: Group, inline: boolean) => [number, number]} */
  mapRegion(map, inline) {
    const first = keyStart(map);
    return [inline ? first : this.lineStart(first), this.regionEnd(this.end(map), this.column(first))];
  }

  // The end of the last line of what begins in a column: comments further in, below it, belong to it.
  /** @type {(offset: number, column: number) => number} */
  regionEnd(offset, column) {
    let end = this.lineEnd(offset);
    for (let at = end; at < this.text.length; ) {
      const line = this.text.slice(at + 1, this.lineEnd(at + 1));
      const indent = line.search(/\S/);
      if (indent >= 0 && (line[indent] !== '#' || indent <= column)) break;
      at += 1 + line.length;
      if (indent >= 0) end = at;
    }
    return end;
  }

  /** @type {(map: Group, have: Value, want: Value, shape: Shape, inline: boolean) => string} */
  map(map, have, want, shape, inline) {
    const column = this.column(keyStart(map));
    /** @type {Piece[]} */
    const pieces = [];
    let carried = ''; // comments above a key that goes: they stay
    let after = null;
    for (const pair of map.items) {
      const key = keyOf(pair);
      const start = pair.key.range[0];
      /** @type {string} */
      const gap = after === null ? '' : this.text.slice(after + 1, this.lineStart(start));
      const lead = carried + (pieces.length || gap.trim() ? gap : '');
      const last = this.lineEnd(this.pairEnd(pair));
      after = this.regionEnd(last, column);
      const goes = !(key in want) && !isEmpty(have[key]);
      carried = goes ? lead + this.text.slice(last + 1, after + 1) : '';
      if (!goes) {
        const body = this.text.slice(start, after);
        const changed = key in want && !same(tidy(have[key], keyShape(shape, key)), want[key]);
        pieces.push({
          key,
          lead,
          body: changed ? this.pair(pair, have[key], want[key], keyShape(shape, key), column) : body,
        });
      }
    }
    for (const key of Object.keys(want)) {
      if (key in have || isEmpty(want[key])) continue;
      const body = pairLines(key, want[key], keyShape(shape, key), column).join('\n').trimStart();
      const before = pieces.findLastIndex((piece) => rank(shape, piece.key) <= rank(shape, key));
      pieces.splice(before + 1, 0, { key, lead: '', body });
    }
    return joined(pieces, column, inline, carried);
  }

  // `key: value` with a new value, from the key to the end of its last line.
  /** @type {(pair: Pair, have: Value, want: Value, shape: Shape, column: number) => string} */
  pair(pair, have, want, shape, column) {
    const { key, value } = pair;
    const start = key.range[0];
    const end = this.regionEnd(this.pairEnd(pair), column);
    if (isBlock(value) && isMap(value) && isObject(want) && !isEmpty(want)) {
      const [from, to] = this.mapRegion(value, false);
      return this.text.slice(start, from) + this.map(value, have, want, shape, false) + this.text.slice(to, end);
    }
    if (isBlock(value) && isSeq(value) && Array.isArray(want) && want.length) {
      // From the line below the key, so that a comment above the first item belongs to that item.
      const from = Math.min(this.lineEnd(this.colon(pair)) + 1, this.lineStart(this.dash(value, 0)));
      return this.text.slice(start, from) + this.list(value, have, want, shape, from, end);
    }
    if (!isBlock(value) && typeof value?.items === 'object' && hasComment(this.text.slice(...value.range))) {
      throw new Error('Filen har en kommentar mellom klammer. Endre den der den ligger, ikke i skjemaet.');
    }
    const [comment] = this.text.slice(this.commentStart(pair), end).match(/^[^\S\n]+#[^\n]*/) ?? [''];
    const lines = this.valueLines(value, have, want, shape, column, key.range[1] - start, comment);
    const below = this.text.slice(this.lineEnd(this.pairEnd(pair)), end);
    return this.text.slice(start, this.colon(pair) + 1) + lines.join('\n') + below;
  }

  // What stands after the key, in place of a value: a single one keeps the room before the comment on its line.
  /** @type {(value: Node, have: Value, want: Value, shape: Shape, column: number, keyLength: number, comment: string) => string[]} */
  valueLines(value, have, want, shape, column, keyLength, comment) {
    if (isSeq(value) && value.flow && value.items.length && Array.isArray(want) && want.some(isObject)) {
      return [` ${this.within(value, tidy(have, shape), want, shape)}${comment}`];
    }
    const tail = comment && `  ${comment.trimStart()}`;
    const lines = afterKey(want, shape, column, keyLength, tail, this.style(value));
    const isSingle = lines.length === 1 && typeof want !== 'object' && !(hasText(value) && isBlockText(value));
    return isSingle ? [lines[0].slice(0, lines[0].length - tail.length) + comment] : lines;
  }

  // A list of groups between brackets: one more leaves the others as they are written.
  /** @type {(list: List, have: Value[], want: Value[], shape: Shape) => string} */
  within(list, have, want, shape) {
    const index = want.findIndex((value, at) => !same(value, have[at]));
    if (!same(want.toSpliced(index, 1), have)) return onOneLine(want, shape);
    const written = onOneLine(want[index], shape.item ?? {});
    const isLast = index === have.length;
    const at = isLast ? list.items[index - 1].range[1] : list.items[index].range[0];
    const before = this.text.slice(this.lineStart(at), at);
    const added = isLast ? `, ${written}` : `${written},${before.trim() ? ' ' : `\n${before}`}`;
    return this.text.slice(list.range[0], at) + added + this.text.slice(at, list.range[1]);
  }

  // Where a comment on the key's own line may begin: after a value of one line, after the sign of a block text.
  /** @type {(pair: Pair) => number} */
  commentStart(pair) {
    const { value } = pair;
    if (!hasText(value)) return this.colon(pair) + 1;
    if (isBlock(value)) return this.colon(pair) + 1;
    if (!isBlockText(value)) return this.end(value);
    const [sign] = this.text.slice(value.range[0]).match(/^[|>][-+0-9]*/) ?? [''];
    return value.range[0] + sign.length;
  }

  // Quotes are kept where they were somebody's choice: the value would have read the same without.
  /** @type {(value: Node) => Style} */
  style(value) {
    const first = hasText(value) ? this.text[value.range[0]] : '';
    const chosen = ["'", '"'].includes(first) && scalar(value.value) === value.value;
    return {
      quote: chosen ? first : '',
      block: ['|', '>'].includes(first) ? first : '',
    };
  }

  // The lines of a list, from `from` to `to`.
  /** @type {(list: List, have: Value[], want: Value[], shape: Shape, from: number, to: number) => string} */
  list(list, have, want, shape, from, to) {
    const column = this.column(this.dash(list, 0));
    const item = shape.item ?? {};
    let above = from;
    /** @type {Chunk[]} */
    const chunks = list.items.map((/** @type {Node} */ node, /** @type {number} */ index) => {
      const dash = this.dash(list, index);
      const end = this.regionEnd(this.itemEnd(list, index), column);
      const [loose, lead] = this.above(above, dash);
      above = end + 1;
      return { node, dash, end, loose, lead, body: this.text.slice(dash, end), value: have[index], below: '' };
    });
    const matches = matched(
      have.map((value) => tidy(value, item)),
      want,
    );
    // Comments that stand by themselves stay where they are; those of a group that goes, go with it.
    let head = '';
    /** @type {Chunk | undefined} */
    let kept;
    chunks.forEach((chunk, index) => {
      const stays = matches.includes(index);
      const left = chunk.loose + (stays || isObject(chunk.value) ? '' : chunk.lead);
      if (kept) kept.below += left;
      else head += left;
      if (stays) kept = chunk;
    });
    const indent = ' '.repeat(column);
    const lines = want.map((value, index) => {
      const chunk = chunks[matches[index]];
      if (!chunk) return `${itemLines(value, item, column).join('\n')}\n`;
      const body = same(tidy(chunk.value, item), value) ? chunk.body : this.item(chunk, value, item, column);
      return `${chunk.lead}${indent}${body}\n${chunk.below}`;
    });
    return head + lines.join('').replace(/\n$/, '') + this.text.slice(above - 1, to);
  }

  // What stands between two items: [what belongs to none of them, the comments right above the second].
  /** @type {(from: number, dash: number) => [string, string]} */
  above(from, dash) {
    const lines = this.text.slice(from, this.lineStart(dash)).split(/(?<=\n)/);
    const isLead = (/** @type {string} */ line) =>
      line.trimStart()[0] === '#' && line.indexOf('#') <= this.column(dash);
    const loose = lines.findLastIndex((line) => line && !isLead(line)) + 1;
    return [lines.slice(0, loose).join(''), lines.slice(loose).join('')];
  }

  /** @type {(chunk: Chunk, want: Value, shape: Shape, column: number) => string} */
  item({ node, dash, end, value: have }, want, shape, column) {
    if (isMap(node) && isBlock(node) && isObject(want)) {
      const first = keyStart(node);
      const inline = this.lineStart(first) === this.lineStart(dash);
      const [from, to] = this.mapRegion(node, inline);
      return this.text.slice(dash, from) + this.map(node, have, want, shape, inline) + this.text.slice(to, end);
    }
    return itemLines(want, shape, column).join('\n').trimStart();
  }
}

/** @type {(map: Group) => number} */
function keyStart(map) {
  return map.items[0].key.range[0];
}

/** @type {(node: Node) => boolean} */
function hasText(node) {
  return Boolean(node) && node.range[1] > node.range[0];
}

/** @type {(node: Node) => boolean} */
function isBlock(node) {
  return Boolean(node) && (isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0;
}

/** @type {(text: string) => boolean} */
function hasComment(text) {
  return /(^|\s)#/.test(text.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/gs, ''));
}

/** @type {(node: Node) => boolean} */
function isBlockText(node) {
  return node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL';
}

// Pieces under each other. `rest` is what stood above something that is gone.
/** @type {(pieces: Piece[], column: number, inline: boolean, rest: string) => string} */
function joined(pieces, column, inline, rest) {
  const indent = ' '.repeat(column);
  const lines = pieces.map(({ lead, body }, index) =>
    // On a dash's own line there is no room above.
    index === 0 && inline ? body + (lead ? `\n${lead.replace(/\n$/, '')}` : '') : lead + indent + body,
  );
  return [...lines, ...(rest ? [rest.replace(/\n$/, '')] : [])].join('\n');
}

// For each wanted item the index of the old one that it comes from, or -1: first those that are equal,
// then those with the same id, then the most alike.
/** @type {(have: Value[], want: Value[]) => number[]} */
function matched(have, want) {
  const found = want.map(() => -1);
  const free = new Set(have.keys());
  const take = (/** @type {number} */ index, /** @type {number} */ other) => {
    found[index] = other;
    free.delete(other);
  };
  const pass = (/** @type {(have: Value, want: Value) => boolean} */ fits) =>
    want.forEach((value, index) => {
      if (found[index] >= 0) return;
      const other = [...free].find((candidate) => fits(have[candidate], value));
      if (other !== undefined) take(index, other);
    });
  pass(same);
  pass((a, b) => isObject(a) && isObject(b) && a.id !== undefined && a.id === b.id);
  const pairs = want
    .flatMap((value, index) => [...free].map((other) => [likeness(have[other], value), index, other]))
    .filter(([score, index]) => score > 0 && found[index] < 0)
    .sort((a, b) => b[0] - a[0]);
  for (const [, index, other] of pairs) {
    if (found[index] < 0 && free.has(other)) take(index, other);
  }
  return found;
}

// How many fields two items have in common, the day counting double: a new message is rarely for an old day.
/** @type {(a: Value, b: Value) => number} */
function likeness(a, b) {
  if (!isObject(a) || !isObject(b)) return 0;
  const common = Object.keys(a).filter((key) => key in b && same(a[key], b[key]));
  const all = new Set([...Object.keys(a), ...Object.keys(b)]);
  return (common.length + (common.includes('date') ? 1 : 0)) / (all.size + 1) - 0.2;
}
