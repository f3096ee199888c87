/*
 * presets.js - named options: what a URL starts from
 *
 * A preset is a list of canonical pairs, 'w=200,h=200', as SETTINGS.presets and SETTINGS.base hold.
 */
function presetOf(query) {
  var name = query.words.preset;
  if (name === undefined) return '';
  var preset = own(SETTINGS.presets, name);
  if (preset === undefined)
    wrong('preset', 'one of ' + Object.keys(SETTINGS.presets).join(', '), name);
  return preset;
}

/* Put the preset, and below it the default one, under what the URL says. */
function layUnder(values, preset) {
  [preset, SETTINGS.base].forEach((pairs) => {
    if (pairs)
      pairs.split(',').forEach((pair) => {
        var parts = pair.split('=');
        var index = TABLE.names[parts[0]];
        if (values[index] === undefined) values[index] = parts[1];
      });
  });
}
