// The reader: stepping from hit to hit on a page without asking the server, and copying the citation.
// Without this file each step is a link. Files say things to one another by events, because a module
// that imports another by its plain name would load it a second time.

const say = (words) => document.dispatchEvent(new CustomEvent("kartoteka:said", { detail: words }));
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
  if (number) number.textContent = new Intl.NumberFormat(document.documentElement.lang).format(before + mark);
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
  document.dispatchEvent(new Event("kartoteka:moved"));
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
  if (beyond) document.dispatchEvent(new CustomEvent("kartoteka:turn", { detail: new URL(beyond, location.href).href }));
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
