// Finds pages. Knows nothing of the page it is asked from: it runs in a worker, and in a test.
import MiniSearch from 'minisearch';
import { Compounds, folded, keysOf, within, wordsIn, wordsTyped } from './words.js';

/** @import { Query, QueryCombination, SearchResult } from 'minisearch' */
/** @typedef {{ id: number, url: string, title: string, label: string, text: string, weight: number }} Document */

const TEASER = 200;
// The parts of compound words have fields of their own, so that a whole word counts for more.
const BOOST = { title: 6, label: 4, titleParts: 3, text: 1, textParts: 0.5 };
/** @type {Record<string, 'title' | 'text'>} */
const PARTS = { titleParts: 'title', textParts: 'text' };
// Two words of a long text seldom belong together: the parts of an unknown compound do where they stand here.
const HEADINGS = ['title', 'label', 'titleParts'];
/** @type {(text: string) => string[]} */
const asItStands = (text) => [text];

// `index`: what `tiltak.site.findable` writes. Returns `find(words)`.
/** @type {(index: { language: string, same: string[][], pages: Page[] }) => (text: string) => Answer} */
export function finder({ language, same, pages }) {
  const keys = keysOf(language);
  // The words that the plan says mean the same, by the keys of each.
  /** @type {Map<string, string[]>} */
  const meaning = new Map();
  for (const group of same) {
    for (const key of group.flatMap(keys)) meaning.set(key, [...(meaning.get(key) ?? []), ...group.flatMap(keys)]);
  }
  const docs = pages.map(([url, title, label, text, weight], id) => ({ id, url, title, label, text, weight }));
  /** @type {(text: string) => string[]} */
  const keysIn = (text) => wordsIn(text).flatMap(keys);
  const standing = new Set(docs.flatMap((doc) => wordsIn(`${doc.title} ${doc.label} ${doc.text}`)));
  const known = new Set([...standing].flatMap(keys));
  const compounds = new Compounds(known);
  const partsOf = new Map([...known].map((key) => [key, compounds.parts(key)]));
  /** @type {(word: string) => string[]} */
  const inside = (word) => keys(word).flatMap((key) => [key, ...(partsOf.get(key) ?? [])]);

  /** @type {MiniSearch<Document>} */
  const index = new MiniSearch({
    fields: Object.keys(BOOST),
    tokenize: wordsIn,
    processTerm: (term, field) => (field && field in PARTS ? term : keys(term)),
    extractField: (doc, field) =>
      field in PARTS
        ? keysIn(doc[PARTS[field]])
            .flatMap((key) => partsOf.get(key) ?? [])
            .join(' ')
        : String(doc[/** @type {keyof Document} */ (field)]),
  });
  index.addAll(docs);

  /** @type {(query: Query) => SearchResult[]} */
  const search = (query) =>
    index.search(query, {
      tokenize: asItStands,
      processTerm: asItStands,
      boost: BOOST,
      boostDocument: (id) => docs[id].weight,
    });
  /** @type {(queries: Query[]) => QueryCombination} */
  const any = (queries) => ({ combineWith: 'OR', queries });
  /** @type {(queries: Query[]) => QueryCombination} */
  const all = (queries) => ({ combineWith: 'AND', queries });
  /** @type {(word: string) => QueryCombination} */
  const begins = (word) => ({ queries: [folded(word)], prefix: (term) => term.length > 1 });

  // A word by its forms, by its beginning while it is being typed, and by the known words it is a part of.
  /** @type {(word: string) => QueryCombination} */
  function wordQuery(word) {
    const own = keys(word);
    const unknown = own.filter((key) => !known.has(key));
    const split = unknown.map((key) => compounds.parts(key)).filter((parts) => parts.length > 1);
    return any([
      ...own,
      ...own.flatMap((key) => meaning.get(key) ?? []),
      begins(word),
      ...unknown.flatMap((key) => compounds.endingWith(key)),
      ...split.map((parts) => ({ ...all(parts), fields: HEADINGS })),
    ]);
  }

  // A slip of the finger.
  /** @type {(word: string) => QueryCombination} */
  const almost = (word) =>
    any([
      wordQuery(word),
      { queries: [folded(word), ...keys(word)], fuzzy: word.length > 8 ? 2 : word.length > 4 ? 1 : 0 },
    ]);
  // A compound of which the plan knows a part.
  /** @type {(word: string) => QueryCombination} */
  const partly = (word) => any([almost(word), ...within(folded(word), [...standing].map(folded)).flatMap(keys)]);

  /** The pages that fit, the best first. `near`: nothing has all the words, and these come close. */
  return function find(text) {
    const words = wordsTyped(text);
    if (!words.length) return { near: false, hits: [] };
    const ways = [all(words.map(wordQuery)), all(words.map(almost)), all(words.map(partly)), any(words.map(wordQuery))];
    for (const [turn, way] of ways.entries()) {
      const found = search(way);
      if (found.length) return { near: turn > 0, hits: found.map((hit) => shown(docs[hit.id], new Set(hit.terms))) };
    }
    return { near: false, hits: [] };
  };

  /** @type {(doc: Document, terms: Set<string>) => Hit} */
  function shown(doc, terms) {
    /** @type {(word: string) => boolean} */
    const fits = (word) => inside(word).some((key) => terms.has(key));
    return {
      url: doc.url,
      label: doc.label,
      title: marked(doc.title, fits),
      teaser: marked(teaser(doc.text, fits), fits),
    };
  }
}

// Pieces of a text, every other one marked, beginning with one that is not.
/** @type {(text: string, fits: (word: string) => boolean) => string[]} */
function marked(text, fits) {
  const pieces = [''];
  for (const [piece] of text.matchAll(
    /[\p{L}\p{M}\p{N}\u00ad\u200b-\u200f]+|[^\p{L}\p{M}\p{N}\u00ad\u200b-\u200f]+/gu,
  )) {
    const hit = fits(piece);
    if (hit !== (pieces.length % 2 === 0)) pieces.push('');
    pieces[pieces.length - 1] += piece;
  }
  return pieces;
}

// The line that has most of the words, from a little before the first of them.
/** @type {(text: string, fits: (word: string) => boolean) => string} */
function teaser(text, fits) {
  const lines = text.split('\n').map((line) => ({ line, hits: wordsIn(line).filter(fits) }));
  const best = lines.reduce((a, b) => (new Set(b.hits).size > new Set(a.hits).size ? b : a));
  const at = best.hits.length ? best.line.indexOf(best.hits[0]) : 0;
  const start = at > 80 ? best.line.lastIndexOf(' ', at - 60) + 1 : 0;
  const rest = best.line.slice(start);
  const end = rest.length > TEASER ? rest.lastIndexOf(' ', TEASER) : -1;
  const cut = rest.length > TEASER ? `${rest.slice(0, end > 0 ? end : TEASER)} …` : rest;
  return start ? `… ${cut}` : cut;
}
