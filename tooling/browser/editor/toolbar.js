// The bar above the form, without the choices that make a copy: a copy of a measure would tell its history again
// under another number. And a new form does not say that it is saved.
import { EditorToolbar } from 'decap-cms-core/dist/esm/components/Editor/EditorToolbar.js';
import { cloneElement, createElement, isValidElement } from 'react';

const SAVED = 'editor.editorToolbar.changesSaved';
const NOT_YET = 'editor.editorToolbar.notSavedYet';

const { render } = EditorToolbar.prototype;

EditorToolbar.prototype.render = function () {
  if (!this.withoutCopies) withoutCopies(this);
  const { isNewEntry, t } = this.props;
  const words = (/** @type {string} */ key, /** @type {unknown[]} */ ...more) =>
    t(isNewEntry && key === SAVED ? NOT_YET : key, ...more);
  // Ctrl+S and the form's own button save as the bar does.
  globalThis.tiltakSave = () => this.props.hasChanged && !this.props.isPersisting && this.props.onPersist();
  return render.call(Object.create(this, { props: { value: { ...this.props, t: words } } }));
};

/** @type {(bar: any) => void} */
function withoutCopies(bar) {
  bar.withoutCopies = true;
  const menu = bar.renderNewEntryWorkflowPublishControls;
  bar.renderNewEntryWorkflowPublishControls = (/** @type {unknown} */ may) =>
    without(menu(may), [bar.props.onPublishAndDuplicate]);
  // On this machine there is one way to save: a button, and no menu.
  bar.renderNewEntrySimplePublishControls = () =>
    createElement(
      'button',
      { type: 'button', className: 'tiltak-save', onClick: () => bar.props.onPersist() },
      bar.props.t(`editor.editorToolbar.${bar.props.isPersisting ? 'publishing' : 'publish'}`),
    );
  // Of a file that is as it was saved, the menu held nothing else.
  const state = bar.renderExistingEntrySimplePublishControls;
  bar.renderExistingEntrySimplePublishControls = () => state({ canCreate: false });
  bar.renderExistingEntryWorkflowPublishControls = () => state({ canCreate: false });
}

/** @type {(part: any, actions: unknown[]) => any} */
function without(part, actions) {
  if (Array.isArray(part)) return part.map((inner) => without(inner, actions));
  if (!isValidElement(part)) return part;
  if (actions.includes(part.props.onClick)) return null;
  const { children } = part.props;
  return children ? cloneElement(part, { children: without(children, actions) }) : part;
}
