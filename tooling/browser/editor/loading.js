// The bar at the top while something is read or saved. Decap's own draws it on a canvas in every frame, and fades it
// out in thirty more: on a slow machine that took as long as what it tells of.
import { createElement } from 'react';

/** @type {import('react').FC & { config: () => void }} */
const Loading = () => createElement('div', { className: 'tiltak-loading' });
Loading.config = () => {}; // its colours are in editor.css

export default Loading;
