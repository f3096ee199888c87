/*
 * chart.mjs - lines over logarithmic axes, as SVG
 */

const WIDTH = 720;
const HEIGHT = 440;
const BOX = { left: 64, right: 560, top: 48, bottom: 392 };
const COLOURS = ['#d1495b', '#00798c', '#edae49', '#66a182', '#2e4057', '#8d6a9f', '#b08968', '#7f7f7f'];

const text = (x, y, words, more = '') => `<text x="${x}" y="${y}" ${more}>${words}</text>`;
const line = (x1, y1, x2, y2) => `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="#dddddd"/>`;

/** Powers of ten around all values. */
function decades(values) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

/** From a value to a place between two ends of an axis. */
function scale(powers, from, to) {
  const span = powers.at(-1) - powers[0];
  return (value) => Number((from + ((Math.log10(value) - powers[0]) / span) * (to - from)).toFixed(1));
}

/** series: [{ name, points: [[megapixels, value]] }] */
export function chart(title, series) {
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) throw new Error(`nothing to draw: ${title}`);
  const across = decades(points.map(([x]) => x));
  const up = decades(points.map(([, y]) => y));
  const x = scale(across, BOX.left, BOX.right);
  const y = scale(up, BOX.bottom, BOX.top);
  const grid = [
    ...across.map((power) => line(x(10 ** power), BOX.top, x(10 ** power), BOX.bottom)),
    ...up.map((power) => line(BOX.left, y(10 ** power), BOX.right, y(10 ** power))),
    ...across.map((power) => text(x(10 ** power), BOX.bottom + 18, 10 ** power, 'text-anchor="middle"')),
    ...up.map((power) => text(BOX.left - 8, y(10 ** power) + 4, 10 ** power, 'text-anchor="end"')),
    text((BOX.left + BOX.right) / 2, BOX.bottom + 38, 'megapixels of the source', 'text-anchor="middle"'),
    text(BOX.left, 28, title, 'font-weight="bold"'),
  ];
  const there = series.filter((one) => one.points.length > 0);
  const lines = there.map((one, i) => drawn(one, { x, y }, i));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"
  viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333333">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
${[...grid, ...lines].join('\n')}
</svg>
`;
}

function drawn({ name, points }, { x, y }, order) {
  const colour = COLOURS[order % COLOURS.length];
  const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${x(px)} ${y(py)}`).join('');
  const dots = points.map(([px, py]) => `<circle cx="${x(px)}" cy="${y(py)}" r="3" fill="${colour}"/>`).join('');
  const at = BOX.top + 12 + order * 20;
  const mark = `<circle cx="${BOX.right + 20}" cy="${at - 4}" r="4" fill="${colour}"/>`;
  const key = mark + text(BOX.right + 30, at, name);
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}${key}`;
}
