/*
 * table.js - the table of options, unpacked
 *
 * Packed (tools/viewer_table.mjs): rows with '|' between them; in a row, ';' between its fields and
 * its words; a space between fields; ',' between words; a space between a word and its synonyms.
 */
var NAME = 0,
  SHORT = 1,
  TYPE = 2,
  LOW = 3,
  HIGH = 4,
  DEFAULT = 5; /* columns of TABLE.options */

var TABLE = unpack(__TABLE__);
var COLOURS = wordsOf(__COLOURS__);
var SPELLINGS = HAS_DIALECT || spellingsOf(__SPELLINGS__);

var WIDTH = TABLE.names.width,
  HEIGHT = TABLE.names.height,
  DPR = TABLE.names.dpr,
  FORMAT = TABLE.names.format;

/* { options: [row], names: { spelling: index }, words: { index: { spelling: word } } } */
function unpack(text) {
  var table = { options: [], names: {}, words: {} };
  text.split('|').forEach((packed, index) => {
    var halves = packed.split(';');
    var fields = halves[0].split(' ');
    var short = fields[1] || fields[0];
    table.options.push([fields[0], short, fields[2], +fields[3], +fields[4], fields[5]]);
    fields
      .slice(6)
      .concat(short, fields[0])
      .forEach((name) => {
        table.names[name.toLowerCase()] = index;
      });
    table.words[index] = wordsOf(halves[1]);
  });
  return table;
}

/* 'jpeg jpg,png' -> { jpeg: 'jpeg', jpg: 'jpeg', png: 'png' } */
function wordsOf(text) {
  var words = {};
  if (text)
    text.split(',').forEach((row) => {
      var all = row.split(' ');
      all.forEach((word) => {
        words[word] = all[0];
      });
    });
  return words;
}

/* 'flip h flop=1 v flip=1,...' -> { flip: { h: 'flop=1', v: 'flip=1' }, ... } */
function spellingsOf(text) {
  var spellings = {};
  text.split(',').forEach((row) => {
    var fields = row.split(' ');
    var meanings = (spellings[fields[0]] = {});
    for (var at = 1; at < fields.length; at += 2) meanings[fields[at]] = fields[at + 1];
  });
  return spellings;
}

function own(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
}
