// A figure: uPlot has scales, axes, zoom and cursor; what is inside the axes is painted by `paint`.
const charts = [];

function theme() {
  const style = getComputedStyle(document.documentElement);
  const of = name => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"), quiet: of("--quiet"), grid: of("--grid"), ground: of("--card"),
    colors: [0, 1, 2, 3, 4, 5, 6].map(i => of(`--color${i}`)),
  };
}

const lightTheme = {
  ink: "#1c2430", quiet: "#566070", grid: "#e3e7ec", ground: "#ffffff",
  colors: ["#0072b2", "#c2410c", "#00795a", "#a8447f", "#8a6100", "#3b3f8f", "#4d4d4d"],
};

// A logarithmic axis has no more decades than this: numbers may be as small as doubles go.
const leastShare = 1e-40;

class Chart {
  constructor(figure, element) {
    Object.assign(this, { figure, element, plot: element.querySelector(".plot"), kinds: { x: figure.x.scale, y: figure.y.scale } });
    this.groups = [...new Set(figure.series.map(s => s.group ?? s.name))];
    figure.series.forEach(s => { s.color = this.groups.indexOf(s.group ?? s.name); });
    this.shown = new Set(figure.series.filter(s => s.isShown).map(s => s.group ?? s.name));
    this.current = -1;
    this.addControls();
    this.draw();
    new ResizeObserver(() => { if (this.plot.clientWidth !== this.width) this.draw(); }).observe(this.plot);
  }

  isShown = series => this.shown.has(series.group ?? series.name);
  isMarkShown = mark => mark.group == null || this.shown.has(mark.group);
  isOf = (value, axis) => Number.isFinite(value) && (this[axis].scale.kind !== "log" || value > 0);
  clamped = (value, axis) => this.isOf(value, axis) ? value : this[axis].min;
  toX = v => this.area.left + (this.x.scale.to(v) - this.x.scale.to(this.x.min)) / this.spanX * this.area.width;
  toY = v => this.area.top + this.area.height - (this.y.scale.to(v) - this.y.scale.to(this.y.min)) / this.spanY * this.area.height;

  // A new plot for a new width, scale or choice of series.
  draw(range, width = this.plot.clientWidth) {
    [this.width, this.area] = [width, null]; // the area of another width would count other bars
    if (this.width === 0) return;
    this.uplot?.destroy();
    const series = this.figure.series.filter(this.isShown);
    this.makeScales(series);
    const full = this.fullRange(series);
    this.uplot = new uPlot({
      width: this.width,
      height: this.height(full),
      legend: { show: false },
      cursor: { points: { show: false }, drag: { x: this.figure.kind !== "plane", y: false, dist: 6 } },
      scales: {
        x: { time: false, ...this.distribution("x"), range: (u, min, max) => this.wanted = [min, max] },
        y: { ...this.distribution("y"), range: () => this.rangeY(...this.wanted) }, // asked for after that of x
      },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: [this.axis("x", full), this.axis("y", full)],
      hooks: { draw: [u => this.paint(u)], setCursor: [u => this.follow(u)], setScale: [(u, key) => key === "x" && this.hideDot()] },
    }, [full, this.rangeY(...full)], this.plot);
    this.plot.firstChild.append(this.dot);
    if (range) this.uplot.setScale("x", { min: range[0], max: range[1] });
  }

  makeScales(series) {
    for (const axis of ["x", "y"]) {
      let most = 0;
      for (const s of series) {
        for (const v of s[axis]) if (Number.isFinite(v)) most = Math.max(most, Math.abs(v));
      }
      const threshold = this.figure[axis].label.startsWith("step") ? 1 : (most || 1) * 1e-5;
      this[axis] = { scale: makeScale(this.kinds[axis], threshold), min: 0, max: 1 };
    }
  }

  distribution(axis) {
    const { scale } = this[axis];
    return { linear: { distr: 1 }, log: { distr: 3 }, symmetricLog: { distr: 100, fwd: scale.to, bwd: scale.from } }[scale.kind];
  }

