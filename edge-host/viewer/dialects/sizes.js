/*
 * dialects/sizes.js - sizes, crops and mirrors as AWS's image handler means them
 *
 * Besides the wish (shared.js), asked holds what its two kinds of URLs say of the place of a picture:
 *
 *   box       [width, height] in pixels, 0 for what follows from the picture's shape
 *   fit, grow, align, bars    how it fills the box, whether it may be enlarged, its place, their colour
 *   ratio     a factor for both sides
 *   crop      [left, top, width, height] in pixels
 *   mirrored  'h' left to right, 'v' top to bottom
 *
 * Options of the query overrule those of the path, as in that handler.
 */
function handlerRequest(asked, key, query) {
  meanSize(asked);
  mirror(asked.wish, asked.mirrored);
  if (asked.crop) cut(asked.wish, asked.crop);
  pairsOf(query).forEach((pair) => {
    var index = own(NAMES, pair[0].toLowerCase());
    if (index !== undefined) delete asked.wish[OPTIONS[index].name];
  });
  return ourRequest(asked, key, query);
}

function meanSize(asked) {
  var wish = asked.wish;
  var box = asked.box || [0, 0];
  var both = box[0] && box[1];
  if (asked.ratio && !both) cannot('proportion without both sides');
  box.forEach((side, i) => {
    if (side) wish[['width', 'height'][i]] = String(Math.round(side * (asked.ratio || 1)));
  });
  if (both) wish.fit = asked.fit;
  if (both && asked.align) wish.position = asked.align;
  if (both && asked.fit === 'contain') give(wish, 'background', asked.bars || 'black');
  if ((box[0] || box[1]) && asked.grow) wish.enlarge = '1';
}

/* sharp's one number is the width of its mask. */
function sharpen(wish, sigma) {
  wish.sharpen = '1';
  wish.sharpenSigma = sigma;
}
