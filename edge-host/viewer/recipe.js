/*
 * recipe.js - values -> the canonical recipe
 */
function recipeOf(values, version) {
  var pairs = [];
  OPTIONS.forEach((row, index) => {
    var value = values[index];
    if (value && value !== row.usual) pairs.push(row.short + '=' + value);
  });
  if (HAS_LISTS && pairs.join(',').length > __MAX_RECIPE_BYTES__) fail('watermark is too long');
  if (version) pairs.push('v=' + version);
  return pairs.join(',');
}

/* A list has a value for each watermark. */
function checkLists(values) {
  if (!values[WATERMARK]) return;
  var wanted = values[WATERMARK].split('!2c').length;
  OPTIONS.forEach((row, index) => {
    var found = row.list && index !== WATERMARK ? (values[index] || '').split('_').length : 1;
    if (found > 1 && found !== wanted)
      fail(`${row.name} has ${found} values for ${wanted} watermarks`);
  });
}

/*
 * Pixels times dpr, halves rounded up, in ten-thousandths; shares and words stay. A side that becomes
 * too long is refused, the others go as far as their ranges.
 */
function foldDpr(values) {
  var ratio = Math.round(values[DPR] * 10000);
  values[DPR] = undefined;
  ['width', 'height'].concat(HAS_DIALECT ? [] : ['blur', 'radius', 'pad']).forEach((name) => {
    var index = NAMES[name];
    var row = OPTIONS[index];
    var unit = !HAS_DIALECT && row.type === 'DECIMAL' ? 10000 : 1;
    var parts = (values[index] || '-')
      .split('_')
      .map((part) => (Math.round(part * 10000) * unit) / 10000);
    if (!ratio || !parts.every(isWhole)) return;
    values[index] = (HAS_SIDES ? listOf : String)(
      parts.map((part) => {
        var folded = Math.max(row.low, Math.floor((part * ratio + 5000) / 10000) / unit);
        if (folded > row.high && index <= HEIGHT)
          fail(`${name} times dpr must be at most ${row.high}, not ${folded}`);
        return readDecimal(Math.min(folded, row.high).toFixed(4));
      }),
    );
  });
}
