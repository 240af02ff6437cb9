"use strict";
(() => {
  const svg = (name, attrs) => {
    const e = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const k in attrs) e.setAttribute(k, attrs[k]);
    return e;
  };
  const tables = [...document.querySelectorAll("table")];
  const body = t => t.tBodies[0];
  const state = { words: [], from: -Infinity, to: Infinity };

  // A row is shown when it has all words of the search and was active in the span of time. Rows
  // without a time of their own, but with an address, follow the rows that have both.
  const inTime = r => !(Number(r.dataset.b) < state.from || Number(r.dataset.a) > state.to);
  const hasWords = r => {
    const text = r.textContent.toLowerCase();
    return state.words.every(w => text.includes(w));
  };
  const activeAddresses = () => {
    const ips = new Set();
    let complete = false;
    for (const t of tables) {
      const rows = [...body(t).rows].filter(r => r.dataset.a && r.dataset.ip);
      if (rows.length && t.dataset.complete) complete = true;
      for (const r of rows)
        if (inTime(r)) for (const ip of r.dataset.ip.split(" ")) ips.add(ip);
    }
    return complete ? ips : null;
  };
  const narrow = () => {
    const narrowed = state.from > -Infinity;
    const ips = narrowed ? activeAddresses() : null;
    for (const t of tables) {
      let shown = 0;
      if (t.dataset.tree) continue;
      for (const r of body(t).rows) {
        let ok = hasWords(r);
        if (ok && narrowed && r.dataset.a) ok = inTime(r);
        else if (ok && ips && r.dataset.ip) ok = r.dataset.ip.split(" ").some(ip => ips.has(ip));
        r.hidden = !ok;
        shown += ok;
      }
      const note = t.closest("details").querySelector("small.shown");
      note.textContent = shown < body(t).rows.length ? "showing " + shown : "";
    }
  };

  // Sorting: by the cell's value where it has one; a second click turns the order round.
  const value = (r, i) => {
    const c = r.cells[i];
    return c.dataset.v === undefined ? c.textContent : Number(c.dataset.v);
  };
  const order = (x, y) => (typeof x === "number" && typeof y === "number" ? x - y
    : String(x).localeCompare(String(y), undefined, { numeric: true }));
  const sort = (t, th, i) => {
    const down = th.getAttribute("aria-sort") ? th.getAttribute("aria-sort") === "ascending"
      : th.classList.contains("n");
    for (const o of t.tHead.rows[0].cells) o.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...body(t).rows].sort((a, b) => order(value(a, i), value(b, i)) * (down ? -1 : 1));
    body(t).append(...rows);
  };
  for (const t of tables) {
    if (t.dataset.tree) continue;
    [...t.tHead.rows[0].cells].forEach((th, i) => {
      const b = document.createElement("button");
      b.textContent = th.textContent;
      th.replaceChildren(b);
      b.onclick = () => sort(t, th, i);
    });
  }

  // A tree's branches fold.
  for (const t of tables.filter(x => x.dataset.tree)) {
    const rows = [...body(t).rows];
    const depth = r => Number(r.dataset.d);
    const refresh = () => {
      let folded = Infinity;
      for (const r of rows) {
        r.hidden = depth(r) > folded;
        if (!r.hidden) folded = r.dataset.folded ? depth(r) : Infinity;
      }
    };
    rows.forEach((r, i) => {
      if (!rows[i + 1] || depth(rows[i + 1]) <= depth(r)) return;
      const b = document.createElement("button");
      b.textContent = "\u25be";
      b.title = "fold";
      b.onclick = () => {
        if (r.dataset.folded) delete r.dataset.folded;
        else r.dataset.folded = "1";
        b.textContent = r.dataset.folded ? "\u25b8" : "\u25be";
        refresh();
      };
      r.cells[0].querySelector("span").append(b);
    });
  }

  // Bars under the column of bytes.
  for (const t of tables) {
    const at = [...t.tHead.rows[0].cells].findIndex(c => c.dataset.bar);
    if (at < 0) continue;
    const most = Math.max(1, ...[...body(t).rows].map(r => Number(r.cells[at].dataset.v) || 0));
    for (const r of body(t).rows) {
      const s = svg("svg", { viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" });
      const w = 100 * (Number(r.cells[at].dataset.v) || 0) / most;
      s.append(svg("rect", { x: 100 - w, width: w, height: 4 }));
      r.cells[at].append(s);
    }
  }

  const si = n => {
    let u = 0;
    for (; n >= 1000 && u < 5; u++) n /= 1000;
    return (u && n < 100 ? n.toFixed(n < 10 ? 2 : 1) : Math.round(n)) + ["", " k", " M", " G", " T", " P"][u];
  };
  const clock = ms => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
  const list = s => (s ? s.split(",").map(Number) : []);
  const search = document.querySelector("input[type=search]");

  // Packets over time, and the brush that narrows the tables.
  for (const div of document.querySelectorAll(".curve")) {
    const from = Number(div.dataset.from), width = Number(div.dataset.width);
    const bytes = list(div.dataset.bytes), packets = list(div.dataset.packets);
    const n = bytes.length, most = Math.max(1, ...bytes);
    const s = svg("svg", { viewBox: `0 0 ${n} 100`, preserveAspectRatio: "none", role: "img",
      "aria-label": "bytes over time; drag to choose a span", tabindex: "0" });
    bytes.forEach((v, i) => {
      const h = v ? Math.max(0.7, 96 * v / most) : 0;
      if (h) s.append(svg("rect", { class: "v", x: i, y: 100 - h, width: n > 200 ? 1.02 : 0.86, height: h }));
    });
    const brush = svg("rect", { class: "brush", y: 0, height: 100, x: 0, width: 0 });
    s.append(brush);
    const says = document.createElement("span"), reset = document.createElement("button");
    reset.textContent = "Whole time";
    const p = document.createElement("p");
    p.append(says, reset);
    div.append(s, p);
    const show = (a, b) => {
      const whole = a === null;
      if (whole) { a = 0; b = n; }
      const sum = v => v.slice(a, b).reduce((x, y) => x + y, 0);
      const seconds = (b - a) * width / 1000;
      state.from = whole ? -Infinity : from + a * width;
      state.to = whole ? Infinity : from + b * width;
      brush.setAttribute("x", a);
      brush.setAttribute("width", whole ? 0 : b - a);
      reset.hidden = whole;
      says.textContent = `${clock(from + a * width)} – ${clock(from + b * width)} UTC · ` +
        `${si(sum(packets))} packets · ${si(sum(bytes))}B · ${si(8 * sum(bytes) / seconds)}bit/s` +
        (whole ? " · drag over the curve to see who was active in a part of it"
          : " · tables: what was active then, with its numbers of the whole time");
      narrow();
    };
    let start = null;
    const at = e => {
      const r = s.getBoundingClientRect();
      return Math.min(n - 1, Math.max(0, Math.floor((e.clientX - r.left) / r.width * n)));
    };
    const drag = e => { if (start !== null) show(Math.min(start, at(e)), Math.max(start, at(e)) + 1); };
    s.onpointerdown = e => { start = at(e); s.setPointerCapture(e.pointerId); drag(e); };
    s.onpointermove = drag;
    s.onpointerup = s.onpointercancel = () => { start = null; };
    s.onkeydown = e => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
      if (e.key === "Escape") return show(null);
      if (!step) return;
      e.preventDefault();
      const w = Math.max(1, Number(brush.getAttribute("width")) || Math.ceil(n / 10));
      const a = Math.min(Math.max(0, n - w), Math.max(0, Number(brush.getAttribute("x")) + step));
      show(a, Math.min(n, a + w));
    };
    reset.onclick = () => show(null);
    show(null);
  }

  search.oninput = () => {
    state.words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    narrow();
  };
  narrow();
})();