  fullRange(series) {
    const { names } = this.figure.x;
    if (names) return [0.5, names.length + 0.5];
    const { scale } = this.x;
    let low = Infinity, high = -Infinity;
    const include = v => { if (this.isOf(v, "x")) { low = Math.min(low, v); high = Math.max(high, v); } };
    series.forEach(s => s.x.forEach(include));
    this.figure.marks.filter(m => m.isVertical && this.isMarkShown(m)).forEach(m => include(m.at));
    if (!(high > low)) [low, high] = high === low ? (scale.kind === "log" ? [low / 2, low * 2] : [low - 1, low + 1]) : [1, 2];
    if (scale.kind === "log") low = Math.max(low, high * leastShare);
    const margin = this.figure.kind === "plane" ? stepOf(series[0].x) / 2 : (scale.to(high) - scale.to(low)) * 0.02;
    return [scale.from(scale.to(low) - margin), scale.from(scale.to(high) + margin)];
  }

  rangeY(min, max) {
    Object.assign(this.x, { min, max });
    this.spanX = this.x.scale.to(max) - this.x.scale.to(min);
    const { scale } = this.y, { floor } = this.figure.y;
    let low = Infinity, high = -Infinity;
    const include = v => { if (this.isOf(v, "y")) { low = Math.min(low, v); high = Math.max(high, v); } };
    for (const s of this.figure.series.filter(this.isShown)) {
      if (s.style === "counted") {
        include(Math.max(1, ...count(s, { ...this, area: this.area ?? { width: this.width - 90 } }).counts));
        include(scale.kind === "log" ? 0.7 : 0);
      } else if (s.style !== "sticks" && this.figure.kind !== "histogram") {
        s.y.forEach((v, i) => {
          if (s.x[i] < min || s.x[i] > max) return;
          // The ends of an interval that is many times its value would leave no room for the rest.
          for (const y of [v, s.lower?.[i], s.upper?.[i]]) if (scale.kind !== "log" || (y > v / 10 && y < v * 10)) include(y);
        });
      }
    }
    this.figure.marks.filter(m => !m.isVertical && this.isMarkShown(m)).forEach(m => include(m.at));
    if (scale.kind === "log") low = Math.max(low, floor > 0 && floor < high ? floor : 0, high * leastShare);
    if (!(high > low)) [low, high] = high === low ? (scale.kind === "log" ? [low / 2, low * 2] : [low - 1, low + 1]) : [0.1, 1];
    const cells = this.figure.series.find(s => s.style === "cells");
    const margin = cells ? stepOf(cells.y) / 2 : (scale.to(high) - scale.to(low)) * 0.06;
    const bottom = this.figure.kind === "histogram" ? low : scale.from(scale.to(low) - margin);
    return [bottom, scale.from(scale.to(high) + margin)];
  }

  height(full) {
    if (this.figure.kind !== "plane") return Math.max(280, Math.min(400, this.width * 0.55));
    const [low, high] = this.rangeY(...full);
    return Math.max(260, Math.min(640, (this.width - 90) * (high - low) / (full[1] - full[0]) + 60));
  }

  axis(key, full) {
    const isX = key === "x", { names } = this.figure[key];
    const labels = names && names.length <= 40;
    const length = labels ? Math.min(24, Math.max(...names.map(n => n.length))) : 0;
    return {
      scale: key,
      label: this.figure[key].label,
      labelSize: 20,
      labelFont: "12px system-ui, sans-serif",
      font: "11px system-ui, sans-serif",
      stroke: () => theme().quiet,
      grid: { stroke: () => theme().grid, width: 1 },
      ticks: { stroke: () => theme().grid, width: 1, size: 5 },
      size: isX ? (labels ? 30 + 4.6 * length : 34) : 64,
      rotate: labels ? -45 : 0,
      splits: (u, _, min, max) => this.ticks(key, min, max),
      filter: (u, splits) => splits,
      values: (u, splits) => splits.map(v => this.tickLabel(key, v)),
    };
  }

  ticks(key, min, max) {
    const { names } = this.figure[key];
    if (names) {
      const stride = names.length <= 40 ? 1 : Math.ceil(names.length / 10);
      return names.map((_, i) => i + 1).filter(i => (i - 1) % stride === 0);
    }
    const length = key === "x" ? this.width - 90 : 260;
    const ticks = this[key].scale.ticks(min, max, Math.max(3, Math.floor(length / (key === "x" ? 64 : 36))));
    return this.figure[key].label === "step" ? ticks.filter(Number.isInteger) : ticks;
  }

