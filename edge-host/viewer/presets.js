/*
 * presets.js - named options: what a URL starts from
 *
 * A preset is a canonical query, 'w=200&h=200', as SETTINGS.presets and SETTINGS.base hold.
 */
function presetOf(query) {
  var name = query.words.preset;
  if (name === undefined) return undefined;
  var preset = own(SETTINGS.presets, name);
  if (preset === undefined) wrong('preset', oneOf(Object.keys(SETTINGS.presets)), name);
  return preset;
}

/* Put the preset, and below it the default one, under what the URL says. */
function layUnder(values, preset) {
  pairsOf([preset, SETTINGS.base].join('&')).forEach((pair) => {
    var index = NAMES[pair[0]];
    if (!values[index]) values[index] = pair[1];
  });
}
