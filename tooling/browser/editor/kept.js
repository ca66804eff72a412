// What is written and not saved, kept in the browser: written down at every change, and offered again when the same
// form opens without it. The editor's own copy is fetched in a race with the file, which wins.
import { changeDraftField } from 'decap-cms-core/dist/esm/actions/entries.js';
import { Backend } from 'decap-cms-core/dist/esm/backend.js';
import { fromJS } from 'immutable';

Backend.prototype.persistLocalDraftBackup = async () => {};
Backend.prototype.getLocalDraftBackup = async () => ({ entry: null });

const PREFIX = 'tiltak-utkast:';

/** @typedef {{ at: number, text: string, data: Value, opened: Value }} Kept what was written, and what the form held before */

/** @type {(entry: any) => string} */
const keyOf = (entry) =>
  PREFIX +
  (entry.get('newRecord') ? `${entry.get('collection')}/new` : `${entry.get('collection')}/${entry.get('slug')}`);

/** @type {(a: Value, b: Value) => boolean} */
const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

// `offer` is given what to do with what was kept, or nothing when there is nothing to offer.
/** @type {(store: any, offer: (kept?: { at: number, restore: () => string[], forget: () => void }) => void) => void} */
export function keep(store, offer) {
  /** @type {any} */
  let entry;
  let key = '';
  let offered = '';
  /** @type {Value} */
  let opened;

  store.subscribe(() => {
    const draft = store.getState().entryDraft;
    const now = draft.get('entry');
    if (now === entry && draft.get('hasChanged') === wasChanged) return;
    const changed = draft.get('hasChanged');
    const droppable = wasChanged && !leaving;
    wasChanged = changed;
    entry = now;
    if (!entry?.get('data')) {
      // The form is left, after it was asked about what is not saved. An offer that was not answered stands.
      if (key && droppable) localStorage.removeItem(key);
      offer();
      [key, offered] = ['', ''];
      return;
    }
    key = keyOf(entry);
    const data = entry.get('data').toJS();
    if (changed) {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), text: data.__text ?? '', data, opened }));
      return;
    }
    opened = data;
    const kept = read(key);
    if (!kept || same(kept.data, data)) {
      localStorage.removeItem(key);
      offer();
    } else if (offered !== key) {
      offered = key;
      offer({
        at: kept.at,
        restore: () => restored(store, kept, opened),
        forget: () => {
          localStorage.removeItem(key);
          offer();
        },
      });
    }
  });
  let wasChanged = false;
  let leaving = false;
  addEventListener('pagehide', () => {
    leaving = true;
  });
}

/** @type {(key: string) => Kept | null} */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

// What was written goes into the form; what somebody else has changed in the file meanwhile is left as it is now.
// → the names of the fields that both have changed.
/** @type {(store: any, kept: Kept, now: Value) => string[]} */
function restored(store, { data, opened = {} }, now) {
  const mine = Object.keys({ ...data, ...opened }).filter(
    (name) => !name.startsWith('__') && !same(data[name], opened[name]),
  );
  const both = mine.filter((name) => !same(opened[name], now[name]) && !same(data[name], now[name]));
  for (const name of mine.filter((name) => !both.includes(name))) {
    store.dispatch(
      changeDraftField({
        field: fromJS({ name }),
        value: fromJS(data[name]),
        metadata: {},
        entries: [],
        i18n: undefined,
      }),
    );
  }
  return both;
}