  tickLabel(key, value) {
    const { names } = this.figure[key];
    if (!names) return tick(value);
    const name = names[value - 1] ?? "";
    return names.length > 40 ? String(value) : name.length > 24 ? "…" + name.slice(-23) : name;
  }

  look(u) {
    const { x, y } = u.scales;
    Object.assign(this.x, { min: x.min, max: x.max });
    Object.assign(this.y, { min: y.min, max: y.max });
    this.spanX = this.x.scale.to(x.max) - this.x.scale.to(x.min);
    this.spanY = this.y.scale.to(y.max) - this.y.scale.to(y.min);
    const ratio = devicePixelRatio;
    this.area = { left: u.bbox.left / ratio, top: u.bbox.top / ratio, width: u.bbox.width / ratio, height: u.bbox.height / ratio };
  }

  paint(u) {
    this.look(u);
    const pen = canvasPen(u.ctx, devicePixelRatio, this.area);
    paint(pen, this.figure, this, theme());
    pen.end();
    const isZoomed = u.data[0][0] !== u.scales.x.min || u.data[0][1] !== u.scales.x.max;
    this.element.dataset.min = u.scales.x.min;
    this.element.dataset.max = u.scales.x.max;
    this.reset.hidden = !isZoomed;
    this.say(this.hits.length > 0 ? this.hint : "Nothing is in view.");
  }

  // The nearest of what is drawn; of what stands on the axis, whatever the height.
  follow(u) {
    const { left, top } = u.cursor;
    if (left == null || left < 0) return;
    const x = left + this.area.left, y = top + this.area.top;
    let best = -1, least = Infinity;
    this.hits.forEach((hit, i) => {
      const distance = Math.abs(hit.x - x) + (hit.isOnAxis ? 0 : 0.4 * Math.abs(hit.y - y));
      if (distance < least) [best, least] = [i, distance];
    });
    this.select(best);
  }

  select(place) {
    if (place < 0 || place >= this.hits.length) return;
    this.current = place;
    const hit = this.hits[place];
    this.dot.hidden = false;
    this.dot.style.transform = `translate(${hit.x}px, ${hit.y}px)`;
    this.say(describe(this.figure, hit));
  }

  hideDot() {
    this.dot.hidden = true;
    this.current = -1;
  }

  say(text) { this.readout.textContent = text; }

  zoom(factor) {
    const { scale, min, max } = this.x;
    const hit = this.hits[this.current];
    const middle = hit ? scale.to(hit.series.x[hit.i]) : (scale.to(min) + scale.to(max)) / 2;
    const half = this.spanX * factor / 2, [low, high] = this.uplot.data[0];
    const range = [Math.max(low, scale.from(middle - half)), Math.min(high, scale.from(middle + half))];
    this.uplot.setScale("x", { min: range[0], max: range[1] });
  }

  showAll() {
    const [min, max] = this.uplot.data[0];
    this.uplot.setScale("x", { min, max });
  }

  key(event) {
    const moves = { ArrowRight: 1, ArrowLeft: -1, PageDown: 20, PageUp: -20, Home: -Infinity, End: Infinity };
    if (event.key in moves && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const order = this.inOrder();
      const at = order.indexOf(this.current);
      const next = Math.max(0, Math.min(order.length - 1, at + moves[event.key]));
      this.select(order[next]);
    } else if (event.key === "Escape") this.showAll();
    else if (event.key === "+") this.zoom(0.5);
    else if (event.key === "-") this.zoom(2);
    else return;
    event.preventDefault();
  }

  // From left to right, one series after the other.
  inOrder() {
    const places = [...this.hits.keys()], series = this.figure.series;
    const rank = place => series.indexOf(this.hits[place].series);
    return places.sort((a, b) => rank(a) - rank(b) || this.hits[a].x - this.hits[b].x);
  }

