/*
 * chart.mjs - lines over logarithmic axes, as SVG
 *
 * Readable on light and dark pages: an SVG shown as a picture follows the reader's scheme. Every
 * line ends in its name, and has a key and its own mark, so that colour alone decides nothing.
 */

const WIDTH = 760;
const HEIGHT = 460;
const BOX = { left: 72, right: 600, top: 84, bottom: 396 };
const TICKS = [1, 2, 5];
/** Room for a line's name; closer ones are moved apart. */
const NAME_HEIGHT = 16;

/** Of a line: on light, on dark, and the mark at its points. */
const LOOKS = [
  { light: '#0b6e8f', dark: '#5cc3e6', mark: (x, y) => `<circle cx="${x}" cy="${y}" r="4"/>` },
  { light: '#b3401f', dark: '#ff9b73', mark: (x, y) => `<path d="M${x - 3.5} ${y - 3.5}h7v7h-7z"/>` },
  { light: '#6b3fa0', dark: '#c6a1f2', mark: (x, y) => `<path d="M${x} ${y - 5}l5 9h-10z"/>` },
  { light: '#5f6b00', dark: '#c3d14a', mark: (x, y) => `<path d="M${x} ${y - 5}l5 5l-5 5l-5 -5z"/>` },
];

const STYLE = `
  .page { fill: #ffffff } .grid { stroke: #e3e6ea } .axis { stroke: #8a929c } text { fill: #2b323a }
  .quiet { fill: #5c6670 } ${LOOKS.map(({ light }, i) => `.s${i} { color: ${light} }`).join(' ')}
  .line { fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linejoin: round }
  .mark { fill: currentColor }
  @media (prefers-color-scheme: dark) {
    .page { fill: #14181d } .grid { stroke: #2b323a } .axis { stroke: #6f7882 } text { fill: #e3e7eb }
    .quiet { fill: #a4adb6 } ${LOOKS.map(({ dark }, i) => `.s${i} { color: ${dark} }`).join(' ')}
  }`;

const text = (x, y, words, more = '') => `<text x="${x}" y="${y}" ${more}>${words}</text>`;
const line = (x1, y1, x2, y2, kind) => `<path class="${kind}" d="M${x1} ${y1}L${x2} ${y2}"/>`;
const inside = (value, [low, high]) => value >= low * 0.999 && value <= high * 1.001;

/** The ticks 1, 2, 5, 10, 20 ... from the last below all values to the first above. */
function ticksAround(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const first = Math.floor(Math.log10(least));
  const count = Math.ceil(Math.log10(most)) - first + 1;
  const all = Array.from({ length: count }, (_, i) => TICKS.map((tick) => tick * 10 ** (first + i))).flat();
  const low = Math.max(...all.filter((tick) => tick <= least * 1.001));
  const high = Math.min(...all.filter((tick) => tick >= most * 0.999));
  return all.filter((tick) => inside(tick, [low, high])).map((tick) => Number(tick.toPrecision(1)));
}

/** From a value to a place between two ends of an axis. */
function scale(ticks, from, to) {
  const [low, high] = [Math.log10(ticks[0]), Math.log10(ticks.at(-1))];
  const span = high - low || 1;
  return (value) => Number((from + ((Math.log10(value) - low) / span) * (to - from)).toFixed(1));
}

/**
 * series: [{ name, points: [[x, y]...] }], at most four, all values above 0; titles of both axes.
 */
export function chart({ title, across, up, series }) {
  const there = series.filter(({ points }) => points.length > 0);
  const points = there.flatMap((one) => one.points);
  if (points.length === 0) throw new Error(`nothing to draw: ${title}`);
  if (there.length > LOOKS.length) throw new Error(`more than ${LOOKS.length} lines: ${title}`);
  const [xTicks, yTicks] = [0, 1].map((axis) => ticksAround(points.map((point) => point[axis])));
  const place = { x: scale(xTicks, BOX.left, BOX.right), y: scale(yTicks, BOX.bottom, BOX.top) };
  const body = [
    text(BOX.left, 28, title, 'font-size="16" font-weight="bold"'),
    ...there.map(({ name }, i) => key(name, i, there)),
    ...axes(xTicks, yTicks, place, across, up),
    ...there.map((one, i) => drawn(one, place, i)),
    ...names(there, place),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg"
  width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"
  font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="${title}">
<style>${STYLE}
</style>
<rect class="page" width="${WIDTH}" height="${HEIGHT}" rx="6"/>
${body.join('\n')}
</svg>
`;
}

function axes(xTicks, yTicks, { x, y }, across, up) {
  const middle = (BOX.top + BOX.bottom) / 2;
  return [
    ...xTicks.map((tick) => line(x(tick), BOX.top, x(tick), BOX.bottom, 'grid')),
    ...yTicks.map((tick) => line(BOX.left, y(tick), BOX.right, y(tick), 'grid')),
    line(BOX.left, BOX.bottom, BOX.right, BOX.bottom, 'axis'),
    line(BOX.left, BOX.top, BOX.left, BOX.bottom, 'axis'),
    ...xTicks.map((tick) => text(x(tick), BOX.bottom + 20, tick, 'class="quiet" text-anchor="middle"')),
    ...yTicks.map((tick) => text(BOX.left - 10, y(tick) + 4, tick, 'class="quiet" text-anchor="end"')),
    text((BOX.left + BOX.right) / 2, BOX.bottom + 46, across, 'text-anchor="middle"'),
    text(20, middle, up, `text-anchor="middle" transform="rotate(-90 20 ${middle})"`),
  ];
}

/** The legend, in one line below the title. */
function key(name, order, all) {
  const before = all.slice(0, order).reduce((sum, one) => sum + 56 + one.name.length * 7.5, 0);
  const at = BOX.left + before;
  const sample = line(at, 54, at + 28, 54, 'line') + `<g class="mark">${LOOKS[order].mark(at + 14, 54)}</g>`;
  return `<g class="s${order}">${sample}</g>${text(at + 36, 58.5, name)}`;
}

function drawn({ points }, { x, y }, order) {
  const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${x(px)} ${y(py)}`).join('');
  const marks = points.map(([px, py]) => LOOKS[order].mark(x(px), y(py))).join('');
  return `<g class="s${order}"><path class="line" d="${path}"/><g class="mark">${marks}</g></g>`;
}

/** Beside the last point of each line, apart from one another. */
function names(all, { x, y }) {
  const ends = all.map(({ name, points }) => {
    const [lastX, lastY] = points.at(-1);
    return { name, x: x(lastX) + 12, y: y(lastY) + 4 };
  });
  const sorted = ends.sort((a, b) => a.y - b.y);
  sorted.forEach((end, i) => {
    if (i > 0) end.y = Math.max(end.y, sorted[i - 1].y + NAME_HEIGHT);
  });
  return sorted.map((end) => text(end.x, end.y, end.name));
}
