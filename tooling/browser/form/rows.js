// Which measures the desk shows, and in which order, by what its address asks for. No DOM in it, and nothing counted:
// what a row holds is made by tiltak.forms.desk.

/** @typedef {{ vis: string, eier: string, sok: string, sorter: string }} View */

/** @type {View} */
export const EVERYTHING = { vis: '', eier: '', sok: '', sorter: '' };

// «vis» → its words, and whether a row belongs there.
/** @type {Record<string, { label: string, holds: (row: Row, around: { mine: string, unsent: string[] }) => boolean }>} */
export const VIEWS = {
  '': { label: 'Alle', holds: () => true },
  'ikke-meldt': { label: 'Har ikke meldt', holds: (row) => row.lacks.some(({ kind }) => kind === 'silent') },
  frist: { label: 'Frist gått ut', holds: (row) => row.lacks.some(({ kind }) => kind === 'late') },
  mine: { label: 'Mine', holds: (row, { mine }) => mine !== '' && row.owner === mine },
  usendt: { label: 'Ikke sendt inn', holds: (row, { unsent }) => unsent.includes(row.path) },
};

/** @type {Record<string, (row: Row) => string>} */
const KEYS = {
  tittel: (row) => row.title,
  status: (row) => row.status,
  ansvarlig: (row) => row.ownerName,
  frist: (row) => row.deadline?.day ?? '9999',
  meldt: (row) => row.last?.day ?? '',
  mangler: (row) => String(9 - row.lacks.length),
};

/** @type {(query: string) => View} */
export function viewOf(query) {
  const asked = new URLSearchParams(query);
  return /** @type {View} */ (
    Object.fromEntries(Object.entries(EVERYTHING).map(([name, unasked]) => [name, asked.get(name) ?? unasked]))
  );
}

/** @type {(view: View) => string} */
export function queryOf(view) {
  const asked = Object.entries(view).filter(([, value]) => value);
  return asked.length ? `?${new URLSearchParams(asked)}` : '';
}

/** @type {(rows: Row[], view: View, around: { mine: string, unsent: string[] }) => Row[]} */
export function shown(rows, view, around) {
  const words = view.sok.toLocaleLowerCase('nb').split(/\s+/).filter(Boolean);
  const kept = rows.filter(
    (row) =>
      (VIEWS[view.vis] ?? VIEWS['']).holds(row, around) &&
      (!view.eier || row.owner === view.eier) &&
      words.every((word) => row.text.includes(word)),
  );
  const backwards = view.sorter.startsWith('-');
  const key = KEYS[backwards ? view.sorter.slice(1) : view.sorter];
  if (!key) return kept; // by number, as they came
  const order = new Intl.Collator('nb', { numeric: true });
  return kept.toSorted((a, b) => (backwards ? -1 : 1) * order.compare(key(a), key(b)));
}
