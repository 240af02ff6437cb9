// Put into a copy of a page of snstat --html, looks at it in a browser: what is wrong stands in the
// attribute data-wrong of its body then, a list of texts in JSON.
"use strict";
const wrong = [];
const check = (ok, what) => { if (!ok) wrong.push(what); };

const table = key => document.querySelector(`table[data-key=${key}]`);
const rows = key => [...table(key).tBodies[0].rows].filter(r => r.offsetParent);
const column = (key, i) => rows(key).map(r => r.cells[i].textContent);
const button = () => document.querySelector(".curve button");

const looks = () => {
  const hosts = rows("hosts").length, all = rows("conversations").length;
  check(hosts > 1 && all > 1, "hosts or conversations are missing");
  check(document.querySelectorAll("main img, main iframe, main a").length === 0, "markup from outside");
  check(window.foreign === undefined, "another script was run");
  check(performance.getEntriesByType("resource").length === 0, "something was asked for");

  // A click on a heading sorts by numbers, another one the other way.
  const packets = table("hosts").querySelector("th:nth-child(2) button");
  packets.click();
  const down = column("hosts", 1).map(Number);
  check(down.every((v, i) => !i || down[i - 1] >= v), "not sorted: " + down);
  packets.click();
  const up = column("hosts", 1).map(Number);
  check(up.every((v, i) => !i || up[i - 1] <= v), "not sorted the other way: " + up);

  // The search keeps rows that have all words.
  const search = document.querySelector("input[type=search]");
  const type = text => {
    search.value = text;
    search.dispatchEvent(new Event("input"));
  };
  const name = column("hosts", 0)[0];
  type(name);
  check(column("hosts", 0).every(t => t.includes(name)), "the search keeps others");
  check(rows("hosts").length >= 1, "the search keeps nothing");
  type("no such thing");
  check(rows("hosts").length === 0, "the search keeps what doesn't match");
  type("");
  check(rows("hosts").length === hosts, "rows don't come back");

  // The brush narrows the tables, and lets them go again.
  const curve = document.querySelector(".curve svg"), box = curve.getBoundingClientRect();
  curve.setPointerCapture = () => {}; // there is no pointer that could be had
  const pointer = (event, x) => curve.dispatchEvent(new PointerEvent("pointer" + event, {
    clientX: box.x + x, clientY: box.y + 20, bubbles: true }));
  pointer("down", 1);
  pointer("move", 3);
  pointer("up", 3);
  const some = rows("conversations").length;
  check(some > 0 && some < all, `the brush shows ${some} of ${all} conversations`);
  check(rows("hosts").length < hosts, "the brush shows all hosts");
  check(button().offsetParent, "the brush can't be ended");
  button().click();
  check(rows("conversations").length === all, "the whole time isn't back");
  const key = k => curve.dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true }));
  key("ArrowRight");
  check(button().offsetParent, "arrow keys don't move the brush");
  key("Escape");
  check(!button().offsetParent, "escape doesn't end it");

  // A branch of the tree folds.
  const branches = rows("protocols").length;
  table("protocols").querySelector("td button").click();
  check(rows("protocols").length < branches, "the tree doesn't fold");

  // Nothing but tables is wider than the screen; dark is dark.
  const width = document.documentElement.scrollWidth;
  check(width <= innerWidth, `${width} wide on a screen of ${innerWidth}`);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const color = getComputedStyle(document.body).backgroundColor;
  check((color === "rgb(255, 255, 255)") === !dark, `${dark ? "dark" : "light"} is ${color}`);
};

onerror = e => check(false, "error: " + e);
try {
  looks();
} catch (e) {
  check(false, "error: " + e);
}
document.body.dataset.wrong = JSON.stringify(wrong);
document.body.dataset.screen = innerWidth + (matchMedia("(prefers-color-scheme: dark)").matches ? " dark" : "");
