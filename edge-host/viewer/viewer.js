/*
 * viewer.js - the CloudFront Function: any spelling of a request -> one path, the cache key
 *
 *   /cat.jpg?w=400&f=auto   Accept: image/webp   ->   /cat.jpg/_/w=400,f=webp
 *
 * On viewer-request it folds query and Accept into the path, drops names that are no options and
 * lists them in x-scanrill-unknown, and answers wrong values itself.  On viewer-response it says
 * which request headers the answer depended on.  It is scanrill/recipe once more, in the part of
 * JavaScript that CloudFront Functions run: no for-of, no destructuring, no spread, no default
 * parameters, no classes, no Map or Set, no `?.` (subset.mjs checks).  A test compares the two.
 *
 * build.mjs puts the tables in, adds one of dialects/ and takes the comments out, and what a
 * dialect has no use for: HAS_DIALECT is false for our own URLs, HAS_DPR for those that know no dpr.
 * Holds nothing between requests.
 */
var TABLE = __TABLE__;
var ERRORS = __ERRORS__;

var NAME = 0,
  SHORT = 1,
  TYPE = 2,
  LOW = 3,
  HIGH = 4,
  DEFAULT = 5; /* columns of TABLE.options */

TABLE.options = TABLE.options.split('|').map((row) => row.split(' '));
TABLE.colours = wordsOf(TABLE.colours);
TABLE.options.forEach((row, index) => {
  TABLE.names[row[NAME].toLowerCase()] = TABLE.names[row[SHORT].toLowerCase()] = index;
  if (TABLE.words[index]) TABLE.words[index] = wordsOf(TABLE.words[index]);
});
var WIDTH = TABLE.names.width,
  HEIGHT = TABLE.names.height;
var DPR = TABLE.names.dpr,
  FORMAT = TABLE.names.format;

/* 'cover:crop fill:squeeze:scale' -> { cover: 'cover', crop: 'cover', fill: 'fill', ... } */
function wordsOf(text) {
  var words = {};
  text.split(' ').forEach((group) => {
    var spelled = group.split(':');
    spelled.forEach((word) => {
      words[word] = spelled[0];
    });
  });
  return words;
}

var UNKNOWN_HEADER = 'x-scanrill-unknown';
var NEGOTIATED_HEADER = 'x-scanrill-negotiated';

function handler(event) {
  try {
    return event.context.eventType === 'viewer-response' ? finish(event) : fold(event.request);
  } catch (problem) {
    if (!problem.code) throw problem;
    return answer(problem);
  }
}

function fold(request) {
  var query = readRequest(request);
  var key = readKey(query.uri);
  var negotiated = query.values[FORMAT] === 'auto';
  if (negotiated && acceptsWebp(allValues(request.headers.accept))) query.values[FORMAT] = 'webp';
  request.uri = '/' + encodeKey(key) + '/_/' + recipeOf(query);
  request.querystring = {};
  mark(request.headers, NEGOTIATED_HEADER, negotiated ? '1' : '');
  mark(request.headers, UNKNOWN_HEADER, unknownList(query));
  return request;
}

/* Whether this event shows the viewer's request or the one that fold() made, both tell enough. */
function finish(event) {
  var query = readRequest(event.request);
  var headers = event.response.headers;
  if (query.values[FORMAT] === 'auto' || event.request.headers[NEGOTIATED_HEADER])
    headers.vary = { value: 'Accept' };
  mark(
    headers,
    UNKNOWN_HEADER,
    unknownList(query) || allValues(event.request.headers[UNKNOWN_HEADER]),
  );
  return event.response;
}

/* What is asked for, by a URL in the dialect of this file (dialects/), or by a path that fold() made. */
function readRequest(request) {
  var folded = /\/_\//.test(request.uri);
  var ours = (folded ? ourOwn : translate)(request.uri, queryOf(request));
  var query = readQuery(ours.query);
  query.uri = ours.uri;
  query.unknown = ours.dropped.concat(query.unknown);
  return query;
}

/* A URL that needs no translation. */
function ourOwn(uri, query) {
  return { uri: uri, query: query, dropped: [] };
}

function mark(headers, name, value) {
  delete headers[name];
  if (value) headers[name] = { value: value };
}

