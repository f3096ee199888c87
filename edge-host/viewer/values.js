/*
 * values.js - the values of options: texts -> canonical texts, or what they must be
 *
 * Where unsigned URLs are limited, only values that lists can hold are ever read: a signed URL is
 * taken as its signer wrote it.
 */
function valuesOf(query) {
  var values = [];
  Object.keys(query.texts).forEach((index) => {
    values[index] = readValue(query, index);
  });
  return values;
}

/* An option may be there twice if both say the same. */
function readValue(query, index) {
  var row = TABLE.options[index];
  var words = TABLE.words[index];
  var first;
  (query.texts[index] || []).forEach((text) => {
    var value = READERS[row[TYPE]](text, row, words);
    if (value === undefined) wrong(row[NAME], MUST[row[TYPE]](row, words), text);
    if (first !== undefined && first !== value) twice(row[NAME]);
    first = value;
  });
  return first;
}

/* By type: text -> canonical text, undefined where it is wrong. */
var READERS = {
  INT: (text, row, words) => {
    var number = own(words, text.toLowerCase()) || (/^\d{1,9}$/.test(text) ? text : NaN);
    return number >= row[LOW] && number <= row[HIGH] ? String(+number) : undefined;
  },
  DECIMAL: (text, row) => {
    var number = readDecimal(text);
    return number >= row[LOW] && number <= row[HIGH] ? printDecimal(number) : undefined;
  },
  FLAG: (text) => (/^(1|true|)$/i.test(text) ? '1' : /^(0|false)$/i.test(text) ? '0' : undefined),
  TURN: (text) => (/^(0|90|180|270)$/.test(text) ? text : undefined),
  ENUM: (text, row, words) => own(words, text.toLowerCase()),
};

/* By type: what the text must be. */
var MUST = {
  INT: (row) => 'a whole number from ' + row[LOW] + ' to ' + row[HIGH],
  DECIMAL: (row) => 'a number from ' + printDecimal(row[LOW]) + ' to ' + printDecimal(row[HIGH]),
  FLAG: () => '1 or 0',
  TURN: () => '0, 90, 180 or 270',
  ENUM: firstWords,
};

if (!HAS_LIMITS) {
  READERS.COLOUR = (text) => own(COLOURS, text.toLowerCase()) || hexColour(text);
  READERS.POSITION = (text, row, words) => own(words, text.toLowerCase()) || focalPoint(text);
  READERS.RECT = (text) => rect(text.split(/[_,]/).map(readDecimal));
  if (!HAS_DIALECT)
    READERS.SIDES = (text, row) => sides(text.split(/[_,]/).map(readDecimal), row[HIGH]);
  /* Values of dialects are made by translate(): few words will do. */
  MUST.COLOUR = () => (HAS_DIALECT ? 'a colour' : 'a colour in hex digits, or a name');
  MUST.POSITION = (row, words) =>
    firstWords(row, words) + (HAS_DIALECT ? '' : ', or a focal point such as 0.5x0.33');
  MUST.RECT = MUST.SIDES = () =>
    HAS_DIALECT ? 'a part of it' : 'whole pixels, or shares of the sides from 0 to 1';
}

function firstWords(row, words) {
  return (
    'one of ' +
    Object.keys(words)
      .filter((word) => words[word] === word)
      .join(', ')
  );
}

function hexColour(text) {
  var digits = text.replace(/^#/, '').toLowerCase();
  if (!/^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) return undefined;
  return (digits.length <= 4 ? digits.replace(/./g, '$&$&') : digits).replace(/^(.{6})ff$/, '$1');
}

function focalPoint(text) {
  var point = text.split('x').map(readDecimal);
  return point.length === 2 && point[0] <= 10000 && point[1] <= 10000
    ? point.map(printDecimal).join('x')
    : undefined;
}

/* Whole numbers are pixels; as soon as one has a fraction, all are shares. */
function rect(sides) {
  var pixels = sides.every(isWhole);
  var most = pixels ? 1e10 : 10000;
  if (sides.length !== 4 || !(sides[2] > 0 && sides[3] > 0)) return undefined;
  return sides.every((side) => side <= most) ? sides.map(printDecimal).join('_') : undefined;
}

function sides(all, high) {
  var most = all.every(isWhole) ? high * 10000 : 10000;
  if ((all.length !== 1 && all.length !== 4) || !all.every((side) => side <= most))
    return undefined;
  return listOf(all);
}

function isWhole(number) {
  return number % 10000 === 0;
}

/* Four equal sides are written as one. */
function listOf(parts) {
  return (parts.every((part) => part === parts[0]) ? parts.slice(0, 1) : parts)
    .map(printDecimal)
    .join('_');
}

/* Numbers with up to four decimals, as whole ten-thousandths. */
function readDecimal(text) {
  var found = /^(\d{0,9})(\.(\d{0,4}))?$/.exec(text);
  if (!found || text === '' || text === '.') return undefined;
  return Number(found[1]) * 10000 + Number(((found[3] || '') + '0000').slice(0, 4));
}

function printDecimal(number) {
  var decimals = String(10000 + (number % 10000))
    .slice(1)
    .replace(/0+$/, '');
  return Math.floor(number / 10000) + (decimals ? '.' + decimals : '');
}
