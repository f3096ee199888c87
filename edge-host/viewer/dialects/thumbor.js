/*
 * dialects/thumbor.js - Thumbor's paths, as AWS's image handler reads them, in our words
 *
 *   /unsafe/fit-in/300x200/filters:quality(60)/a/b.jpg  ->  /a/b.jpg?width=300&height=200&fit=inside&...
 *
 * A path begins with any number of parts in any order; the first part that is none begins the key.
 */
var DIALECT = __DIALECT__;

function translate(uri, query) {
  var asked = { wish: {}, dropped: [], fit: 'cover', grow: true, mirrored: '', filters: [] };
  var key = readParts(asked, uri.slice(1).split('/'));
  return handlerRequest(asked, key, query);
}

function readParts(asked, parts) {
  while (parts.length > 1) {
    var part = decode(parts[0], () => parts[0]);
    if (/^filters:/.test(part) && !/\)$/.test(part) && parts.length > 2)
      parts.splice(0, 2, parts[0] + '/' + parts[1]);
    else if (takePart(asked, part)) parts.shift();
    else break;
  }
  /* in this order whatever the order in the path, as in AWS's handler */
  asked.filters.sort().forEach((filter) => {
    readFilter(asked, filter[0], filter[1]);
  });
  return parts.join('/');
}

/* false: this is where the key begins */
function takePart(asked, part) {
  var size = /^(-?)(\d+|orig|)x(-?)(\d+|orig|)$/.exec(part);
  var crop = /^(\d+)x(\d+):(\d+)x(\d+)$/.exec(part);
  if (/^filters:/.test(part)) splitFilters(asked, part.slice(8));
  else if (crop && !asked.crop)
    asked.crop = [+crop[1], +crop[2], crop[3] - crop[1], crop[4] - crop[2]];
  else if (size && part.length > 1 && !asked.box) readSize(asked, size);
  else if (part === 'fit-in') asked.fit = 'inside';
  else if (part === 'full-fit-in') asked.fit = 'outside';
  else if (/^s3:/.test(part)) asked.dropped.push('bucket');
  else if (asked.box && /^(left|right|top|bottom|center|middle)$/.test(part)) align(asked, part);
  else if (/^(trim(:.*)?|adaptive-.*fit-in)$/.test(part) || (asked.box && part === 'smart'))
    cannot(part);
  else return part === 'unsafe';
  return true;
}

function readSize(asked, size) {
  if ((size[2] === 'orig') !== (size[4] === 'orig')) cannot(size[0]);
  asked.box = [Number(size[2]) || 0, Number(size[4]) || 0];
  asked.mirrored = (size[1] && 'h') + (size[3] && 'v');
}

function align(asked, part) {
  if (!/^(center|middle)$/.test(part)) asked.align = (asked.align ? asked.align + '-' : '') + part;
}

function splitFilters(asked, text) {
  if (!/^(\w+\([^)]*\):?)+$/.test(text)) cannot('filters:' + text);
  text.replace(/(\w+)\(([^)]*)\)/g, (all, name, values) => {
    asked.filters.push([name, values.replace(/\s/g, '')]);
    return '';
  });
}

function readFilter(asked, name, text) {
  var values = text.split(',');
  meanRow(asked, DIALECT.rows, name, text);
  if (name === 'fill') {
    asked.fit = 'contain';
    asked.bars = text;
  } else if (name === 'no_upscale') asked.grow = false;
  else if (name === 'upscale') asked.fit = 'inside';
  else if (name === 'stretch' && asked.fit !== 'inside') asked.fit = 'fill';
  else if (name === 'proportion') asked.ratio = Number(text);
  else if (name === 'blur') asked.wish.blur = values[1] || scaled(text, 0.5, 0);
  else if (name === 'sharpen') sharpen(asked.wish, scaled(values[1], 0.5, 1));
  else if (name === 'round_corner') roundCorner(asked.wish, values);
}

/* radius,r,g,b,transparent */
function roundCorner(wish, values) {
  wish.radius = values[0];
  if (values[3] && !/1|true/.test(values[4]))
    wish.background = values
      .slice(1, 4)
      .map((byte) => (Number(byte) + 256).toString(16).slice(1))
      .join('');
}
