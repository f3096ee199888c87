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

/*
 * Pixels times dpr, halves rounded up; shares and words stay. A side that becomes too long is refused,
 * the others go as far as their ranges.
 */
function foldDpr(values) {
  var ratio = values[DPR] && readDecimal(values[DPR]);
  values[DPR] = undefined;
  (HAS_DIALECT ? ['width', 'height'] : ['width', 'height', 'blur', 'radius', 'pad']).forEach((name) => {
    var index = TABLE.names[name];
    var row = TABLE.options[index];
    var unit = row[TYPE] === 'DECIMAL' ? 1 : 10000;
    var parts = (values[index] || '').split('_').map(readDecimal);
    if (!ratio || !parts.every((part) => part % unit === 0)) return;
    parts = parts.map((part) => {
      var folded = Math.max(row[LOW], Math.floor(((part / unit) * ratio + 5000) / 10000));
      if (folded > row[HIGH] && index <= HEIGHT)
        fail(name + ' times dpr must be at most ' + row[HIGH] + ', not ' + folded);
      return Math.min(folded, row[HIGH]) * unit;
    });
    values[index] = listOf(parts);
  });
}
