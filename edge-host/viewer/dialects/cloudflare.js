/*
 * dialects/cloudflare.js - /cdn-cgi/image/<options>/<key> in our words
 *
 *   /cdn-cgi/image/width=80,quality=75/uploads/avatar1.jpg  ->  /uploads/avatar1.jpg?width=80&quality=75
 *
 * Other paths are read as our own URLs.
 */
var DIALECT = __DIALECT__;

var WHOLE = 1000000; /* a side that no picture is longer than: a crop ends at the edge */

function translate(uri, query) {
  var found = /^\/cdn-cgi\/image\/([^/]*)\/+(.*)$/.exec(uri);
  if (!found) return undefined;
  var asked = { wish: {}, dropped: [] };
  var theirs = theirOptions(found[1]);
  Object.keys(theirs).forEach((name) => {
    meanRow(asked, DIALECT.rows, name, theirs[name]);
  });
  meanBox(asked, theirs);
  meanPlace(asked.wish, theirs);
  meanColours(asked.wish);
  return ourRequest(asked, found[2], query);
}

function theirOptions(text) {
  var theirs = {};
  text.split(',').forEach((pair) => {
    var at = (pair + '=').indexOf('=');
    var name = decode(pair.slice(0, at), () => pair);
    give(
      theirs,
      own(DIALECT.shorts, name) || name,
      decode(pair.slice(at + 1), () => pair),
    );
  });
  return theirs;
}

function meanBox(asked, theirs) {
  var wish = asked.wish;
  if (!theirs.fit) meanRow(asked, DIALECT.rows, 'fit', 'scale-down');
  if (!wish.width || !wish.height) delete wish.fit;
  if (!wish.width && !wish.height) delete wish.enlarge;
  if (wish.fit === 'contain' && !wish.background) wish.background = 'white';
  if (/auto|face/.test(theirs.gravity)) cannot('gravity ' + theirs.gravity);
  if (wish.fit !== 'cover') delete wish.position;
}

function meanPlace(wish, theirs) {
  var flip = String(theirs.flip);
  if (!/^(h|v|hv|undefined)$/.test(flip)) cannot('flip ' + flip);
  mirror(wish, flip);
  if (theirs.trim === 'border' && NAMES.trim) {
    wish.trim = 'auto';
    return;
  }
  var sides = (theirs.trim || '0;0;0;0').split(';');
  if (sides.length !== 4 || Number(sides[1]) || Number(sides[2])) cannot('trim ' + theirs.trim);
  var names = ['left', 'top', 'width', 'height'];
  var given = names.map((name) => theirs['trim.' + name]);
  if (!theirs.trim && !given.join('')) return;
  cut(
    wish,
    [sides[3], sides[0], WHOLE, WHOLE].map((side, i) =>
      given[i] || i < 2 ? scaled(given[i] || side, wish.dpr || 1, 0).replace(/\..*/, '') : side,
    ),
  );
}

function meanColours(wish) {
  if (wish.format === 'webp' && wish.quality === '100') wish.lossless = '1';
  if (!wish.quality) wish.quality = '85';
  if (/^rgba?\(/.test(wish.background)) wish.background = hexOfRgb(wish.background);
}

/* 'rgb(240,40,145)', 'rgba(255 255 0 / 50%)' -> hex digits */
function hexOfRgb(text) {
  var parts = text.match(/[\d.]+%?/g) || [];
  return parts
    .map((part, i) => {
      var whole = /%/.test(part) ? 100 : i < 3 ? 255 : 1;
      var byte = Math.round((Math.min(parseFloat(part), whole) / whole) * 255);
      return (byte + 256).toString(16).slice(1);
    })
    .join('');
}
