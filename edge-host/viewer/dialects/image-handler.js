/*
 * dialects/image-handler.js - the JSON requests of AWS's image handler in our words
 *
 *   /eyJrZXkiOiJhLmpwZyIsImVkaXRzIjp7ImZsaXAiOnRydWV9fQ==  ->  /a.jpg?flip=1
 *
 * Other paths are read as our own URLs.
 */
var DIALECT = __DIALECT__;

function translate(uri, query) {
  var json = jsonOf(uri);
  if (!json) return undefined;
  var asked = { wish: {}, dropped: [], fit: 'cover', grow: true, mirrored: '' };
  return handlerRequest(asked, readJson(asked, json), query);
}

/* The request in a path of base64; undefined where it is none. */
function jsonOf(uri) {
  var text = decode(uri.slice(1), () => '').replace(/=+$/, '');
  if (!/^ey[A-Za-z0-9+/]+$/.test(text)) return undefined;
  var bits = 0,
    count = 0,
    bytes = '';
  text.split('').forEach((digit) => {
    var code = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(digit);
    bits = ((bits << 6) | code) & 0xffff;
    count += 6;
    if (count < 8) return;
    count -= 8;
    bytes += '%' + (((bits >> count) & 255) + 256).toString(16).slice(1);
  });
  try {
    var json = JSON.parse(decodeURIComponent(bytes));
    return typeof json.key === 'string' ? json : undefined;
  } catch (error) {
    return undefined;
  }
}

function readJson(asked, json) {
  var edits = json.edits || {};
  if (json.bucket) asked.dropped.push('bucket');
  if (json.outputFormat && !edits.toFormat) asked.wish.format = json.outputFormat;
  Object.keys(edits).forEach((name) => {
    var edit = edits[name];
    if (edit === false || edit === null) return;
    if (name === 'crop' && asked.box) cannot('edits.crop behind edits.resize');
    meanRow(asked, DIALECT.rows, name, textOf(edit));
    if (name === 'resize') readResize(asked, edit);
    else if (name === 'crop') asked.crop = [edit.left, edit.top, edit.width, edit.height];
    else if (name === 'flatten') asked.wish.background = textOf(edit.background || 'black');
    else if (name === 'flip') asked.mirrored += 'v';
    else if (name === 'flop') asked.mirrored += 'h';
    else if (name === 'sharpen') sharpen(asked.wish, textOf(edit));
    else if (edit.quality) give(asked.wish, 'quality', textOf(edit.quality));
  });
  return json.key.split('/').map(encodeURIComponent).join('/');
}

function readResize(asked, resize) {
  asked.box = [Number(resize.width) || 0, Number(resize.height) || 0];
  asked.fit = resize.fit || asked.fit;
  asked.grow = !resize.withoutEnlargement;
  if (resize.background) asked.bars = textOf(resize.background);
  asked.align = String(resize.position || 'center')
    .replace(/ /g, '-')
    .replace('centre', 'center');
}

/* Texts and numbers as they are, { r, g, b, alpha } as hex digits. */
function textOf(value) {
  if (typeof value !== 'object' || value.r === undefined) return String(value);
  var alpha = value.alpha === undefined ? 1 : value.alpha;
  return [value.r, value.g, value.b, alpha * 255]
    .map((byte) => (Math.round(byte) + 256).toString(16).slice(1))
    .join('');
}
