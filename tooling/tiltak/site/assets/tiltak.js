// What scripts add to pages that are whole without them.
(() => {
  const button = document.querySelector(".t-menu-button");
  const menu = document.getElementById("meny");
  if (button && menu) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = menu.classList.toggle("is-open");
      button.setAttribute("aria-expanded", String(open));
    });
  }
})();