function allValues(header) {
  if (!header) return '';
  return header.multiValue ? header.multiValue.map((one) => one.value).join(',') : header.value;
}

/* ---- the key ---- */

function readKey(uri) {
  var key = decode(uri.slice(1), fail404);
  if (/[\u0000\\]/.test(key)) fail404();
  key.split('/').forEach((part) => {
    if (part === '' || part === '.' || part === '..' || part === '_') fail404();
  });
  if (encodeURIComponent(key).replace(/%../g, '.').length > __LONGEST_KEY__) fail404();
  return key;
}

function encodeKey(key) {
  return key.split('/').map(encodeURIComponent).join('/');
}

/* ---- the query ---- */

function queryOf(request) {
  if (typeof request.rawQueryString === 'function') return request.rawQueryString() || '';
  return Object.keys(request.querystring)
    .map((name) => {
      var row = request.querystring[name];
      return (row.multiValue || [row]).map((one) => name + '=' + one.value).join('&');
    })
    .join('&');
}

function pairsOf(query) {
  return query
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      var at = pair.indexOf('=');
      var name = at < 0 ? pair : pair.slice(0, at);
      return [plain(name), at < 0 ? '' : plain(pair.slice(at + 1))];
    });
}

/* What cannot be decoded keeps its '%', which neither a name nor a value may hold. */
function plain(text) {
  var spaced = text.replace(/\+/g, ' ');
  return decode(spaced, () => spaced);
}

function decode(text, otherwise) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return otherwise();
  }
}

function readQuery(text) {
  var query = { values: [], unknown: [], version: '' };
  pairsOf(text).forEach((pair) => {
    readPair(query, pair[0], pair[1]);
  });
  return query;
}

function readPair(query, name, text) {
  var lower = name.toLowerCase();
  var index = own(TABLE.names, lower);
  var foreign = HAS_DIALECT ? undefined : own(TABLE.spellings, lower);
  var meaning = foreign && own(foreign, text.toLowerCase());
  if (meaning)
    pairsOf(meaning).forEach((pair) => {
      readPair(query, pair[0], pair[1]);
    });
  else if (index !== undefined) put(query, index, text);
  else if (foreign) wrong(name, 'one of ' + Object.keys(foreign).join(', '), text);
  else if (lower === 'v') putVersion(query, text);
  else query.unknown.push(name);
}

function put(query, index, text) {
  var row = TABLE.options[index];
  var value = READERS[row[TYPE]](text, row, index);
  if (value === undefined) wrong(row[NAME], mustOf(row, index), text);
  if (query.values[index] !== undefined && query.values[index] !== value) twice(row[NAME]);
  query.values[index] = value;
}

function putVersion(query, text) {
  if (!/^[A-Za-z0-9._~-]{1,64}$/.test(text)) wrong('v', '1 to 64 letters, digits or . _ ~ -', text);
  if (query.version && query.version !== text) twice('v');
  query.version = text;
}

function unknownList(query) {
  return query.unknown.map(encodeURIComponent).join(',').slice(0, 256);
}

/* ---- values: text -> canonical text; undefined where it is wrong ---- */

var READERS = {
  INT: (text, row, index) => {
    var number = own(TABLE.numbers[index] || {}, text.toLowerCase());
    if (number === undefined && /^\d{1,9}$/.test(text)) number = Number(text);
    return number >= row[LOW] && number <= row[HIGH] ? String(number) : undefined;
  },
  DECIMAL: (text, row) => {
    var number = readDecimal(text);
    return number >= row[LOW] && number <= row[HIGH] ? printDecimal(number) : undefined;
  },
  FLAG: (text) => own({ '': '1', 1: '1', true: '1', 0: '0', false: '0' }, text.toLowerCase()),
  TURN: (text) => own({ 0: '0', 90: '90', 180: '180', 270: '270' }, text),
  ENUM: (text, row, index) => own(TABLE.words[index], text.toLowerCase()),
  COLOUR: (text) => own(TABLE.colours, text.toLowerCase()) || hexColour(text),
  POSITION: (text, row, index) => own(TABLE.words[index], text.toLowerCase()) || focalPoint(text),
  RECT: (text) => rect(text.split(/[_,]/).map(readDecimal)),
};

