// Turning pages without loading the window anew: the reader's part of the page is fetched and put in
// place, the neighbours' parts and pictures are fetched ahead and kept in memory. Without this file
// each step is a link and loads a page.

const KEPT = 6;
const FRESH_MS = 60_000;

const reader = () => document.getElementById("reader");
const sharp = () => document.querySelector(".desk .page .sharp");

const pages = new Map(); // address: {since, text: a promise of its HTML}
const pictures = new Map(); // address: an image that holds it
let shown = location.pathname + location.search;
let latest = 0;

function trim(map) {
  while (map.size > KEPT) map.delete(map.keys().next().value);
}

function textOf(address) {
  const known = pages.get(address);
  if (known && performance.now() - known.since < FRESH_MS) return known.text;
  const text = fetch(address).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)));
  pages.set(address, { since: performance.now(), text });
  text.catch(() => pages.delete(address));
  trim(pages);
  return text;
}

// Where the eye is: the strip and, on the same page, picture and text stay where they were.
function places(number) {
  const strip = document.querySelector(".strip");
  const tile = strip?.querySelector(`[data-tile="${number}"]`);
  const same = reader().dataset.page === number;
  return {
    tile: tile && { top: tile.offsetTop - strip.scrollTop, left: tile.offsetLeft - strip.scrollLeft },
    scrolled: same ? [".desk", ".text"].map((name) => [name, document.querySelector(name)]).filter(([, one]) => one)
      .map(([name, one]) => [name, one.scrollTop / one.scrollHeight]) : [],
  };
}

function settle(before) {
  const now = [document.querySelector(".desk .box.now"), document.querySelector(".words .now")];
  if (Number(now.find(Boolean)?.dataset.mark ?? 0) > 1) {
    for (const one of now) one?.scrollIntoView({ block: "center", inline: "nearest" });
  }
  for (const [name, share] of before?.scrolled ?? []) {
    const one = document.querySelector(name);
    if (one) one.scrollTop = share * one.scrollHeight;
  }
  const strip = document.querySelector(".strip");
  const tile = strip?.querySelector("[aria-current]");
  if (tile) {
    strip.scrollTop = tile.offsetTop - (before?.tile?.top ?? strip.clientHeight / 2);
    strip.scrollLeft = tile.offsetLeft - (before?.tile?.left ?? strip.clientWidth / 2);
    const [top, left] = [tile.offsetTop - strip.scrollTop, tile.offsetLeft - strip.scrollLeft];
    if (top < 0 || top + tile.offsetHeight > strip.clientHeight) strip.scrollTop = tile.offsetTop - strip.clientHeight / 2;
    if (left < 0 || left + tile.offsetWidth > strip.clientWidth) strip.scrollLeft = tile.offsetLeft - strip.clientWidth / 2;
  }
  const picture = sharp();
  if (!picture || picture.complete) fetchAhead();
  else picture.addEventListener("load", fetchAhead, { once: true });
}

function fetchAhead() {
  const picture = sharp();
  const here = picture?.currentSrc;
  const number = Number(reader().dataset.page);
  for (const neighbour of [number + 1, number - 1, number + 2]) {
    const link = document.querySelector(`.strip [data-tile="${neighbour}"]`);
    if (!link) continue;
    if (here) {
      const address = here.replace(`/pages/${number}/image`, `/pages/${neighbour}/image`);
      if (!pictures.has(address)) {
        const image = new Image();
        image.fetchPriority = neighbour > number ? "high" : "auto"; // before the strip's thumbnails
        image.src = address;
        pictures.set(address, image);
        trim(pictures);
      }
    }
    if (Math.abs(neighbour - number) === 1) textOf(link.href).catch(() => {});
  }
}

async function turn(address, push = true) {
  const wish = ++latest;
  let fresh;
  try {
    fresh = new DOMParser().parseFromString(await textOf(address), "text/html");
  } catch {
    fresh = null;
  }
  if (wish !== latest) return;
  const next = fresh?.getElementById("reader");
  if (!next) {
    location.assign(address);
    return;
  }
  const key = document.activeElement?.closest?.("#reader [data-key]")?.dataset.key;
  const before = places(next.dataset.page);
  const elsewhere = reader().dataset.path !== next.dataset.path;
  reader().replaceWith(document.adoptNode(next));
  document.title = fresh.title;
  if (push) history.pushState({ turned: true }, "", address);
  shown = location.pathname + location.search;
  for (const field of document.querySelectorAll(".mast [name='back']")) field.value = shown;
  if (key) document.querySelector(`#reader [data-key="${key}"]`)?.focus({ preventScroll: true });
  settle(before);
  if (elsewhere) document.dispatchEvent(new CustomEvent("kartoteka:said", { detail: next.dataset.said }));
}

document.addEventListener("kartoteka:turn", (event) => turn(event.detail));
document.addEventListener("kartoteka:moved", () => {
  shown = location.pathname + location.search;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-turn]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  turn(link.href);
});

// The address is what is asked for. A step of the history that arrives before this file did, or while
// the page of the step before is still loading, changes the address and nobody hears of it.
function follow() {
  if (!reader()) return;
  const loaded = reader().dataset.path !== location.pathname;
  if (loaded || shown !== location.pathname + location.search) turn(location.href.replace(/#.*/, ""), false);
}
addEventListener("popstate", follow);
addEventListener("load", follow);
settle();
follow();
