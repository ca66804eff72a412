/* Built by `make browser` from tooling/browser. */
(()=>{var e=document.documentElement;e.classList.replace("no-js","js");try{let t=localStorage.getItem("tiltak-tema");(t==="light"||t==="dark")&&(e.dataset.theme=t)}catch{}})();