function mustOf(row, index) {
  var words = TABLE.words[index] || {};
  var first = Object.keys(words)
    .filter((word) => words[word] === word)
    .join(', ');
  return (
    {
      INT: 'a whole number from ' + row[LOW] + ' to ' + row[HIGH],
      DECIMAL:
        'a number from ' +
        printDecimal(row[LOW]) +
        ' to ' +
        printDecimal(row[HIGH]) +
        ' with at most four decimals',
      FLAG: !HAS_DIALECT && '1 or 0',
      TURN: '0, 90, 180 or 270',
      ENUM: 'one of ' + first,
      COLOUR: !HAS_DIALECT && 'a colour: rgb, rgba, rrggbb or rrggbbaa in hex digits, or a name',
      POSITION: 'one of ' + first + ', or a focal point such as 0.5x0.33',
      RECT:
        !HAS_DIALECT &&
        'left,top,width,height: whole pixels, or shares of the sides from 0 to 1 that fit',
    }[row[TYPE]] || 'as docs/recipe.md says'
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

function rect(sides) {
  var shares = sides.every((side) => side <= 10000);
  var pixels = sides.every((side) => side % 10000 === 0 && side / 10000 <= 1000000);
  if (sides.length !== 4 || !(sides[2] > 0) || !(sides[3] > 0)) return undefined;
  if (shares ? sides[0] + sides[2] > 10000 || sides[1] + sides[3] > 10000 : !pixels)
    return undefined;
  return sides.map(printDecimal).join('_');
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

/* ---- the recipe ---- */

function recipeOf(query) {
  var values = query.values;
  if (HAS_DPR && values[DPR] !== undefined)
    [WIDTH, HEIGHT].forEach((side) => {
      foldDpr(values, side);
    });
  if (HAS_DPR) values[DPR] = undefined;
  var pairs = [];
  TABLE.options.forEach((row, index) => {
    var value = values[index];
    if (value !== undefined && value !== row[DEFAULT]) pairs.push(row[SHORT] + '=' + value);
  });
  if (query.version) pairs.push('v=' + query.version);
  return pairs.join(',');
}

/* Rounding halves up, in whole numbers. */
function foldDpr(values, side) {
  if (values[side] === undefined) return;
  var folded = Math.max(1, Math.floor((values[side] * readDecimal(values[DPR]) + 5000) / 10000));
  var row = TABLE.options[side];
  if (folded > row[HIGH])
    fail(row[NAME] + ' times dpr must be at most ' + row[HIGH] + ', not ' + folded);
  values[side] = String(folded);
}

/* ---- Accept ---- */

/* Wildcards do not count: clients that cannot show WebP send them, too. */
function acceptsWebp(accept) {
  return accept.split(',').some((range) => {
    var parts = range.split(';').map((part) => part.trim().toLowerCase());
    return parts[0] === 'image/webp' && weight(parts.slice(1)) > 0;
  });
}

function weight(parameters) {
  var q = parameters.filter((parameter) => /^q\s*=/.test(parameter))[0];
  if (q === undefined) return 1;
  var value = q.slice(q.indexOf('=') + 1).trim();
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(value) ? Number(value) : 0;
}

/* ---- refusals ---- */

function own(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
}

function wrong(name, must, text) {
  fail(
    name +
      ' must be ' +
      must +
      ', not ' +
      JSON.stringify(text.length > 40 ? text.slice(0, 40) + '\u2026' : text),
  );
}

function twice(name) {
  fail(name + ' is given twice, and the values differ');
}

function fail(message) {
  throw { code: 'BAD_OPTIONS', message: message };
}

function fail404() {
  throw { code: 'SOURCE_NOT_FOUND' };
}

function answer(problem) {
  var row = ERRORS[problem.code];
  return {
    statusCode: row.status,
    statusDescription: row.description,
    headers: {
      'content-type': { value: 'application/json; charset=utf-8' },
      'cache-control': { value: row.cacheControl },
      'x-content-type-options': { value: 'nosniff' },
      'content-security-policy': { value: "default-src 'none'" },
    },
    body: JSON.stringify({
      code: problem.code,
      message: problem.message || row.text,
      hint: row.hint,
    }),
  };
}
