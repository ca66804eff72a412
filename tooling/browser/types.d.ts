// What the scripts hand each other, and what the packages that bring no types give.

/** What a YAML file or an answer holds: text, number, truth, nothing, a list or a group of such. */
type Value = any;

/** How a field is written in a file; `tiltak.forms.fields.shape_of` makes it from the schema. */
interface Shape {
  keys?: Record<string, Shape>;
  any?: Shape;
  item?: Shape;
  prose?: boolean;
  quoted?: boolean;
  oneLine?: boolean;
  newest?: string;
  mayBeEmpty?: boolean;
}

/** How a value was written before. */
interface Style {
  quote?: string;
  block?: string;
}

interface Option {
  value: Value;
  label: string;
  help?: string;
}

/** The part of JSON Schema that the rules between fields use. */
type Condition = false | { required?: string[]; not?: Condition; properties?: Record<string, Allowed> };
type Allowed = false | { const?: Value; enum?: Value[] };

interface Rule {
  if: Condition;
  then?: Exclude<Condition, false>;
  else?: Exclude<Condition, false>;
  form?: string;
}

/** `day`: what is reported speaks of it; `closed`: the last day of what is closed, empty where nothing is. */
interface Round {
  name: string;
  day: string;
  closed: string;
}

/** A field of a form; `tiltak.forms.fields` makes it from the schema and the plan's files. */
interface Field {
  name: string;
  label: string;
  type: string;
  help?: string;
  right?: string;
  required?: boolean;
  rare?: boolean;
  locked?: boolean;
  options: Option[];
  minimum?: number;
  decimals?: boolean;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
  taken?: Record<string, string>;
  next?: number;
  /** What was written in the same field before, offered to be used again. */
  last?: string;
  fields: Field[];
  rules: Rule[];
  called?: string[];
  moves?: Moves;
  item: Field;
  one?: string;
  newest: string;
  /** The round that is reported now, in the list that a report goes into. */
  round?: Round & { page: string };
  explain?: {
    phases: string[];
    needs: string[];
    midpoint: string;
    in_place: { [phase: string]: { label: string; back: string[] } };
  };
}

/** The fields of a milestone that a new deadline is put on record in. */
interface Moves {
  list: string;
  field: string;
  day: string;
  old: string;
  exact: string;
  first: string;
  promised: string;
  repeat: string;
  adopted?: string;
  /** The numbers of the measures that git has, in a plan that says nothing of its adoption: others are drafts. */
  recorded?: string[];
  /** Whether the measure is a draft: nothing is promised in it yet. */
  draft?: boolean;
  /** The day of a move unless another is written; today where it is not given. */
  on?: string;
}

/** What work that has not begun in time must say, and why. */
interface Late {
  needs: string[];
  why: string;
}

/** What the check says of a file that was sent, and which of it a field has taken as its own. */
interface Problem {
  path?: string;
  keys: (string | number)[];
  words: string;
}

interface Refusal {
  words: string;
  problems: Problem[];
  /** Settled once the fields show what is theirs. */
  marking: Promise<unknown>[];
}

interface WindowEventMap {
  'tiltak:refused': CustomEvent<Refusal>;
  'tiltak:saved': CustomEvent<{ warnings: string[] }>;
  'tiltak:kept': CustomEvent<{ warnings: string[] }>;
  'tiltak:correction': CustomEvent<string>;
}

/** A page of the index that `tiltak.site.findable` writes: address, title, label, text, weight. */
type Page = [url: string, title: string, label: string, text: string, weight: number];

interface Hit {
  url: string;
  label: string;
  title: string[];
  teaser: string[];
}

interface Answer {
  near: boolean;
  hits: Hit[];
}

/** A measure in the desk's table; `tiltak.forms.desk` makes it. */
interface Row {
  number: string;
  title: string;
  path: string;
  slug: string;
  status: string;
  symbol: string;
  why: string;
  owner: string;
  ownerName: string;
  ownerIsPromised: boolean;
  deadline: Time | null;
  milestone: string;
  last: Time | null;
  mayConfirm: boolean;
  lacks: { kind: string; words: string }[];
  text: string;
}

interface Time {
  words: string;
  day: string;
}

interface Table {
  label: string;
  round: Round;
  asks: boolean;
  share: string;
  units: { id: string; name: string; heard: number; owns: number; mail: string }[];
  rows: Row[];
  decisions: { title: string; slug: string; unit: string; state: string }[];
}

/** What was written and not saved. `restore` gives the names of the fields that somebody else has changed too. */
interface Kept {
  at: number;
  restore(): string[];
  forget(): void;
}

interface Format {
  fromFile(text: string): Value;
  toFile(data: Value): string;
}

declare var tiltakDecap: {
  CMS: any;
  React: typeof import('react');
  backend(): any;
  createRoot: any;
  forget(): void;
  keep(offer: (kept?: Kept) => void): void;
  fromJS(value: Value): any;
  locale: Texts;
};

declare var tiltakFormat: {
  format(shape: Shape, heading: string): Format;
  edited(text: string, wanted: Value, shape: Shape): string;
  written(wanted: Value, shape: Shape, heading: string): string;
};

declare var tiltakFormats: Record<string, Format>;
declare var tiltakSave: (() => void) | undefined;

/** The editor's own texts, by their place in it. */
interface Texts {
  [key: string]: string | Texts;
}

declare module 'decap-cms-backend-proxy' {
  export class ProxyBackend {
    proxyUrl: string;
    branch: string;
    request(payload: { action: string; params: any }): Promise<any>;
  }
}
declare module 'decap-cms-backend-forgejo';
declare module 'decap-cms-backend-github';
declare module 'decap-cms-backend-gitlab';
declare module 'decap-cms-locales';
declare module 'react-dom/client';
declare module 'decap-cms-core/dist/esm/*';
