// Draws the contents of a figure with a pen. `view` says what of it is in view and where that is on the screen.
const dashes = [6, 4];

function paint(pen, figure, view, theme) {
  const shown = figure.series.filter(s => view.isShown(s));
  view.hits = [];
  if (figure.kind === "plane") paintCells(pen, shown.find(s => s.style === "cells"), view);
  for (const series of shown) {
    const color = theme.colors[series.color % theme.colors.length];
    if (series.style === "counted") paintCounts(pen, figure, series, view, color);
    else if (series.style === "sticks") paintSticks(pen, series, view, color);
    else if (series.style !== "cells") paintLine(pen, figure, series, view, color, theme);
  }
  if (figure.kind === "plane") paintNames(pen, figure, view, theme); else paintMarks(pen, figure, view, theme);
}

// Counts of eigenvalues in equal parts of the axis that is in view.
function count(series, view) {
  const parts = Math.max(24, Math.min(160, Math.round(view.area.width / 5)));
  const low = view.x.scale.to(view.x.min), size = (view.x.scale.to(view.x.max) - low) / parts;
  const counts = new Uint32Array(parts);
  for (const value of series.x) {
    if (value < view.x.min || value > view.x.max) continue;
    counts[Math.min(parts - 1, Math.max(0, Math.floor((view.x.scale.to(value) - low) / size)))]++;
  }
  return { counts, low, size };
}

function paintCounts(pen, figure, series, view, color) {
  const { counts, low, size } = count(series, view);
  const bottom = view.area.top + view.area.height, width = view.area.width / counts.length;
  const xs = [], ys = [];
  counts.forEach((n, i) => {
    const x = view.area.left + i * width;
    const y = n > 0 ? Math.min(bottom, view.toY(n)) : bottom;
    if (n > 0) pen.rectangle(x, y, width, bottom - y, color, 0.35);
    xs.push(x, x + width);
    ys.push(y, y);
  });
  pen.polyline([view.area.left, ...xs, view.area.left + view.area.width], [bottom, ...ys, bottom], color, 1);
  paintSticks(pen, series, view, color);
}

function paintSticks(pen, series, view, color) {
  const bottom = view.area.top + view.area.height;
  let last = NaN;
  for (let i = 0; i < series.x.length; i++) {
    if (series.x[i] < view.x.min || series.x[i] > view.x.max) continue;
    const x = view.toX(series.x[i]);
    view.hits.push({ series, i, x, y: bottom - 4, isOnAxis: true });
    if (Math.abs(x - last) < 0.5) continue;
    last = x;
    pen.rectangle(x - 0.5, bottom - 8, 1, 8, color);
  }
}

// Over counted eigenvalues a curve is a number per unit of λ, and its height the number in one part of the axis.
function heights(figure, series, view) {
  if (figure.kind !== "histogram") return series.y;
  const counted = figure.series.find(s => s.style === "counted");
  const { size } = count(counted, view);
  return series.y.map((y, i) => y * size * view.x.scale.unit(series.x[i]));
}

function paintLine(pen, figure, series, view, color, theme) {
  const place = (x, y) => view.isOf(x, "x") && view.isOf(y, "y");
  const values = heights(figure, series, view);
  const xs = Array.from(series.x, v => view.toX(v));
  const ys = Array.from(values, (v, i) => place(series.x[i], v) ? view.toY(v) : NaN);
  const isPoints = series.style === "points";
  if (series.lower && !isPoints) {
    const kept = [...xs.keys()].filter(i => Number.isFinite(ys[i]));
    const low = kept.map(i => view.toY(view.clamped(series.lower[i], "y")));
    const high = kept.map(i => view.toY(view.clamped(series.upper[i], "y")));
    const places = kept.map(i => xs[i]);
    pen.polygon([...places, ...places.slice().reverse()], [...high, ...low.reverse()], color, 0.22);
  }
  if (!isPoints) pen.polyline(xs, ys, color, 1.75, series.style === "dashed" ? dashes : undefined);
  for (let i = 0; i < xs.length; i++) {
    if (!Number.isFinite(ys[i])) continue;
    if (isPoints || xs.length < 30 && figure.kind === "lines") pen.circle(xs[i], ys[i], isPoints ? 3.5 : 2, color);
    if (isPoints && series.lower && Number.isFinite(series.lower[i])) {
      const ends = [series.lower[i], series.upper[i]].map(v => view.toY(view.clamped(v, "y")));
      pen.polyline([xs[i], xs[i]], ends, color, 1.25);
    }
    if (series.x[i] >= view.x.min && series.x[i] <= view.x.max) view.hits.push({ series, i, x: xs[i], y: ys[i] });
  }
}