  addControls() {
    const { figure } = this;
    this.hint = figure.kind === "plane" ? "Point at a place, or use the arrow keys, to read it." :
      "Point at a value, or use the arrow keys, to read it; drag to zoom, double-click to see all.";
    this.plot.tabIndex = 0;
    this.plot.setAttribute("role", "img");
    const keys = "Arrow keys go from value to value, plus and minus zoom, Escape shows all; the data are in the table below.";
    this.plot.setAttribute("aria-label", `${figure.title}. ${keys}`);
    this.plot.addEventListener("keydown", event => this.key(event));
    this.dot = make("span", { className: "dot", hidden: true });
    this.readout = make("output", { className: "readout" });
    this.readout.setAttribute("aria-live", "polite");
    this.reset = make("button", { type: "button", textContent: "Show all", hidden: true, onclick: () => this.showAll() });
    const legend = make("div", { className: "legend" });
    if (figure.kind === "plane") legend.append(...colorRamp(figure));
    else if (this.groups.length > 1 || figure.kind === "lines") legend.append(...this.groups.map(group => this.groupButton(group)));
    const tools = make("div", { className: "tools" });
    tools.append(this.reset, ...["x", "y"].filter(axis => figure[axis].otherwise).map(axis => this.scaleButton(axis)));
    tools.append(
      downloadButton("SVG", () => download(svgOf(this), `${fileName(this)}.svg`, "image/svg+xml")),
      downloadButton("CSV", () => download(csvOf(figure), `${fileName(this)}.csv`, "text/csv")));
    for (const button of tools.querySelectorAll("button")) button.setAttribute("aria-describedby", `${figure.id}-title`);
    this.plot.before(legend);
    this.plot.after(this.readout, tools);
    this.element.append(dataTable(figure));
  }

  groupButton(group) {
    const color = this.groups.indexOf(group), name = group;
    const button = make("button", { type: "button" });
    button.append(make("span", { className: `key color${color % 7}` }), name);
    const style = () => button.setAttribute("aria-pressed", String(this.shown.has(group)));
    button.onclick = () => {
      if (this.shown.has(group) && this.shown.size > 1) this.shown.delete(group); else this.shown.add(group);
      style();
      this.draw();
    };
    style();
    return button;
  }

  scaleButton(axis) {
    const { scale, otherwise } = this.figure[axis];
    const button = make("button", { type: "button" });
    const name = () => { button.textContent = `${axis}: ${scaleNames[this.kinds[axis]]}`; };
    button.onclick = () => {
      this.kinds[axis] = this.kinds[axis] === scale ? otherwise : scale;
      name();
      this.draw();
    };
    name();
    return button;
  }
}

function make(tag, properties) { return Object.assign(document.createElement(tag), properties); }

function colorRamp(figure) {
  const [least, most] = lossRange(figure.series[0]).map(loss => make("span", { textContent: show(loss) }));
  return [least, make("span", { className: "ramp" }), most];
}

function colorKey(figure) {
  const [least, most] = lossRange(figure.series[0]);
  return `training loss from ${show(least)}, dark, to ${show(most)}, bright`;
}

// What is said of one value.
function describe(figure, { series, i }) {
  const told = series.also.filter(c => Number.isFinite(c.values[i])).map(c => `${c.name} ${show(c.values[i])}`);
  if (series.style === "counted") {
    const error = series.error !== undefined ? ` ± ${show(series.error, 2)}` : "";
    return [`λ = ${show(series.x[i], 6)}${error}`, `index ${(i + 1).toLocaleString("en")} of ${series.x.length.toLocaleString("en")}`,
      ...told, series.name].join(" · ");
  }
  const { names } = figure.x;
  const x = names ? names[series.x[i] - 1] : `${figure.x.label} ${show(series.x[i], 6)}`;
  if (series.style === "cells") return [x, `${figure.y.label} ${show(series.y[i])}`, ...told].join(" · ");
  if (series.style === "sticks") return [x, ...told, series.name].join(" · ");
  const interval = series.lower && Number.isFinite(series.lower[i]) ? ` (${show(series.lower[i])} to ${show(series.upper[i])})` : "";
  return [x, `${series.name} ${show(series.y[i], 6)}${interval}`, ...told].join(" · ");
}
