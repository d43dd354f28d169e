// What an axis does to numbers, and where its ticks are. `threshold` is where a symmetric-log axis turns linear.
const scaleNames = { linear: "linear", log: "log", symmetricLog: "symmetric log" };

function makeScale(kind, threshold) {
  switch (kind) {
    case "log":
      return { kind, to: v => Math.log10(v), from: v => 10 ** v, unit: v => v * Math.LN10, ticks: logTicks };
    case "symmetricLog":
      return {
        kind,
        to: v => Math.asinh(v / threshold),
        from: v => Math.sinh(v) * threshold,
        unit: v => Math.hypot(v, threshold),
        ticks: (low, high, most) => symmetricTicks(low, high, most, threshold),
      };
    default:
      return { kind, to: v => v, from: v => v, unit: () => 1, ticks: linearTicks };
  }
}

function linearTicks(low, high, most) {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, most);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(f => f * size).find(s => s >= rough);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(+(i * step).toPrecision(12));
  return ticks;
}

function logTicks(low, high, most) {
  const decades = Math.log10(high / low);
  if (decades < 1) return linearTicks(low, high, Math.min(most, 5));
  const stride = Math.max(1, Math.ceil(decades / most));
  const digits = decades * 3 <= most ? [1, 2, 5] : [1];
  const ticks = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
    if (e % stride !== 0) continue;
    for (const d of digits) {
      const v = +`${d}e${e}`;
      if (v >= low && v <= high) ticks.push(v);
    }
  }
  return ticks;
}

function symmetricTicks(low, high, most, threshold) {
  const scale = v => Math.asinh(v / threshold);
  const least = 10 ** Math.ceil(Math.log10(threshold) + 0.5);
  const all = [0];
  for (let v = least; v <= Math.max(Math.abs(low), Math.abs(high)); v *= 10) all.push(v, -v);
  const inside = all.filter(v => v >= low && v <= high).sort((a, b) => a - b);
  if (inside.length < 3 && low > 0) return logTicks(low, high, most);
  if (inside.length < 3 && high < 0) return logTicks(-high, -low, most).map(v => -v).reverse();
  if (inside.length < 3) return linearTicks(low, high, most);
  // Decades are left out from zero outward until the rest fits.
  const room = (scale(high) - scale(low)) / Math.max(1, most);
  const kept = [];
  for (const v of inside.sort((a, b) => (b === 0) - (a === 0) || Math.abs(b) - Math.abs(a))) {
    if (kept.every(k => Math.abs(scale(k) - scale(v)) >= room)) kept.push(v);
  }
  return kept.sort((a, b) => a - b).map(v => +v.toPrecision(12));
}
