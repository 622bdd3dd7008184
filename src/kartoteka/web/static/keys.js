// Keys: each one presses a control that is on the page (data-key names it), so that nothing can be
// done by key that cannot be done by hand. Matched on event.code: a Russian layout sends "т" with
// code KeyN. Single keys can be switched off on /help/keys (html[data-keys="off"]).

const root = document.documentElement;
root.dataset.scripts = "on";

const visible = (element) => element.getClientRects().length > 0;
const inField = (target) => target instanceof Element && target.closest("input, select, textarea, [contenteditable]");

function press(...names) {
  for (const name of names) {
    const control = [...document.querySelectorAll(`[data-key="${name}"]`)].find(visible);
    if (!control) continue;
    if (control.matches("input")) {
      control.focus();
      control.select();
    } else {
      control.click();
    }
    return true;
  }
  return false;
}

function scrollsSideways(target) {
  const box = target instanceof Element ? target.closest("[tabindex='0']") : null;
  return box !== null && box.scrollWidth > box.clientWidth + 1;
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-open], [data-row]")].filter(visible);
  if (!rows.length) return;
  const current = rows.findIndex((row) => row === document.activeElement);
  const marked = rows.findIndex((row) => row.closest(".cur"));
  const from = current >= 0 ? current : step > 0 && marked >= 0 && window.scrollY > 0 ? marked : -1;
  const next = rows[Math.min(rows.length - 1, Math.max(0, from + step))];
  next.focus();
  next.closest("li, tr")?.scrollIntoView({ block: "nearest" });
}

function cycle(names) {
  const current = names.findIndex((name) => document.querySelector(`[data-key="${name}"][aria-current]`));
  press(names[(current + 1) % names.length]);
}

function zoom(step) {
  const sizes = ["zoom-fit", "zoom-100", "zoom-150", "zoom-200"];
  const current = sizes.findIndex((name) => document.querySelector(`[data-key="${name}"][aria-current]`));
  const next = sizes[current + step];
  if (next) press(next);
}

const actions = {
  "Slash": (event) => (event.key === "?" ? press("help") : press("ask", "find")),
  "/": () => press("ask", "find"),
  "Shift+Slash": () => press("help"),
  "Shift+?": () => press("help"),
  "KeyJ": () => move(1),
  "KeyK": () => move(-1),
  "KeyO": () => document.activeElement?.matches("[data-open], [data-row]") && document.activeElement.click(),
  "KeyN": () => press("next-hit"),
  "Shift+KeyN": () => press("previous-hit"),
  "ArrowRight": (event) => !scrollsSideways(event.target) && press("next-page"),
  "ArrowLeft": (event) => !scrollsSideways(event.target) && press("previous-page"),
  "BracketRight": () => press("next-result"),
  "BracketLeft": () => press("previous-result"),
  "KeyG": () => press("goto"),
  "KeyF": () => press("find", "ask"),
  "KeyC": () => press("cite"),
  "KeyI": () => press("item"),
  "KeyV": () => cycle(["view-image", "view-both", "view-text"]),
  "Equal": () => zoom(1),
  "Shift+Equal": () => zoom(1),
  "NumpadAdd": () => zoom(1),
  "Minus": () => zoom(-1),
  "NumpadSubtract": () => zoom(-1),
  "Digit0": () => press("zoom-fit"),
  "KeyW": () => press("zoom-100"),
};

const bindings = Object.fromEntries(
  Object.entries(actions).map(([key, act]) => [
    key,
    (event) => {
      if (act(event)) event.preventDefault();
    },
  ]),
);
// Moving through rows and toggling act even where they have nothing to answer with.
for (const key of ["KeyJ", "KeyK"]) bindings[key] = (event) => { event.preventDefault(); actions[key](event); };

// The list of keys as a dialog over the page: the browser keeps the focus inside and closes it by
// Escape. Without scripts, and with a modifier held, the same list is a page.
async function listKeys(link) {
  let list = document.getElementById("keys");
  if (!list) {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const keys = page.getElementById("keylist");
    if (!answer.ok || !keys) throw new Error("no list");
    list = document.createElement("dialog");
    list.id = "keys";
    list.setAttribute("aria-labelledby", "keys-title");
    const title = document.createElement("h1");
    title.id = "keys-title";
    title.textContent = page.querySelector("h1").textContent;
    const close = document.createElement("button");
    close.className = "btn quiet tall";
    close.textContent = link.dataset.close;
    close.addEventListener("click", () => list.close());
    keys.removeAttribute("id");
    list.append(title, page.querySelector(".lead"), keys, close);
    list.addEventListener("click", (event) => event.target === list && list.close());
    document.body.append(list);
  }
  if (!list.open) list.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-key='help']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || location.pathname === link.pathname) return;
  event.preventDefault();
  listKeys(link).catch(() => location.assign(link.href));
});

const inDialog = () => document.querySelector("dialog[open]");

bindings.Escape = (event) => {
  if (inDialog()) return;
  const field = inField(event.target);
  if (field) field.blur();
  else press("back");
};

window.tinykeys?.tinykeys(window, bindings, {
  ignore: (event) =>
    event.isComposing ||
    event.defaultPrevented ||
    (event.key !== "Escape" && inDialog() !== null) ||
    (event.key !== "Escape" && (root.dataset.keys === "off" || Boolean(inField(event.target)))),
});

// What has happened, for eyes and for screen readers.
let silence;
function say(words) {
  const line = document.getElementById("said");
  if (!line) return;
  line.textContent = words;
  line.classList.add("shown");
  clearTimeout(silence);
  silence = setTimeout(() => line.classList.remove("shown"), 2000);
}

document.addEventListener("kartoteka:said", (event) => say(event.detail));

// htmx notes the present address, words of the question included, in the session's storage; no
// snapshot is kept that would need it, so it is taken away again.
const forget = () => sessionStorage.removeItem("htmx-current-path-for-history");
document.addEventListener("htmx:load", forget);
document.addEventListener("htmx:pushedIntoHistory", forget);
addEventListener("pagehide", forget);
forget();

// A hidden page asks for nothing.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden) event.preventDefault();
});
