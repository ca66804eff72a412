// One change to many measures: their files are read, changed, and saved together or not at all.
import { isEmpty, lastDay, moveDay, movesOf, withMove } from './answers.js';

const { backend } = globalThis.tiltakDecap;

/** @typedef {(values: Value, row: Row) => Value | string} Change new values, or why there are none */

// → the titles of those that were left out, with why.
/** @type {(plan: string, rows: Row[], change: Change, format: Format) => Promise<string[]>} */
export async function changeMany(plan, rows, change, format) {
  const host = backend();
  const files = await host.entriesByFiles(rows.map(({ path }) => ({ path, label: path })));
  /** @type {Map<string, string>} */
  const texts = new Map(
    files.map((/** @type {{ file: { path: string }, data: string }} */ { file, data }) => [file.path, data]),
  );
  /** @type {string[]} */
  const left = [];
  const dataFiles = [];
  for (const row of rows) {
    const values = format.fromFile(texts.get(row.path) ?? '');
    const changed = change(values, row);
    if (typeof changed === 'string') left.push(`${row.number} ${row.title}: ${changed}`);
    else dataFiles.push({ path: row.path, slug: row.slug, raw: format.toFile(changed) });
  }
  if (dataFiles.length) {
    const options = {
      collectionName: plan,
      newEntry: false,
      commitMessage: `${plan}: ${dataFiles.length} tiltak oppdatert`,
      useWorkflow: !host.proxyUrl,
    };
    await host.persistEntry({ dataFiles, assets: [] }, options);
  }
  return left;
}

/** @type {(day: string) => Change} */
export function nothingNew(day) {
  return (values, row) => {
    if (!row.mayConfirm) return 'ingen har meldt en fase før, så det er ikke noe å vise til';
    const entries = values.status ?? [];
    if (entries.some((/** @type {Value} */ { date }) => lastDay(date) === lastDay(day)))
      return 'det er alt meldt for denne dagen';
    return { ...values, status: [{ date: day, unchanged: true }, ...entries] };
  };
}

/** @type {(owner: string) => Change} */
export function newOwner(owner) {
  return (values) => ({ ...values, owner });
}

/** @type {(due: string, day: string, reason: string, moves: Moves) => Change} */
export function newDeadline(due, day, reason, moves) {
  return (values, row) => {
    const milestones = values.milestones ?? [];
    const index = milestones.findIndex((/** @type {Value} */ { id }) => id === row.milestone);
    if (index < 0) return 'det har ingen frist å flytte';
    const before = milestones[index];
    const own = movesOf(moves, row.number);
    const moved = withMove(own, before, { ...before, [moves.field]: due }, before, moveDay(moves, before, day));
    const [first, ...rest] = moved[moves.list] ?? [];
    if (!isEmpty(reason) && first) moved[moves.list] = [{ ...first, reason }, ...rest];
    return { ...values, milestones: milestones.toSpliced(index, 1, moved) };
  };
}
