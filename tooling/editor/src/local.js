// The proxy backend, which also says what each file held when it was read: a file that somebody has changed
// since is not written over.
import { ProxyBackend } from 'decap-cms-backend-proxy';

export class LocalBackend extends ProxyBackend {
  read = {};

  async request(payload) {
    const { action, params } = payload;
    if (action !== 'persistEntry') {
      const answer = await super.request(payload);
      for (const entry of [answer].flat()) if (entry?.file) this.read[entry.file.path] = entry.data;
      return answer;
    }
    const base = Object.fromEntries(params.dataFiles.map(({ path }) => [path, this.read[path] ?? null]));
    const answer = await super.request({ action, params: { ...params, base } }).catch((refused) => {
      throw Object.assign(refused, { name: '' }); // it is shown in front of the words for the person
    });
    for (const { path, raw } of params.dataFiles) this.read[path] = raw;
    return answer;
  }
}
