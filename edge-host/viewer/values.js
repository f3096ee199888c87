/*
 * values.js - the values of options: texts -> canonical texts, or what they must be
 *
 * Where unsigned URLs are limited, only values that lists can hold are ever read: a signed URL is
 * taken as its signer wrote it.  No canonical text is empty.
 */
function valuesOf(query) {
  return query.texts.map((texts, index) => readValue(query, index));
}

/* An option may be there twice if both say the same. */
function readValue(query, index) {
  var row = OPTIONS[index];
  var first;
  (query.texts[index] || []).forEach((text) => {
    var value = HAS_LISTS && !HAS_LIMITS && row.list ? readList(text, row) : readOne(text, row);
    if (!value) wrong(row.name, mustBe(row), text);
    if (first && first !== value) twice(row.name);
    first = value;
  });
  return first;
}

/* Of options for several watermarks: one value for all of them, or one for each. */
function readList(text, row) {
  var isKeys = row.type === 'KEY';
  var items = text.split(isKeys ? ',' : /[_,]/).map((item) => readOne(item, row));
  if (items.length > 4 || !items.every((item) => item)) return undefined;
  return isKeys ? escapeValue(items.join(',')) : listOf(items);
}

/* 'a/b' -> 'a!2fb' */
function escapeValue(text) {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => '%' + char.charCodeAt(0).toString(16))
    .replace(/%../g, (byte) => byte.toLowerCase().replace('%', '!'));
}

function readOne(text, row) {
  return own(row.words, text.toLowerCase()) || readText(text, row);
}

/* What is no word, as a canonical text; nothing where it is wrong. */
function readText(text, row) {
  var type = row.type;
  if (type === 'INT' || type === 'DECIMAL') {
    var number = type === 'INT' && /\D/.test(text) ? '-' : readDecimal(text);
    return number >= row.low && number <= row.high && number;
  }
  if (HAS_LIMITS) return undefined;
  if (HAS_LISTS && type === 'KEY') return !/\ufffd/.test(text) && isKey(text) && text;
  if (type === 'COLOUR') return hexColour(text.toLowerCase().replace(/^#/, ''));
  return COUNTS[type] && readNumbers(text, row);
}

/* By type: how many numbers there may be. */
var COUNTS = { RECT: /^4$/, POSITION: /^2$/ };
if (HAS_SIDES) COUNTS.SIDES = /^[14]$/;

/* Whole numbers are pixels; as soon as one has a fraction, all are shares. */
function readNumbers(text, row) {
  var joint = row.type === 'POSITION' ? 'x' : /[_,]/;
  var parts = text.split(joint).map(readDecimal);
  var most = parts.every(isWhole) ? row.high : 1;
  if (!COUNTS[row.type].test(parts.length) || !parts.every((part) => part <= most))
    return undefined;
  if (HAS_SIDES && row.type === 'SIDES') return listOf(parts);
  if (row.type === 'RECT') return parts[2] > 0 && parts[3] > 0 && parts.join('_');
  return parts.join('x');
}

function isWhole(number) {
  return /^\d+$/.test(number);
}

/* Four equal sides are written as one. */
function listOf(parts) {
  return (parts.every((part) => part === parts[0]) ? parts.slice(0, 1) : parts).join('_');
}

/*
 * A number with at most four decimals, in the canonical way; '-' where it is none.  It stays a text:
 * njs prints the double 0.0539 as 0.053900000000000006.
 */
function readDecimal(text) {
  return /^(?=\.?\d)\d{0,9}(\.\d{0,4})?$/.test(text)
    ? text
        .replace(/^0*(?=\d)/, '')
        .replace(/^(?=\.)/, '0')
        .replace(/\.0*$|(\.\d*?)0+$/, '$1')
    : '-';
}

function hexColour(digits) {
  return (
    /^([0-9a-f]{3,4}|([0-9a-f]{2}){3,4})$/.test(digits) &&
    (digits[4] ? digits : digits.replace(/./g, '$&$&')).replace(/^(.{6})ff$/, '$1')
  );
}

function mustBe(row) {
  var type = row.type;
  if (/INT|DECIMAL/.test(type))
    return `a ${type === 'INT' ? 'whole ' : ''}number from ${row.low} to ${row.high}`;
  if (HAS_LISTS && !HAS_LIMITS && type === 'KEY') return 'keys of at most 4 pictures';
  /* Values of dialects are made by translate(): few words will do. */
  if (/RECT|SIDES/.test(type))
    return HAS_DIALECT ? 'a part of it' : 'whole pixels, or shares of the sides from 0 to 1';
  if (type === 'COLOUR') return HAS_DIALECT ? 'a colour' : 'a colour in hex digits, or a name';
  return (
    oneOf(Object.keys(row.words).filter((word) => row.words[word] === word)) +
    (!HAS_DIALECT && type === 'POSITION' ? ', or a focal point such as 0.5x0.33' : '')
  );
}

function oneOf(names) {
  return 'one of ' + names.join(', ');
}
