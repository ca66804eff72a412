// The key of `tiltak edit`: taken out of the address, kept for this address alone, and sent with what the form asks for.
// A cookie would go to every program that listens on this machine.
const KEPT = 'tiltak-nokkel';
const given = new URLSearchParams(location.search).get('nokkel');
if (given) {
  localStorage.setItem(KEPT, given);
  history.replaceState(null, '', location.pathname + location.hash);
}
const key = given ?? localStorage.getItem(KEPT);
const api = new URL('api', location.href).href;
const plain = globalThis.fetch;

globalThis.fetch = (asked, options) => {
  const isApi = !(asked instanceof Request) && new URL(asked, location.href).href === api;
  if (!key || !isApi) return plain(asked, options);
  const headers = new Headers(options?.headers);
  headers.set('X-Tiltak-Nokkel', key);
  return plain(asked, { ...options, headers });
};
