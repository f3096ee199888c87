/*
 * dialects/shared.js - what the parsers of other systems' URLs share
 *
 * A parser is one function: translate(uri, query) gives { uri, query, dropped }, the same request in
 * our own URLs, and the names of what has no effect here.  It decides nothing about values: the rest
 * of the viewer function reads its query as if somebody had typed it.  What would give another picture
 * than people expect is refused by name.
 *
 * While it reads, a parser fills asked: { wish: { option of ours: text }, dropped: [names] }.
 * Rows of a table are as table.mjs makes them.
 */
function meanRow(asked, rows, name, text) {
  var row = own(rows, name);
  if (row === undefined) cannot(name);
  if (row === 1) asked.dropped.push(name);
  else if (typeof row === 'string') give(asked.wish, row || name, text);
  else if (Array.isArray(row)) meanNumber(asked.wish, row, row[0] || name, text);
  else if (row !== 2) {
    if (own(row, text) === undefined) cannot(name + ' ' + text);
    if (!row[text]) asked.dropped.push(name);
    pairsOf(row[text]).forEach((pair) => {
      give(asked.wish, pair[0], pair[1]);
    });
  }
}

/* row: our option, times, plus, numbers that change nothing */
function meanNumber(wish, row, name, text) {
  if (text === '' || row.indexOf(Number(text), 3) < 0)
    give(wish, name, scaled(text, row[1], row[2]));
}

/* What is no number goes on as it is, to be refused in the name of the option. */
function scaled(text, times, plus) {
  var value = Number(text) * times + plus;
  return text === '' || isNaN(value) ? text : String(Math.round(value * 1e4) / 1e4);
}

function give(wish, name, text) {
  if (wish[name] !== undefined && wish[name] !== text) twice(name);
  wish[name] = text;
}

/* axes: 'h' left to right, 'v' top to bottom.  They mirror first and turn then, we the other way round. */
function mirror(wish, axes) {
  var turned = wish.rotate % 180 === 90;
  if (/h/.test(axes)) wish[turned ? 'flip' : 'flop'] = '1';
  if (/v/.test(axes)) wish[turned ? 'flop' : 'flip'] = '1';
}

/* They cut before they turn and mirror, and the size of the picture is not known here. */
function cut(wish, sides) {
  if (wish.rotate % 360 || wish.flip || wish.flop) cannot('a crop together with a turn or a flip');
  give(wish, 'crop', sides.join('_'));
}

function cannot(what) {
  fail(what + ' is not possible with this kind of URL');
}

function ourRequest(asked, key, query) {
  if (/^https?:/i.test(decode(key, () => key))) cannot('a picture of another site');
  var pairs = Object.keys(asked.wish).map(
    (name) => name + '=' + encodeURIComponent(asked.wish[name]),
  );
  return { uri: '/' + key, query: pairs.concat(query || []).join('&'), dropped: asked.dropped };
}
