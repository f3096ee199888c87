/*
 * dashboard.mjs - a picture of a screen: flat areas, sharp edges, small letters, few colours
 */
import { hash } from './raster.mjs';
import { LETTER_HEIGHT, LETTER_WIDTH, isDot } from './font.mjs';

const INK = [30, 36, 52];
const FAINT = [124, 134, 154];
const LINE = [226, 230, 238];
const PAPER = [255, 255, 255];
const GROUND = [244, 246, 250];
const SIDE = [28, 34, 54];
const BLUE = [66, 118, 230];
const PALE = [198, 214, 248];
const GREEN = [38, 150, 104];
const RED = [208, 68, 72];

export function paintDashboard(width, height) {
  const pixels = new Uint8Array(width * height * 3);
  const box = (left, top, right, bottom, colour) => {
    for (let y = Math.max(0, top); y < Math.min(height, bottom); y++) {
      for (let x = Math.max(0, left); x < Math.min(width, right); x++)
        pixels.set(colour, (y * width + x) * 3);
    }
  };
  const write = (text, left, top, size, colour) => {
    for (let row = 0; row < LETTER_HEIGHT; row++) {
      for (let column = 0; column < text.length * LETTER_WIDTH; column++) {
        const x = left + column * size;
        const y = top + row * size;
        if (isDot(text, column, row)) box(x, y, x + size, y + size, colour);
      }
    }
  };
  const card = (left, top, right, bottom) => {
    box(left, top, right, bottom, LINE);
    box(left + 1, top + 1, right - 1, bottom - 1, PAPER);
  };

  box(0, 0, width, height, GROUND);
  drawSide(box, write, height);
  write('Delivery', 260, 40, 4, INK);
  write('Last 30 days, all regions', 262, 84, 2, FAINT);
  drawFigures(card, write, width);
  drawBars(card, box, write, width);
  drawTable(card, box, write, width, height);
  return { width, height, channels: 3, pixels };
}

function drawSide(box, write, height) {
  box(0, 0, 220, height, SIDE);
  box(28, 36, 52, 60, BLUE);
  write('Harbour', 64, 40, 2, PAPER);
  ['Overview', 'Delivery', 'Pictures', 'Variants', 'Errors', 'Settings'].forEach((name, i) => {
    if (i === 1) box(16, 104 + i * 44, 204, 140 + i * 44, [46, 56, 84]);
    write(name, 36, 115 + i * 44, 2, i === 1 ? PAPER : [150, 160, 186]);
  });
}

function drawFigures(card, write, width) {
  const figures = [
    ['Requests', '8,412,903', '+4.1%', GREEN],
    ['From cache', '97.6%', '+0.3%', GREEN],
    ['Median', '11 ms', '-2 ms', GREEN],
    ['Errors', '0.02%', '+0.01%', RED],
  ];
  const step = (width - 260 - 40) / figures.length;
  figures.forEach(([name, value, change, colour], i) => {
    const left = Math.round(260 + i * step);
    card(left, 124, Math.round(left + step - 20), 244);
    write(name, left + 20, 144, 2, FAINT);
    write(value, left + 20, 172, 4, INK);
    write(change, left + 20, 216, 2, colour);
  });
}

function drawBars(card, box, write, width) {
  card(260, 264, width - 60, 564);
  write('Megabytes saved by day', 284, 286, 2, INK);
  for (let i = 0; i < 4; i++) {
    box(340, 330 + i * 62, width - 84, 331 + i * 62, LINE);
    write(String(300 - i * 100).padStart(3), 286, 324 + i * 62, 2, FAINT);
  }
  const step = (width - 84 - 352) / 30;
  for (let day = 0; day < 30; day++) {
    const tall = 60 + Math.round(110 * hash(day, 4, 2) + (day % 7 > 4 ? 0 : 30));
    const left = Math.round(352 + day * step);
    box(left, 516 - tall, left + Math.round(step * 0.62), 516, day === 22 ? BLUE : PALE);
    if (day % 5 === 0) write(String(day + 1), left, 530, 2, FAINT);
  }
}

function drawTable(card, box, write, width, height) {
  card(260, 584, width - 60, height - 40);
  const columns = [284, 640, 860, 1060, 1260];
  ['Picture', 'Source', 'WebP', 'Saved', 'State'].forEach((name, i) =>
    write(name, columns[i], 604, 2, FAINT),
  );
  const rows = [
    ['lake.jpg 800', '1,204 kB', '61 kB', '95%', 'ready'],
    ['balloon.png 400', '388 kB', '12 kB', '97%', 'ready'],
    ['lighthouse.jpg 640', '702 kB', '48 kB', '93%', 'ready'],
    ['dunes.webp 1200', '96 kB', '31 kB', '68%', 'new'],
    ['old-scan.jpg 640', '9,120 kB', '-', '-', 'refused'],
  ];
  rows.forEach((row, i) => {
    const top = 634 + i * 42;
    if (top + 40 > height - 40) return;
    box(284, top, width - 84, top + 1, LINE);
    row.forEach((text, c) =>
      write(text, columns[c], top + 14, 2, c === 4 ? (text === 'refused' ? RED : GREEN) : INK),
    );
  });
}
