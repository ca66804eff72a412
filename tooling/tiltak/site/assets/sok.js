// The search page: Material's own search worker does the finding, in Norwegian word forms.
(() => {
  const form = document.querySelector("form[data-search]");
  const list = document.querySelector(".t-results");
  const count = document.querySelector("[data-count]");
  const field = form.elements.q;
  form.hidden = false;
  let ready;
  let latest = 0;

  field.value = new URLSearchParams(location.search).get("q") || "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find();
  });
  field.addEventListener("input", find);
  if (field.value) find();

  function start() {
    const worker = new Worker(form.dataset.worker);
    const answers = [];
    worker.addEventListener("message", ({ data }) => answers.shift()(data));
    const ask = (type, data) =>
      new Promise((answer) => {
        answers.push(answer);
        worker.postMessage({ type, data });
      });
    return fetch(form.dataset.index)
      .then((response) => response.json())
      .then((index) => ask(0, { ...index, options: { suggest: false } }))
      .then(() => (words) => ask(2, words));
  }

  async function find() {
    const words = field.value.trim();
    const turn = ++latest;
    const address = new URL(location.href);
    if (words) address.searchParams.set("q", words);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    if (!words) {
      list.replaceChildren();
      count.textContent = "";
      return;
    }
    ready ||= start();
    const answer = await (await ready)(forms(words));
    if (turn === latest) show(answer.data.items);
  }

  // Norwegian words end in many ways: each is looked for as it stands and by its beginning.
  function forms(words) {
    const clean = words.replace(/[^\p{L}\p{N}\s-]/gu, " ").trim();
    return clean
      .split(/[\s-]+/)
      .filter(Boolean)
      .map((word) => {
        const stem = word.replace(/(enes|ene|ers|ets|ens|er|et|en|es|e|a|s)$/u, "");
        return stem.length > 2 ? `${word} ${stem}*` : word;
      })
      .join(" ");
  }

  function show(items) {
    const text = items.length === 1 ? "one" : items.length ? "many" : "none";
    count.textContent = count.dataset[text].replace("{n}", items.length);
    list.replaceChildren(...items.slice(0, 50).map(result));
  }

  function result(hits) {
    const [best] = hits;
    const whole = hits.find((hit) => !hit.location.includes("#")) || best;
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = new URL(best.location, new URL(form.dataset.root, location.href));
    link.append(...marked(whole.title));
    const teaser = document.createElement("p");
    teaser.className = "t-meta";
    teaser.append(...shortened(marked(best.text)));
    item.append(link, teaser);
    return item;
  }

  // The index holds HTML; only its text and the marks around found words are shown.
  function marked(html) {
    const parsed = new DOMParser().parseFromString(html || "", "text/html");
    const found = [];
    const walker = parsed.createTreeWalker(parsed.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = document.createTextNode(walker.currentNode.data);
      if (walker.currentNode.parentElement.closest("mark")) {
        const mark = document.createElement("mark");
        mark.append(text);
        found.push(mark);
      } else {
        found.push(text);
      }
    }
    return found;
  }

  function shortened(nodes) {
    const first = Math.max(0, nodes.findIndex((node) => node.nodeName === "MARK") - 1);
    const kept = [];
    let length = 0;
    for (const node of nodes.slice(first)) {
      if (node.nodeType === Node.TEXT_NODE) {
        const room = 200 - length;
        const text = kept.length ? node.data.slice(0, room) : node.data.slice(-80);
        node.data = !kept.length && node.data.length > 80 ? `… ${text}` : text;
      }
      kept.push(node);
      length += node.textContent.length;
      if (length >= 200) break;
    }
    return length >= 200 ? [...kept, "…"] : kept;
  }
})();
