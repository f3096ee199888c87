/*
 * signature.js - s = '<id>.' + HMAC-SHA256(secret, path + '/_/' + what the query says)
 *
 * Signed is the URL as it was written, before presets, Accept, dpr and lists; options that range=
 * leaves open are left out.  So the texts of a signed URL are taken as they are, escaped as in a recipe.
 */

/* The texts of a signed URL by index; undefined: it has no signature. */
function signedTexts(query, path) {
  var words = query.words;
  if (words.s === undefined)
    return (words.exp || words.range) && badSignature('s is missing');
  var texts = query.texts.map((all, index) => {
    all.forEach((text) => {
      if (text !== all[0]) twice(OPTIONS[index].name);
    });
    return escapeValue(all[0]);
  });
  var ranges = rangesOf(words.range || '');
  var at = words.s.lastIndexOf('.');
  var secret = own(SETTINGS.keys, words.s.slice(0, at));
  var signed = path + '/_/' + signedPairs(texts, words, ranges).join(',');
  if (!secret || !sameText(hmac(secret, signed), words.s.slice(at + 1))) badSignature();
  if (words.exp && Date.now() >= words.exp * 1000) fail('', 'SIGNATURE_EXPIRED');
  Object.keys(ranges).forEach((index) => {
    texts[index] = inRange(OPTIONS[index].name, ranges[index], texts[index]);
  });
  return texts;
}

function hmac(secret, text) {
  return require('crypto').createHmac('sha256', secret).update(text).digest('base64url');
}

function signedPairs(texts, words, ranges) {
  var pairs = [];
  var add = (name, text) => {
    if (text !== undefined) pairs.push(name + '=' + text);
  };
  add('p', words.preset);
  OPTIONS.forEach((row, index) => {
    if (!ranges[index]) add(row.short, texts[index]);
  });
  ['v', 'range', 'exp'].forEach((name) => {
    add(name, words[name]);
  });
  return pairs;
}

/* 'w.200-1600.100_q.40-85' -> { index: [low, high, step] } */
function rangesOf(text) {
  var ranges = {};
  text.split('_').forEach((one) => {
    var found = /^([a-z]+)\.(\d{1,9})-(\d{1,9})(\.(\d{1,9}))?$/.exec(one);
    var index = found ? own(NAMES, found[1]) : undefined;
    if (index >= 0) ranges[index] = [+found[2], +found[3], +(found[5] || 1)];
  });
  return ranges;
}

function inRange(name, range, text) {
  var fits =
    /^\d{1,9}$/.test(text) &&
    text >= range[0] &&
    text <= range[1] &&
    (text - range[0]) % range[2] === 0;
  if (!fits)
    badSignature(`${name} must be ${range[0]} to ${range[1]} in steps of ${range[2]}`);
  return String(+text);
}

/* In a time that does not depend on where they differ. */
function sameText(a, b) {
  var different = a.length ^ b.length;
  for (var i = 0; i < a.length; i++) different |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return different === 0;
}

function badSignature(message) {
  fail(message, 'BAD_SIGNATURE');
}
