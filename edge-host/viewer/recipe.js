/*
 * recipe.js - values -> the canonical recipe
 */
function recipeOf(values, version) {
  var pairs = [];
  TABLE.options.forEach((row, index) => {
    var value = values[index];
    if (value !== undefined && value !== row[DEFAULT]) pairs.push(row[SHORT] + '=' + value);
  });
  if (version) pairs.push('v=' + version);
  return pairs.join(',');
}

/* Rounding halves up, in whole numbers. */
function foldDpr(values) {
  var ratio = values[DPR];
  values[DPR] = undefined;
  [WIDTH, HEIGHT].forEach((side) => {
    if (!ratio || !values[side]) return;
    var folded = Math.max(1, Math.floor((values[side] * readDecimal(ratio) + 5000) / 10000));
    var row = TABLE.options[side];
    if (folded > row[HIGH])
      fail(row[NAME] + ' times dpr must be at most ' + row[HIGH] + ', not ' + folded);
    values[side] = String(folded);
  });
  ['blur', 'radius', 'pad'].forEach((name) => {
    if (ratio && !HAS_DIALECT) scaleByDpr(values, TABLE.names[name], ratio);
  });
}

/* Pixels times dpr, each as far as its range goes; shares and words stay. */
function scaleByDpr(values, index, ratio) {
  if (!values[index]) return;
  var row = TABLE.options[index];
  var unit = row[TYPE] === 'DECIMAL' ? 1 : 10000;
  var parts = values[index].split('_').map(readDecimal);
  if (!parts.every((part) => part % unit === 0)) return;
  parts = parts.map((part) => {
    var scaled = Math.floor(((part / unit) * readDecimal(ratio) + 5000) / 10000);
    return Math.min(row[HIGH], Math.max(row[LOW], scaled)) * unit;
  });
  values[index] = listOf(parts);
}
