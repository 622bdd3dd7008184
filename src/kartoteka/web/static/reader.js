// The reader: stepping from hit to hit on a page without asking the server, copying the citation,
// and fetching the neighbours' pictures into memory. Without this file each step is a link.

import { say } from "./keys.js";

const reader = () => document.getElementById("reader");

function inView(element) {
  element?.scrollIntoView({ block: "center", inline: "nearest" });
}

function current() {
  return Number(document.querySelector(".box.now")?.dataset.mark ?? 0);
}

function count() {
  return Math.max(0, ...[...document.querySelectorAll(".words [data-mark], .box")].map((one) => Number(one.dataset.mark)));
}

function stand(mark) {
  for (const one of document.querySelectorAll("#reader .now")) one.classList.remove("now");
  for (const one of document.querySelectorAll(`#reader [data-mark="${mark}"]`)) one.classList.add("now");
  inView(document.querySelector(".desk .box.now"));
  inView(document.querySelector(".words .now"));
  const number = document.getElementById("hitnow");
  const before = Number(reader().dataset.hitsBefore);
  if (number) number.textContent = String(before + mark);
  say(`${before + mark} / ${reader().dataset.hitsTotal}`);
  for (const [key, last] of [["next-hit", !reader().dataset.hitsOn && mark === count()], ["previous-hit", !reader().dataset.hitsBack && mark === 1]]) {
    const control = document.querySelector(`[data-key="${key}"]`);
    control?.classList.toggle("off", last);
    control?.setAttribute("aria-disabled", String(last));
  }
  const address = new URL(location.href);
  if (mark === 1) address.searchParams.delete("hit");
  else address.searchParams.set("hit", String(mark));
  history.replaceState(history.state, "", address);
}

// A step within the page needs no request; beyond it the neighbour's page is fetched.
document.addEventListener("click", (event) => {
  const mark = event.target.closest?.(".words mark");
  if (mark) return stand(Number(mark.dataset.mark));
  const control = event.target.closest?.("[data-key='next-hit'], [data-key='previous-hit']");
  if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  event.preventDefault();
  const onward = control.dataset.key === "next-hit";
  const wanted = current() + (onward ? 1 : -1);
  if (current() > 0 && wanted >= 1 && wanted <= count()) return stand(wanted);
  const beyond = onward ? reader().dataset.hitsOn : reader().dataset.hitsBack;
  if (beyond) {
    window.htmx.ajax("GET", beyond, { target: "#reader", select: "#reader", swap: "outerHTML show:none", push: beyond });
  }
  return undefined;
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    say(button.dataset.said);
  } catch {
    const text = document.getElementById("citation");
    text.closest("details").open = true;
    window.getSelection().selectAllChildren(text);
    say(text.textContent);
  }
});

// Neighbours' pictures, in the width this page's picture was fetched in, kept while the page is open.
const ready = new Map();
function fetchNeighbours() {
  const picture = document.querySelector(".desk .page img");
  if (!picture) return;
  const here = picture.currentSrc || picture.src;
  const number = Number(reader().dataset.page);
  for (const neighbour of [number + 1, number - 1, number + 2]) {
    const link = document.querySelector(`.strip a[href*="/pages/${neighbour}?"], .strip a[href$="/pages/${neighbour}"]`);
    const address = here.replace(`/pages/${number}/image`, `/pages/${neighbour}/image`);
    if (!link || ready.has(address)) continue;
    const image = new Image();
    image.src = address;
    ready.set(address, image);
    if (ready.size > 8) ready.delete(ready.keys().next().value);
  }
}

function settle() {
  if (current() > 1) {
    inView(document.querySelector(".desk .box.now"));
    inView(document.querySelector(".words .now"));
  }
  const tile = document.querySelector(".strip [aria-current]");
  if (tile) {
    const strip = tile.closest(".strip");
    strip.scrollTop = tile.offsetTop - strip.clientHeight / 2;
    strip.scrollLeft = tile.offsetLeft - strip.clientWidth / 2;
  }
  const picture = document.querySelector(".desk .page img");
  if (!picture) return;
  if (picture.complete) fetchNeighbours();
  else picture.addEventListener("load", fetchNeighbours, { once: true });
}

document.addEventListener("htmx:afterSwap", settle);
settle();

// A step of the history that arrives while the page of the step before is still loading changes the
// address and nobody hears of it. The address is what is asked for: show what it names.
function follow() {
  if (reader() && reader().dataset.path !== location.pathname) location.reload();
}
addEventListener("popstate", follow);
addEventListener("load", follow);
follow();
