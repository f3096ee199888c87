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
}
