// What a word is looked up by: the same for all its forms, with or without accents and Norwegian letters.
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';

const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const SHORTEST_FRONT = 3; // «rus» in «ruspolitikk»
const SHORTEST_HEAD = 4;

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const DOTTED = /(?<![\p{L}\p{N}.])\p{L}?\p{N}{1,3}(?:\.\p{N}{1,3})+\p{L}?(?![\p{L}\p{N}]|\.\p{N})/gu;

// The words of a text, as they stand. A number with points in it is a word as well: «1.2» is not «2.1».
/** @type {(text: string) => string[]} */
export const wordsIn = (text) => {
  const seen = text.replace(INVISIBLE, '');
  return [...(seen.match(WORD) ?? []), ...(seen.match(DOTTED) ?? [])];
};

// What is typed: the name of a road or a product is one word, «E 39» as «E39».
/** @type {(text: string) => string[]} */
export const wordsTyped = (text) => wordsIn(text.replace(/(?<![\p{L}\p{N}])([A-Ze]) (?=\d{1,3}(?!\d))/gu, '$1'));

// The form that signs share which look different and mean the same: «CO₂» and «CO2», «m²», the «ﬁ» of a PDF.
/** @type {(word: string) => string} */
const plain = (word) => word.normalize('NFKC').replace(INVISIBLE, '').toLowerCase();

// Small letters without marks: «Oppfølgings» → «oppfolgings», so that a foreign keyboard finds it too.
/** @type {(word: string) => string} */
export const folded = (word) =>
  plain(word).normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ø', 'o').replaceAll('æ', 'ae');

// The key of a word in Norwegian, which plans are written in, and in the language of the site.
/** @type {(language: string) => (word: string) => string[]} */
export const keysOf = (language) => (word) => {
  const small = plain(word);
  const found = [norwegianKey(small)];
  if (language === 'en') found.push(folded(english(small)));
  return [...new Set(found)];
};

// What the stemmer leaves apart: «senteret» is «senter» and then «sent», «ungdommen» is «ungdomm».
/** @type {(word: string) => string} */
function norwegianKey(word) {
  return folded(norwegian(norwegian(word)))
    .replace(/(\w)\1$/, '$1') // ungdom(m)
    .replace(/(\w\w[bdfgklmnpstv])r$/, '$1') // sent(e)r, num(e)r
    .replace(/(\w)([bdfgkpst])\2?el$/, '$1$2l') // middel, midl(er)
    .replace(/(\w{3})isk$/, '$1ik'); // politisk, politik(k)
}

// Those of some words that another begins or ends with: «boligsosial» → «bolig».
/** @type {(word: string, words: string[]) => string[]} */
export const within = (word, words) =>
  words.filter((part) => part.length >= SHORTEST_HEAD && (word.startsWith(part) || word.endsWith(part)));

/** The parts of compound words, by the words that are known: «mottakssentrene» → «mottaks», «sent». */
export class Compounds {
  /** @param {Set<string>} keys */
  constructor(keys) {
    this.keys = keys;
  }

  // What a front of a compound may stand for: «oppfolgings» → «oppfolgings», «oppfolging».
  /** @type {(front: string) => string[]} */
  fronts(front) {
    const forms = [front, front.replace(/[se]$/, ''), `${front}s`, norwegianKey(front)];
    return forms.filter((form) => this.keys.has(form));
  }

  /** @type {(key: string) => string[]} */
  parts(key) {
    const found = new Set();
    for (let at = SHORTEST_FRONT; at <= key.length - SHORTEST_HEAD; at++) {
      const head = key.slice(at);
      const fronts = this.keys.has(head) ? this.fronts(key.slice(0, at)) : [];
      if (fronts.length) for (const part of [head, ...fronts]) found.add(part);
    }
    return [...found];
  }

  // Known words that end with this one, after three letters at least.
  /** @type {(key: string) => string[]} */
  endingWith(key) {
    if (key.length < SHORTEST_HEAD) return [];
    return [...this.keys].filter((known) => known.endsWith(key) && known.length >= key.length + SHORTEST_FRONT);
  }
}
