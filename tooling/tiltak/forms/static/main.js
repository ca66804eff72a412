// Starts the editor: the configuration made with the site, our format, our form and our words.
import { formControl } from './form.js';
import { words } from './words.js';

const { CMS, React, fromJS, locale } = globalThis.tiltakDecap;
const { format } = globalThis.tiltakFormat;

const response = await fetch('config.json', { credentials: 'same-origin' });
const { tiltak, ...config } = await response.json();

// The day in Norway, as the files write it.
const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Oslo' });

for (const [name, { shape, heading }] of Object.entries(tiltak.formats)) {
  CMS.registerCustomFormat(name, 'yml', format(shape, heading));
}
CMS.registerWidget('tiltak', formControl({ React, fromJS, today }));
CMS.registerLocale('nb_no', words(locale, tiltak.local));
// No button for pictures.
CMS.registerMediaLibrary({
  name: 'none',
  init: async () => ({ show() {}, hide() {}, enableStandalone: () => false }),
});
// On this machine nobody signs in; the program remembers its users here.
if (tiltak.local) localStorage.setItem('decap-cms-user', JSON.stringify({ backendName: 'proxy' }));
// The program shows an empty form when the address changes from one file straight to another.
const file = (url) => new URL(url).hash.match(/\/entries\/[^?]+/)?.[0];
addEventListener('hashchange', ({ oldURL, newURL }) => {
  if (file(oldURL) && file(newURL) && file(oldURL) !== file(newURL)) location.reload();
});
CMS.init({ config: { ...config, load_config_file: false } });
