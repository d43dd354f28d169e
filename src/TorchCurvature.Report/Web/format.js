// Numbers as people read them; the same rules as in the tables of the page.
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function power(exponent) {
  const digits = String(Math.abs(exponent)).replace(/\d/g, d => superscripts[d]);
  return "10" + (exponent < 0 ? "⁻" : "") + digits;
}

function show(value, digits = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not known" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const [mantissa, exponent] = Math.abs(value).toExponential(digits - 1).split("e");
  const sign = value < 0 ? "−" : "";
  if (+exponent < -3 || +exponent >= 5) return `${sign}${mantissa} × ${power(+exponent)}`;
  const places = Number.isInteger(value) ? 0 : Math.max(0, digits - 1 - exponent);
  return sign + Math.abs(value).toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
}

// A tick: as short as the number allows.
function tick(value) {
  if (value === 0) return "0";
  const [mantissa, exponent] = Math.abs(value).toExponential(5).split("e");
  const sign = value < 0 ? "−" : "";
  if (+exponent >= -3 && +exponent < 5) return sign + String(+Math.abs(value).toPrecision(6));
  return +mantissa === 1 ? sign + power(+exponent) : `${sign}${+mantissa}·${power(+exponent)}`;
}
