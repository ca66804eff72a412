// Decap CMS with the backends we support, and nothing else of it: the form is ours (static/form.js).

import { ForgejoBackend } from 'decap-cms-backend-forgejo';
import { GitHubBackend } from 'decap-cms-backend-github';
import { GitLabBackend } from 'decap-cms-backend-gitlab';
import { DecapCmsCore as CMS } from 'decap-cms-core';
import { clearNotifications } from 'decap-cms-core/dist/esm/actions/notifications.js';
import { currentBackend } from 'decap-cms-core/dist/esm/backend.js';
import { store } from 'decap-cms-core/dist/esm/redux/index.js';
import { history } from 'decap-cms-core/dist/esm/routing/history.js';
import { en, nb_no as locale } from 'decap-cms-locales';
import { fromJS } from 'immutable';
import React from 'react';
import { createRoot } from 'react-dom/client';

import { keep } from './kept.js';
import { LocalBackend } from './local.js';
import './list.js';
import './pane.js';
import './toolbar.js';

CMS.registerBackend('forgejo', ForgejoBackend); // Gitea too: it speaks the same language
CMS.registerBackend('github', GitHubBackend);
CMS.registerBackend('gitlab', GitLabBackend);
CMS.registerBackend('proxy', LocalBackend);
CMS.registerLocale('en', en); // what the Norwegian words lack

// Whether anything would be lost is asked of the editor's store: its form still says so just after a save.
const { block } = history;
history.block = (/** @type {Function} */ judge) =>
  block((/** @type {unknown[]} */ ...move) =>
    store.getState().entryDraft.get('hasChanged') ? judge(...move) : undefined,
  );

// The messages of earlier saves, which the editor leaves standing beside the new one.
const forget = () => {
  if (store.getState().notifications.notifications.length) store.dispatch(clearNotifications());
};

// Where files are read and saved, past the editor's own forms.
const backend = () => currentBackend(store.getState().config).implementation;

globalThis.tiltakDecap = {
  CMS,
  React,
  backend,
  createRoot,
  forget,
  fromJS,
  keep: (/** @type {any} */ offer) => keep(store, offer),
  locale,
};
