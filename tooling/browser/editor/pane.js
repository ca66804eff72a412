// The form of a measure in two parts: what a unit reports stands open, what the plan says is folded away below it.
// Of a new measure there is nothing to report, so what the plan says comes first.
import ControlPane from 'decap-cms-core/dist/esm/components/Editor/EditorControlPane/EditorControlPane.js';
import { cloneElement, createElement } from 'react';

/** @typedef {any} Field of the package `immutable` */

const { render } = ControlPane.prototype;
const isReport = (/** @type {Field} */ field) => Boolean(field.getIn(['spec', 'round']));

const PROMISED =
  'Tittel, sammendrag, type tiltak og ansvarlig er noe planen har lovet. Er planen vedtatt, viser nettstedet at løftet er endret. Var det gjengitt feil her, fører du det opp under «Endret siden vedtaket».';

ControlPane.prototype.render = function () {
  const { fields, entry } = this.props;
  const drawn = render.call(this);
  if (!drawn || !fields.some(isReport)) return drawn;
  const [locale, controls] = drawn.props.children;
  const parts = [...controls];
  const [report, rest] = [true, false].map((of) => parts.filter((part) => isReport(part.props.field) === of));
  if (entry.get('newRecord')) return cloneElement(drawn, {}, locale, rest, report);
  const fold = createElement(
    'details',
    { className: 'tiltak-plan', key: 'plan' },
    createElement('summary', null, 'Planopplysninger'),
    createElement('p', null, PROMISED),
    ...rest,
  );
  return cloneElement(drawn, {}, locale, report, fold);
};
