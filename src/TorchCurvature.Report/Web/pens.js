// Two pens that draw the same: one on a canvas, one into the text of an SVG. Both take CSS pixels.
function canvasPen(context, ratio, clip) {
  context.save();
  context.scale(ratio, ratio);
  context.beginPath();
  context.rect(clip.left, clip.top, clip.width, clip.height);
  context.clip();
  context.font = "11px system-ui, sans-serif";
  const setDash = dash => context.setLineDash(dash ?? []);
  return {
    polyline(xs, ys, color, width, dash) {
      context.beginPath();
      let isDown = false;
      for (let i = 0; i < xs.length; i++) {
        if (!Number.isFinite(ys[i])) { isDown = false; continue; }
        if (isDown) context.lineTo(xs[i], ys[i]); else context.moveTo(xs[i], ys[i]);
        isDown = true;
      }
      context.strokeStyle = color;
      context.lineWidth = width;
      context.lineJoin = "round";
      setDash(dash);
      context.stroke();
      setDash();
    },
    polygon(xs, ys, color, alpha) {
      context.beginPath();
      xs.forEach((x, i) => context.lineTo(x, ys[i]));
      context.globalAlpha = alpha;
      context.fillStyle = color;
      context.fill();
      context.globalAlpha = 1;
    },
    rectangle(x, y, width, height, color, alpha = 1) {
      context.globalAlpha = alpha;
      context.fillStyle = color;
      context.fillRect(x, y, width, height);
      context.globalAlpha = 1;
    },
    circle(x, y, radius, color) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = color;
      context.fill();
    },
    text(x, y, text, color, anchor, halo) {
      context.textAlign = { start: "left", middle: "center", end: "right" }[anchor];
      context.lineWidth = 3;
      context.strokeStyle = halo;
      context.strokeText(text, x, y);
      context.fillStyle = color;
      context.fillText(text, x, y);
    },
    end: () => context.restore(),
  };
}

const escapeXml = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
const round = v => +v.toFixed(2);

function svgPen() {
  const parts = [];
  const points = (xs, ys) => Array.from(xs, (x, i) => `${round(x)},${round(ys[i])}`).join(" ");
  return {
    parts,
    polyline(xs, ys, color, width, dash) {
      let from = 0;
      for (let i = 0; i <= xs.length; i++) {
        if (i < xs.length && Number.isFinite(ys[i])) continue;
        if (i > from) {
          const line = points(xs.slice(from, i), ys.slice(from, i));
          parts.push(`<polyline points="${line}" fill="none" stroke="${color}" stroke-width="${width}"` +
            (dash ? ` stroke-dasharray="${dash.join(" ")}"` : "") + "/>");
        }
        from = i + 1;
      }
    },
    polygon: (xs, ys, color, alpha) => parts.push(`<polygon points="${points(xs, ys)}" fill="${color}" fill-opacity="${alpha}"/>`),
    rectangle: (x, y, width, height, color, alpha = 1) => parts.push(
      `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${color}" fill-opacity="${alpha}"/>`),
    circle: (x, y, radius, color) => parts.push(`<circle cx="${round(x)}" cy="${round(y)}" r="${radius}" fill="${color}"/>`),
    text: (x, y, text, color, anchor, halo) => parts.push(
      `<text x="${round(x)}" y="${round(y)}" fill="${color}" text-anchor="${anchor}"` +
      (halo ? ` paint-order="stroke" stroke="${halo}" stroke-width="3"` : "") + `>${escapeXml(text)}</text>`),
    end() { },
  };
}
