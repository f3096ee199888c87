/*
 * query.js - the query of a URL -> { texts, words, unknown }
 *
 * texts: for each option, by its index in the table, what was written; words: what else means
 * something in a URL (preset, v, exp, range, s); unknown: names that mean nothing.
 */
var WORDS = { v: /^[A-Za-z0-9._~-]{1,64}$/ };
if (HAS_PRESETS && SETTINGS.presets) WORDS.preset = WORDS.p = /^/;
if (HAS_KEYS) {
  /* Without ',' and '=', so that a signed text reads in one way only. */
  WORDS.exp = /^\d{1,12}$/;
  WORDS.range = /^[A-Za-z0-9._-]{1,200}$/;
  WORDS.s = /^/;
}

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
  var query = { texts: {}, words: {}, unknown: [] };
  var others = [];
  pairsOf(text).forEach((pair) => {
    readPair(query, others, pair[0], pair[1]);
  });
  others.forEach((pair) => {
    readWord(query, pair[0], pair[1]);
  });
  return query;
}

function readPair(query, others, name, text) {
  var lower = name.toLowerCase();
  var index = own(TABLE.names, lower);
  var foreign = HAS_DIALECT ? undefined : own(SPELLINGS, lower);
  var meaning = foreign && own(foreign, text.toLowerCase());
  if (meaning)
    pairsOf(meaning).forEach((pair) => {
      readPair(query, others, pair[0], pair[1]);
    });
  else if (index !== undefined) query.texts[index] = (query.texts[index] || []).concat(text);
  else if (foreign) wrong(name, 'one of ' + Object.keys(foreign).join(', '), text);
  else others.push([name, text]);
}

function readWord(query, name, text) {
  var lower = name.toLowerCase();
  var pattern = own(WORDS, lower);
  if (!pattern) {
    query.unknown.push(name);
    return;
  }
  if (lower === 'p') lower = 'preset';
  if (HAS_KEYS && lower !== 'v' && !pattern.test(text)) badSignature();
  if (!pattern.test(text)) wrong(lower, '1 to 64 letters, digits or . _ ~ -', text);
  if (own(query.words, lower) !== undefined && query.words[lower] !== text) twice(lower);
  query.words[lower] = text;
}

function unknownList(query) {
  return query.unknown.map(encodeURIComponent).join(',').slice(0, 256);
}
