/*
 * allow.js - what a URL without a signature may say
 *
 * SETTINGS.allow: { index of the option: its values, numbers in ascending order }; without it a URL
 * may say nothing.
 */
function checkNames(query) {
  if (!SETTINGS.allow) signFirst('a URL');
  if (query.words.v) signFirst('v');
  query.texts.forEach((texts, index) => {
    var name = OPTIONS[index].name;
    if (!own(SETTINGS.allow, index)) signFirst(name);
    if (query.words.preset && index !== DPR) signFirst(name + ' beside a preset');
  });
}

/* Sides are looked at later, when dpr is in them. */
function checkValues(values) {
  values.forEach((value, index) => {
    if (value && index !== WIDTH && index !== HEIGHT) values[index] = allowedValue(index, value);
  });
}

function signFirst(what) {
  fail(what + ' needs a signature here', 'NOT_ALLOWED');
}

function allowedValue(index, value) {
  var row = OPTIONS[index];
  var list = SETTINGS.allow[index] || [];
  var found = list.indexOf(value) < 0 ? '' : value;
  if (!found && SETTINGS.snap && /INT|DECIMAL/.test(row.type)) found = next(list, value);
  if (!found) fail(`${row.name} must be ${oneOf(list)} here`, 'NOT_ALLOWED');
  return found;
}

/* Both by one factor, so that the box keeps its shape. */
function snapSides(values) {
  var width = values[WIDTH],
    height = values[HEIGHT];
  if (width === undefined) values[HEIGHT] = allowedValue(HEIGHT, height);
  else if (height === undefined) values[WIDTH] = allowedValue(WIDTH, width);
  else {
    var heights = SETTINGS.allow[HEIGHT] || [];
    var scaled = (side) => String(Math.floor((2 * height * side + +width) / (2 * width)));
    var same = (SETTINGS.allow[WIDTH] || []).filter((side) => heights.indexOf(scaled(side)) >= 0);
    values[WIDTH] = SETTINGS.snap ? next(same, width) : same.filter((side) => side === width)[0];
    if (!values[WIDTH])
      fail(`no allowed size has the shape of ${width}x${height}`, 'NOT_ALLOWED');
    values[HEIGHT] = scaled(values[WIDTH]);
  }
}

/* The first that is not smaller, or the last. */
function next(list, wanted) {
  return list.filter((one) => Number(one) >= wanted)[0] || list[list.length - 1];
}
