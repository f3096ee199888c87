/*
 * drawings.mjs - pictures that no camera made, as SVG: a screenshot, a logo, a soft mask
 *
 * Letters are drawn as strokes, so that no font of the machine decides the bytes.
 */

/** The same numbers in every run. */
function makeRandom(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A few letters of one stroke each, on a 4 x 6 grid; the baseline is y = 6. */
const LETTERS = ['M0 6V2L2 0L4 2V6M0 4H4', 'M4 1H0V6H4', 'M0 0V6H3L4 5V1L3 0Z', 'M4 0H0V6H4M0 3H3',
  'M0 6V0M4 6V0M0 3H4', 'M2 0V6', 'M0 0V6H4', 'M0 6V0L2 3L4 0V6', 'M0 6V0H4V3H0', 'M4 0H0V3H4V6H0',
  'M0 0H4M2 0V6', 'M0 0V6H4V0', 'M0 0L2 6L4 0', 'M0 0L4 6M4 0L0 6'];

/** One line of words from x to the right. */
function textLine(random, x, y, width, scale) {
  const letters = [];
  for (let at = x; at < x + width; at += 5.5 * scale) {
    if (random(6) === 0) continue;
    const path = LETTERS[random(LETTERS.length)];
    letters.push(`<path d="${path}" transform="translate(${at.toFixed(1)} ${y}) scale(${scale})"/>`);
  }
  return letters.join('');
}

function paragraph(random, x, y, width, lines, colour) {
  const rows = Array.from({ length: lines }, (_, i) => {
    const shown = i === lines - 1 ? width / 2 : width - random(60);
    return textLine(random, x, y + i * 22, shown, 1.6);
  });
  return `<g stroke="${colour}" fill="none" stroke-width="0.9">${rows.join('')}</g>`;
}

/** A page in a window: bars, text, buttons; the photograph goes to photoBox. */
export const photoBox = { left: 1180, top: 190, width: 620, height: 420 };

export function screenshot(width, height) {
  const random = makeRandom(7);
  const parts = [
    `<rect width="${width}" height="${height}" fill="#f6f7f9"/>`,
    `<rect width="${width}" height="64" fill="#1f2a44"/>`,
    `<rect y="64" width="300" height="${height - 64}" fill="#e8ebf0"/>`,
    paragraph(random, 24, 24, 420, 1, '#ffffff'),
  ];
  for (let y = 110; y < height - 40; y += 48) {
    const colour = (random(0xffffff) | 0x404040).toString(16);
    parts.push(`<circle cx="40" cy="${y + 6}" r="9" fill="#${colour}"/>`);
    parts.push(paragraph(random, 64, y, 200, 1, '#39445e'));
  }
  for (let y = 120; y < height - 200; y += 210) {
    parts.push(paragraph(random, 350, y, 760, 6, '#222222'));
    parts.push(`<rect x="350" y="${y + 142}" width="132" height="36" rx="8" fill="#2f6fed"/>`);
    parts.push(paragraph(random, 372, y + 154, 180, 1, '#ffffff'));
  }
  parts.push(paragraph(random, 1180, 650, 600, 14, '#555555'));
  return svg(width, height, parts.join(''));
}

/** A logo on nothing: flat colours, soft edges, half-transparent parts. */
export function logo(side) {
  const random = makeRandom(11);
  const colours = ['#e4572e', '#17bebb', '#ffc914', '#2e282a', '#76b041'];
  const blades = Array.from({ length: 10 }, (_, i) => {
    const colour = colours[i % colours.length];
    const opacity = i % 3 === 0 ? 0.6 : 1;
    return `<path d="M0 0L60 -430A430 430 0 0 1 ${150 + random(60)} -400Z" fill="${colour}"
      opacity="${opacity}" transform="translate(500 500) rotate(${i * 36})"/>`;
  });
  const ring = (radius, fill) => `<circle cx="500" cy="500" r="${radius}" fill="${fill}"/>`;
  const rings = ring(120, '#ffffff') + ring(80, '#2e282a');
  return svg(side, side, blades.join('') + rings, '0 0 1000 1000');
}

/** Opaque in the middle, transparent at the rim. */
export function softMask(width, height) {
  const stop = (offset, opacity) => `<stop offset="${offset}" stop-color="#fff" stop-opacity="${opacity}"/>`;
  const shade = `<radialGradient id="g">${stop(0.55, 1)}${stop(0.95, 0)}</radialGradient>`;
  const [rx, ry] = [width / 2, height / 2];
  const ellipse = `<ellipse cx="${rx}" cy="${ry}" rx="${rx}" ry="${ry}" fill="url(#g)"/>`;
  return svg(width, height, `<defs>${shade}</defs>${ellipse}`);
}

/** Lines of letters in two sizes, in one colour on another. */
export function letters(width, height, ink, paper) {
  const random = makeRandom(3);
  const rows = [];
  for (let y = 24; y < height - 60; y += 96) {
    rows.push(`<g stroke-width="1">${textLine(random, 30, y, width - 60, 5)}</g>`);
    rows.push(`<g stroke-width="0.9">${textLine(random, 30, y + 48, width - 60, 2.4)}</g>`);
  }
  const page = `<rect width="${width}" height="${height}" fill="${paper}"/>`;
  return svg(width, height, `${page}<g stroke="${ink}" fill="none">${rows.join('')}</g>`);
}

function svg(width, height, body, box = `0 0 ${width} ${height}`) {
  const size = `width="${width}" height="${height}" viewBox="${box}"`;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${body}</svg>`);
}
