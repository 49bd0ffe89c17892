// What makes the pages quicker to use; each of them works without it.
(() => {
  "use strict";
  const panel = () => document.getElementById("panel");
  let opener = null;

  function shut() {
    const p = panel();
    if (!p || !p.firstChild) return false;
    p.replaceChildren();
    p.hidden = true;
    if (opener && opener.isConnected) opener.focus();
    return true;
  }

  document.addEventListener("click", (e) => {
    const asked = e.target.closest("[hx-target='#panel']");
    if (asked && !asked.closest("#panel")) opener = asked;
    if (e.target.closest("[data-shut]")) { e.preventDefault(); shut(); }
    for (const open of document.querySelectorAll("details.menu[open]")) if (!open.contains(e.target)) open.open = false;
  });

  // The panel is filled by htmx: show it and move the reader there.
  document.addEventListener("htmx:after:swap", () => {
    const p = panel();
    if (!p || !p.firstElementChild || !p.hidden) return;
    p.hidden = false;
    p.scrollTop = 0;
    p.focus();
  });

  document.addEventListener("keydown", (e) => {
    const typing = e.target.matches("input, textarea, select");
    if (e.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); } else shut();
    } else if (e.key === "/" && !typing) {
      const find = document.getElementById("find");
      if (find) { e.preventDefault(); find.focus(); find.select(); }
    } else if ((e.key === "a" || e.key === "x" || e.key === "e") && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
      // On a card: accept, drop, or go to its first field.
      const card = document.activeElement.closest("[data-card]") || document.querySelector("[data-card]");
      const to = card && (e.key === "e" ? card.querySelector(".input") : card.querySelector(`[data-key="${e.key}"]`));
      if (!to) return;
      e.preventDefault();
      if (e.key === "e") to.focus(); else to.click();
    } else if ((e.key === "j" || e.key === "k" || e.key === "ArrowDown" || e.key === "ArrowUp") && !typing) {
      const cards = [...document.querySelectorAll("[data-card]")];
      if (cards.length && !e.key.startsWith("Arrow")) {
        const here = cards.indexOf(document.activeElement.closest("[data-card]"));
        const to = cards[Math.max(0, Math.min(cards.length - 1, here + (e.key === "j" ? 1 : -1)))];
        (to.querySelector("[data-key]") || to).focus();
        to.scrollIntoView({ block: "nearest" });
        return;
      }
      const links = [...document.querySelectorAll("table.keys tbody tr a:first-of-type")].filter((a, i, all) => all.findIndex((b) => b.closest("tr") === a.closest("tr")) === i);
      const at = links.indexOf(document.activeElement);
      if (!links.length || at < 0 && e.key.startsWith("Arrow")) return;
      e.preventDefault();
      links[Math.max(0, Math.min(links.length - 1, at + (e.key === "j" || e.key === "ArrowDown" ? 1 : -1)))].focus();
    }
  });

  // After an item was judged the next one is gone on with.
  const target = location.hash.startsWith("#item-") && document.getElementById(location.hash.slice(1));
  if (target) (target.querySelector("[data-key]") || target).focus({ preventScroll: true });

  // What is typed into a long form is kept in this tab until it was sent, also when the session ends meanwhile.
  if (document.querySelector("[data-done]") && sessionStorage.getItem("sent")) {
    sessionStorage.removeItem(sessionStorage.getItem("sent"));
    sessionStorage.removeItem("sent");
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = "draft:" + form.dataset.keep;
    const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
    for (const [name, value] of Object.entries(kept)) {
      const field = form.elements.namedItem(name);
      if (field && "value" in field) field.value = value;
    }
    form.addEventListener("input", (e) => {
      if (!e.target.name || e.target.name === "token") return;
      kept[e.target.name] = e.target.value;
      sessionStorage.setItem(key, JSON.stringify(kept));
    });
    form.addEventListener("submit", () => sessionStorage.setItem("sent", key));
  }
  for (const out of document.querySelectorAll("form[action='/sign-out']")) out.addEventListener("submit", () => sessionStorage.clear());
  for (const field of document.querySelectorAll("select[data-go]")) field.addEventListener("change", () => field.form.requestSubmit());
})();
