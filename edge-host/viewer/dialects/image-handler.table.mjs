/*
 * image-handler.table.mjs - what the edits of AWS's image handler mean here
 *
 * The one table of this dialect: the viewer function, docs/dialects.md and the tests are made of it
 * (table.mjs says what a row may hold).  After the pages "Create and use image requests" and "Use
 * supported query parameter edits" of AWS's Dynamic Image Transformation for Amazon CloudFront (once
 * Serverless Image Handler), whose edits are methods of sharp.
 */
export const imageHandler = {
  title: 'AWS image handler',
  form: '/<base64 of {"bucket":…,"key":…,"edits":{…}}>',
  option: 'edit',
  parts: ['sizes.js'],
  rows: {
    toFormat: { to: 'format', note: 'also `outputFormat` beside the edits' },
    resize: {
      code: '`width`, `height`, `fit`, `enlarge`, `position`',
      note: '`width`, `height`, `fit`, `withoutEnlargement`, `background`, `position`; sharp’s meanings',
    },
    crop: { code: '`crop`', note: 'before `resize` in the JSON' },
    grayscale: { to: 'grayscale' },
    greyscale: { to: 'grayscale' },
    flip: { code: '`flip`', note: 'mirrored before it is turned, as in sharp' },
    flop: { code: '`flop`', note: 'the same' },
    rotate: { to: 'rotate', note: 'clockwise; quarter turns' },
    flatten: { code: '`background`' },
    jpeg: { code: '`quality`' },
    png: { code: '`quality`' },
    webp: { code: '`quality`' },
    tint: { to: 'tint' },
    blur: { to: 'blur', note: 'sigma' },
    sharpen: { code: '`sharpen`, `sharpenSigma`', to: 'sharpenSigma', note: 'sigma' },
    animated: { dropped: 'the first frame is taken' },
    modulate: { refused: 'not yet' },
    gamma: { refused: 'sharp’s gamma is another one' },
    extract: { refused: 'its place among the other edits decides what it means; see `crop`' },
    overlayWith: { refused: 'not from a URL of this kind yet' },
    smartCrop: { refused: 'needs a model of pictures' },
    roundCrop: { refused: 'no such operation' },
    contentModeration: { refused: 'needs a model of pictures' },
    normalize: { refused: 'no such operation' },
    negate: { refused: 'no such operation' },
  },
  parameters: [
    ...['width', 'height', 'fit', 'position', 'enlarge', 'crop', 'flip', 'flop', 'background'],
    ...['quality', 'sharpen'],
  ],
};