const heat = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];

function heatColor(share) {
  const place = Math.min(heat.length - 1.001, Math.max(0, share * (heat.length - 1)));
  const [low, high] = [heat[Math.floor(place)], heat[Math.floor(place) + 1]], rest = place % 1;
  return `rgb(${low.map((c, i) => Math.round(c + rest * (high[i] - c))).join(",")})`;
}

const losses = cells => cells.also[0].values;

function lossRange(cells) {
  const positive = losses(cells).filter(v => v > 0 && Number.isFinite(v));
  return [positive.reduce((a, b) => Math.min(a, b), Infinity), positive.reduce((a, b) => Math.max(a, b), 0)];
}

// How far the places of a grid are apart.
function stepOf(values) {
  const places = [...new Set(values)].sort((a, b) => a - b);
  return places.length > 1 ? (places[places.length - 1] - places[0]) / (places.length - 1) : 1;
}

function paintCells(pen, cells, view) {
  if (!cells) return;
  const [least, most] = lossRange(cells);
  const [dx, dy] = [stepOf(cells.x), stepOf(cells.y)];
  const width = Math.abs(view.toX(dx) - view.toX(0)), height = Math.abs(view.toY(dy) - view.toY(0));
  losses(cells).forEach((loss, i) => {
    const share = !(loss > 0) ? 0 : most > least ? Math.log(loss / least) / Math.log(most / least) : 0.5;
    const [x, y] = [view.toX(cells.x[i]), view.toY(cells.y[i])];
    const [left, top] = [Math.floor(x - width / 2), Math.floor(y - height / 2)]; // on whole dots, without seams
    pen.rectangle(
      left, top, Math.ceil(x + width / 2) - left, Math.ceil(y + height / 2) - top, Number.isFinite(loss) ? heatColor(share) : "#888");
    view.hits.push({ series: cells, i, x, y });
  });
}

function paintNames(pen, figure, view, theme) {
  const points = figure.series.find(s => s.style === "points");
  figure.marks.forEach((mark, i) => {
    if (points) pen.text(view.toX(points.x[i]) + 7, view.toY(points.y[i]) - 6, mark.label, "#000", "start", "#fff");
  });
}

// Lines across, and labels that keep clear of each other: those of horizontal lines that are close share one.
function paintMarks(pen, figure, view, theme) {
  const marks = figure.marks.filter(m => view.isMarkShown(m) && view.isOf(m.at, m.isVertical ? "x" : "y"));
  const { left, top, width, height } = view.area;
  const inside = m => m.isVertical ? m.at >= view.x.min && m.at <= view.x.max : m.at >= view.y.min && m.at <= view.y.max;
  const vertical = marks.filter(m => m.isVertical && inside(m)).sort((a, b) => a.at - b.at);
  vertical.forEach((mark, i) => {
    const x = view.toX(mark.at), isRight = x > left + width / 2;
    pen.polyline([x, x], [top, top + height], theme.ink, 1, [3, 3]);
    pen.text(x + (isRight ? -4 : 4), top + 12 + 13 * (i % 8), mark.label, theme.ink, isRight ? "end" : "start", theme.ground);
  });
  const groups = [];
  for (const mark of marks.filter(m => !m.isVertical && inside(m)).sort((a, b) => b.at - a.at)) {
    const y = view.toY(mark.at), last = groups[groups.length - 1];
    pen.polyline([left, left + width], [y, y], theme.ink, 1, [3, 3]);
    if (last && y - last.y < 13) last.labels.push(mark.label); else groups.push({ y, labels: [mark.label] });
  }
  for (const { y, labels } of groups) {
    pen.text(left + width - 4, y < top + 16 ? y + 12 : y - 4, labels.join(" · "), theme.ink, "end", theme.ground);
  }
}
