// Tables that sort and copy, and the data behind figures.
function rowsOf(figure) {
  const rows = [];
  for (const series of figure.series) {
    for (let i = 0; i < series.x.length; i++) {
      const row = { series: series.name };
      if (series.style === "counted") row.index = i + 1;
      row[figure.x.label] = figure.x.names?.[series.x[i] - 1] ?? series.x[i];
      if (series.y.length > 0) row[figure.kind === "histogram" ? "eigenvalues per unit" : figure.y.label] = series.y[i];
      if (series.error !== undefined) row.error = series.error;
      if (series.lower) Object.assign(row, { lower: series.lower[i], upper: series.upper[i] });
      for (const column of series.also) row[column.name] = column.values[i];
      rows.push(row);
    }
  }
  const header = new Set();
  for (const row of rows) for (const name in row) header.add(name);
  return { header: [...header], rows };
}

const cellText = value => value === undefined || Number.isNaN(value) ? "" : String(value);

function csvOf(figure) {
  const { header, rows } = rowsOf(figure);
  const quoted = text => /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [header, ...rows.map(row => header.map(name => cellText(row[name])))];
  return lines.map(line => line.map(quoted).join(",")).join("\n") + "\n";
}

const mostRows = 500;

function dataTable(figure) {
  const details = make("details", { className: "data" });
  details.append(make("summary", { textContent: "Data" }));
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector("table")) return;
    const { header, rows } = rowsOf(figure);
    const table = make("table"), head = table.createTHead().insertRow(), body = table.createTBody();
    const all = rows.length.toLocaleString("en");
    table.createCaption().textContent = figure.title +
      (rows.length > mostRows ? `: the first ${mostRows} of ${all} rows; the CSV has all` : `: ${all} rows`);
    for (const name of header) {
      const cell = make("th", { scope: "col" });
      cell.append(make("button", { type: "button", textContent: name }));
      head.append(cell);
    }
    for (const row of rows.slice(0, mostRows)) {
      const line = body.insertRow();
      header.forEach((name, i) => {
        const isNumber = typeof row[name] === "number" && !Number.isNaN(row[name]);
        const cell = i === 0 ? make("th", { scope: "row" }) : make("td", { className: isNumber ? "number" : "" });
        if (isNumber) cell.append(make("data", { value: String(row[name]), textContent: show(row[name], 6) }));
        else cell.textContent = cellText(row[name]);
        line.append(cell);
      });
    }
    const box = make("div", { className: "table" });
    box.dataset.name = figure.id;
    box.append(table);
    details.append(box);
    enrich(box);
  });
  return details;
}

const valueOf = cell => cell.querySelector("data")?.value ?? cell.textContent;

function compare(a, b) {
  const numbers = [Number(a), Number(b)];
  if (a === "" || b === "") return (a === "") - (b === "");
  return numbers.every(Number.isFinite) ? numbers[0] - numbers[1] : a.localeCompare(b, "en", { numeric: true });
}

function sortBy(table, place) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  const isUp = heads[place].getAttribute("aria-sort") !== "ascending";
  heads.forEach(head => head.removeAttribute("aria-sort"));
  heads[place].setAttribute("aria-sort", isUp ? "ascending" : "descending");
  const rows = [...body.rows].sort((a, b) => compare(valueOf(a.cells[place]), valueOf(b.cells[place])) * (isUp ? 1 : -1));
  body.append(...rows);
}

async function copy(table, button) {
  const lines = [...table.rows].map(row => [...row.cells].map(valueOf).join("\t"));
  const text = lines.join("\n") + "\n";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

function enrich(box) {
  const table = box.querySelector("table");
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, place) => head.querySelector("button").addEventListener("click", () => sortBy(table, place)));
  const button = make("button", { type: "button", className: "copy", textContent: "Copy" });
  button.setAttribute("aria-label", `Copy the table ${table.caption.textContent} as tab-separated text`);
  button.onclick = () => copy(table, button);
  box.before(button);
}

