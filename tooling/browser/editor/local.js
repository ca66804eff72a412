// The proxy backend, which also says what each file held when it was read: a file that somebody has changed
// since is not written over.
import { ProxyBackend } from 'decap-cms-backend-proxy';

/** @typedef {{ action: string, params: any }} Request */

export class LocalBackend extends ProxyBackend {
  /** @type {Record<string, string | null>} what each file held when it was read */
  read = {};

  /** @param {Request} payload */
  async request(payload) {
    const { action, params } = payload;
    if (action !== 'persistEntry') {
      const answer = await super.request(payload);
      for (const entry of [answer].flat()) if (entry?.file) this.read[entry.file.path] = entry.data;
      if (action === 'getEntry' && answer.data === null) dispatchEvent(new Event('tiltak:missing'));
      return answer;
    }
    const base = Object.fromEntries(
      params.dataFiles.map((/** @type {{ path: string }} */ { path }) => [path, this.read[path] ?? null]),
    );
    const answer = await this.send({ action, params: { ...params, base } });
    for (const { path, raw } of params.dataFiles) this.read[path] = raw;
    return answer;
  }

  // What the check says is told to the form, which knows the fields; the editor would only show the words.
  /** @param {Request} payload */
  async send(payload) {
    const response = await fetch(this.proxyUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ branch: this.branch, ...payload }),
    });
    const answer = await response.json();
    if (response.ok) {
      dispatchEvent(new CustomEvent('tiltak:saved', { detail: { warnings: answer.warnings } }));
      return answer;
    }
    const detail = { words: answer.error, problems: answer.problems ?? [], marking: [] };
    dispatchEvent(new CustomEvent('tiltak:refused', { detail }));
    throw Object.assign(new Error('Skjemaet sier hva som er galt.'), { name: '' });
  }
}
