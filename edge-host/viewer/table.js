/*
 * table.js - what build.mjs puts in: the settings, and the table of options, unpacked
 *
 * Packed (tools/viewer_table.mjs): rows with '|' between them.  A row is its fields and its words with
 * ',' between them; fields have a space between, and so have a word and its synonyms.  The first letter
 * is the type, a small one for lists (of several watermarks); then come name, short name, low, high,
 * default, other names.  What follows from the rest is empty: a short name that is the name, a default
 * that is the first word or '0'.  Words of flags, turns, positions and colours stand in the first of
 * their rows.
 */
/* viewer-code.ts puts an object there; a call, so that it stands in the code once. */
var SETTINGS = __SETTINGS__();

var OPTIONS = []; /* { name, short, type, low, high, usual, list, words: { spelling: word } } */
var NAMES = {}; /* { spelling: index } */
var SHARED = {}; /* { type: its words, packed } */

__TABLE__.split('|').forEach((packed, index) => {
  var words = packed.split(',');
  var fields = words.shift().slice(1).split(' ');
  var row = {
    name: fields[0],
    short: fields[1] || fields[0],
    type: packed[0].toUpperCase(),
    list: packed[0] > 'Z',
    low: +fields[2],
    high: +fields[3],
  };
  if (!words[0]) words = SHARED[row.type] || [];
  if (/[FTPC]/.test(row.type)) SHARED[row.type] = words;
  row.words = wordsOf(words);
  row.usual = fields[4] || (words[0] || '0').split(' ')[0];
  fields
    .slice(5)
    .concat(row.short, row.name)
    .forEach((name) => {
      NAMES[name.toLowerCase()] = index;
    });
  OPTIONS.push(row);
});

var SPELLINGS = {}; /* 'flip h flop=1 v flip=1,...' -> { flip: { h: 'flop=1', v: 'flip=1' }, ... } */
if (!HAS_DIALECT)
  __SPELLINGS__.split(',').forEach((row) => {
    var fields = row.split(' ');
    var meanings = (SPELLINGS[fields[0]] = {});
    for (var at = 1; at < fields.length; at += 2) meanings[fields[at]] = fields[at + 1];
  });

var WIDTH = NAMES.width,
  HEIGHT = NAMES.height,
  DPR = NAMES.dpr,
  FORMAT = NAMES.format,
  WATERMARK = NAMES.watermark;

/* ['jpeg jpg', 'png'] -> { jpeg: 'jpeg', jpg: 'jpeg', png: 'png' } */
function wordsOf(rows) {
  var words = {};
  rows.forEach((row) => {
    row.split(' ').forEach((word, i, all) => {
      words[word] = all[0];
    });
  });
  return words;
}

function own(object, name) {
  return {}.hasOwnProperty.call(object, name) ? object[name] : undefined;
}
