// Decap CMS with the backends we support, and nothing else of it: the form is ours (static/form.js).
import { DecapCmsCore as CMS } from 'decap-cms-core';
import { ForgejoBackend } from 'decap-cms-backend-forgejo';
import { GitHubBackend } from 'decap-cms-backend-github';
import { GitLabBackend } from 'decap-cms-backend-gitlab';
import { en, nb_no as locale } from 'decap-cms-locales';
import { fromJS } from 'immutable';
import React from 'react';

import { LocalBackend } from './local.js';

CMS.registerBackend('forgejo', ForgejoBackend); // Gitea too: it speaks the same language
CMS.registerBackend('github', GitHubBackend);
CMS.registerBackend('gitlab', GitLabBackend);
CMS.registerBackend('proxy', LocalBackend);
CMS.registerLocale('en', en); // what the Norwegian words lack

globalThis.tiltakDecap = { CMS, React, fromJS, locale };
