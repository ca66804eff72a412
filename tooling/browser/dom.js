// Elements that our own templates put on a page, by their kind.

/**
 * @template {Element} T
 * @param {new () => T} kind
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {T[]}
 */
export function all(kind, selector, within = document) {
  return [...within.querySelectorAll(selector)].flatMap((element) => (element instanceof kind ? [element] : []));
}

/**
 * @template {Element} T
 * @param {new () => T} kind
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {T}
 */
export function one(kind, selector, within = document) {
  const [element] = all(kind, selector, within);
  if (!element) throw new Error(`There is no ${selector} on this page.`);
  return element;
}
