// The search page: the preview follows the row in hand, whether by key, by focus or by a click
// beside the links. Without this file the preview is a link (the thumbnail).

const list = document.querySelector(".hits");

function show(row) {
  if (!row || row.classList.contains("cur")) return;
  for (const other of list.querySelectorAll(".cur")) {
    other.classList.remove("cur");
    other.removeAttribute("aria-current");
  }
  row.classList.add("cur");
  row.setAttribute("aria-current", "true");
  const pane = document.getElementById("preview");
  const link = row.querySelector("[data-preview]");
  if (pane && link && pane.getClientRects().length) {
    window.htmx?.ajax("GET", link.getAttribute("hx-get"), { target: "#preview", swap: "innerHTML" });
  }
}

list?.addEventListener("focusin", (event) => show(event.target.closest(".hit")));
list?.addEventListener("click", (event) => {
  const row = event.target.closest(".hit");
  if (event.target.closest("a:not([data-preview])") || String(window.getSelection())) return;
  show(row);
});
// The thumbnail's own request is made by htmx; the row only has to look current.
document.addEventListener("htmx:beforeRequest", (event) => {
  const row = event.target.closest?.(".hit");
  if (!row) return;
  for (const other of list.querySelectorAll(".cur")) other.classList.remove("cur");
  row.classList.add("cur");
});
