// Starts everything: reads the numbers, draws figures when they come into view, and minds the theme.
function readData() {
  const { figures, arrays } = JSON.parse(document.getElementById("data").textContent);
  const numbers = arrays.map(text => new Float64Array(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer));
  for (const figure of figures) {
    for (const series of figure.series) {
      for (const key of ["x", "y", "lower", "upper"]) if (series[key] !== undefined) series[key] = numbers[series[key]];
      for (const column of series.also) column.values = numbers[column.values];
    }
  }
  return figures;
}

function redraw(width) {
  charts.forEach(chart => chart.draw([chart.x.min, chart.x.max], width));
}

function setTheme(name) {
  const root = document.documentElement, button = document.getElementById("theme");
  if (name) root.dataset.theme = name; else delete root.dataset.theme;
  const isDark = name === "dark" || (!name && matchMedia("(prefers-color-scheme: dark)").matches);
  button.textContent = isDark ? "Light" : "Dark";
  button.onclick = () => setTheme(isDark ? "light" : "dark");
  redraw();
}

for (const figure of readData()) charts.push(new Chart(figure, document.getElementById(figure.id)));
document.querySelectorAll("div.table").forEach(enrich);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme(document.documentElement.dataset.theme));
setTheme();

// On paper a figure is what can be downloaded of it, as wide as a page: sharp, and dark on white. Plots are painted in a microtask.
const paperWidth = 640;
addEventListener("beforeprint", () => {
  redraw(paperWidth);
  queueMicrotask(() => charts.filter(chart => chart.area).forEach(chart => {
    const picture = new DOMParser().parseFromString(svgOf(chart, ""), "image/svg+xml").documentElement;
    picture.classList.add("print");
    chart.plot.after(picture);
  }));
});
addEventListener("afterprint", () => {
  document.querySelectorAll("svg.print").forEach(picture => picture.remove());
  redraw();
});
document.documentElement.dataset.ready = "true";
