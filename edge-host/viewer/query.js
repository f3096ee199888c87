/*
 * query.js - the query of a URL -> { texts, words, unknown }
 *
 * texts: for each option, by its index, what was written, [] of lists; words: what else means
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
  var rows = request.querystring;
  if (request.rawQueryString) return request.rawQueryString() || '';
  return Object.keys(rows)
    .map((name) =>
      valuesIn(rows[name])
        .map((value) => name + '=' + value)
        .join('&'),
    )
    .join('&');
}

/* Of a header or a parameter. */
function valuesIn(row) {
  return (row.multiValue || [row]).map((one) => one.value);
}

function pairsOf(query) {
  return query
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair)
    .map((pair) => {
      var parts = pair.split('=');
      return [plain(parts.shift()), plain(parts.join('='))];
    });
}

/* As URLSearchParams decodes; what is no UTF-8 becomes U+FFFD, which neither a name nor a value may hold. */
function plain(text) {
  return text
    .replace(/\+/g, ' ')
    .replace(/(%[0-9a-f]{2})+/gi, (bytes) => decode(bytes, () => '\ufffd'));
}

function decode(text, otherwise) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return otherwise();
  }
}

function readQuery(text) {
  var query = { texts: [], words: {}, unknown: [] };
  var others = [];
  var read = (pair) => {
    var lower = pair[0].toLowerCase();
    var index = own(NAMES, lower);
    var foreign = HAS_DIALECT ? undefined : own(SPELLINGS, lower);
    var meaning = foreign && own(foreign, pair[1].toLowerCase());
    if (meaning) pairsOf(meaning).forEach(read);
    else if (index >= 0) query.texts[index] = (query.texts[index] || []).concat(pair[1]);
    else if (foreign) wrong(pair[0], oneOf(Object.keys(foreign)), pair[1]);
    else others.push(pair);
  };
  pairsOf(text).forEach(read);
  others.forEach((pair) => {
    readWord(query, pair[0], pair[1]);
  });
  return query;
}

function readWord(query, name, text) {
  var lower = name.toLowerCase();
  var pattern = own(WORDS, lower);
  if (!pattern) {
    query.unknown.push(name);
    return;
  }
  if (HAS_PRESETS && lower === 'p') lower = 'preset';
  if (!pattern.test(text)) {
    if (HAS_KEYS && lower !== 'v') badSignature();
    wrong(lower, '1 to 64 letters, digits or . _ ~ -', text);
  }
  if (query.words[lower] !== undefined && query.words[lower] !== text) twice(lower);
  query.words[lower] = text;
}

function unknownList(query) {
  return query.unknown.map(encodeURIComponent).join(',').slice(0, 256);
}