function download(text, name, type) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const downloadButton = (textContent, onclick) => make("button", { type: "button", textContent, onclick });

const fileName = chart => `${chart.figure.run}-${chart.figure.id}`.replace(/[^\w.-]+/g, "-").replace(/^-+/, "");

// What the colours stand for, in as many lines as it takes.
function legendOf(chart, left, right, ink) {
  const { figure } = chart, parts = [];
  const names = figure.kind === "plane" ? [colorKey(figure)] : chart.groups.filter(g => chart.shown.has(g));
  let x = left, y = 0;
  for (const name of names.length > 1 || figure.kind === "plane" ? names : []) {
    const isColor = figure.kind !== "plane", width = 24 + 6.4 * name.length;
    if (x > left && x + width > right) [x, y] = [left, y + 16];
    const color = lightTheme.colors[chart.groups.indexOf(name) % 7];
    if (isColor) parts.push(`<rect x="${round(x)}" y="${y}" width="10" height="10" fill="${color}"/>`);
    parts.push(`<text x="${round(isColor ? x + 14 : x)}" y="${y + 9}" fill="${ink}">${escapeXml(name)}</text>`);
    x += width;
  }
  return { text: parts.join(""), height: parts.length > 0 ? y + 18 : 0 };
}

// The figure as it is in view, in the colours for paper.
function svgOf(chart, title = `${chart.figure.title} (${chart.figure.run})`) {
  const { figure, area } = chart, [width, height] = [chart.width, chart.uplot.height];
  const pen = svgPen(), inside = svgPen(), { ink, quiet, grid } = lightTheme;
  const bottom = area.top + area.height, right = area.left + area.width;
  for (const v of chart.ticks("x", chart.x.min, chart.x.max)) {
    const x = chart.toX(v), label = chart.tickLabel("x", v);
    pen.polyline([x, x], [area.top, bottom + 5], grid, 1);
    if (figure.x.names) {
      pen.parts.push(`<text transform="translate(${round(x)},${round(bottom + 14)}) rotate(-45)" fill="${quiet}" text-anchor="end">` +
        `${escapeXml(label)}</text>`);
    } else pen.text(x, bottom + 18, label, quiet, "middle");
  }
  for (const v of chart.ticks("y", chart.y.min, chart.y.max)) {
    const y = chart.toY(v);
    pen.polyline([area.left - 5, right], [y, y], grid, 1);
    pen.text(area.left - 8, y + 4, chart.tickLabel("y", v), quiet, "end");
  }
  paint(inside, figure, chart, lightTheme);
  const heading = title ? `<text x="${area.left}" y="16" font-size="13" fill="${ink}">${escapeXml(title)}</text>` : "";
  const legend = legendOf(chart, area.left, right, ink), legendTop = title ? 26 : 2, top = legendTop + legend.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + top}" viewBox="0 0 ${width} ${height + top}" ` +
    `font-family="system-ui, Helvetica, Arial, sans-serif" font-size="11"><title>${escapeXml(figure.title)}</title>` +
    `<rect width="100%" height="100%" fill="#fff"/>${heading}<g transform="translate(0,${legendTop})">${legend.text}</g>` +
    `<clipPath id="inside-${escapeXml(figure.id)}">` +
    `<rect x="${area.left}" y="${area.top}" width="${area.width}" height="${area.height}"/></clipPath>` +
    `<g transform="translate(0,${top})">${pen.parts.join("")}` +
    `<g clip-path="url(#inside-${escapeXml(figure.id)})">${inside.parts.join("")}</g>` +
    `<text x="${area.left + area.width / 2}" y="${height - 4}" fill="${ink}" text-anchor="middle">${escapeXml(figure.x.label)}</text>` +
    `<text transform="translate(12,${area.top + area.height / 2}) rotate(-90)" fill="${ink}" text-anchor="middle">` +
    `${escapeXml(figure.y.label)}</text></g></svg>\n`;
}
