/*
 * thumbor.table.mjs - what Thumbor's filters mean here
 *
 * The one table of this dialect: the viewer function, docs/dialects.md and the tests are made of it
 * (table.mjs says what a row may hold).  After the page "Use filters" of AWS's Dynamic Image
 * Transformation for Amazon CloudFront (once Serverless Image Handler), and thumbor.readthedocs.io.
 * Where the two differ, AWS's handler is followed.
 */
const percent = { times: 0.01, plus: 1, note: 'percent there, a factor here' };

export const thumbor = {
  title: 'Thumbor',
  form: '/unsafe/AxB:CxD/fit-in/WxH/filters:<filters>/<key>',
  option: 'filter',
  parts: ['sizes.js'],
  rows: {
    quality: { to: 'quality' },
    format: { to: 'format', note: '`jpeg`, `jpg`, `png`, `webp`; others are refused' },
    autojpg: { words: { '': 'format=jpeg' } },
    grayscale: { words: { '': 'grayscale=1' } },
    rotate: { to: 'rotate', note: 'clockwise, as in AWS’s handler; only quarter turns' },
    background_color: { to: 'background' },
    fill: {
      code: '`fit=contain`, `background`',
      note: 'transparent pixels get the colour, too; `auto` and `blur` are refused',
    },
    no_upscale: { code: '`enlarge=0`' },
    upscale: { code: '`fit=inside`' },
    stretch: { code: '`fit=fill`', note: 'not with `fit-in`' },
    proportion: { code: '`width`, `height`', note: 'where both sides are given' },
    max_bytes: { to: 'maxBytes' },
    brightness: { to: 'brightness', ...percent },
    contrast: { to: 'contrast', ...percent },
    saturation: { to: 'saturation', ...percent },
    blur: { code: '`blur`', to: 'blur', note: 'radius and sigma; without sigma half the radius' },
    sharpen: {
      code: '`sharpen`, `sharpenSigma`',
      to: 'sharpenSigma',
      note: 'amount, radius, luminance; AWS’s handler reads the radius alone, as a sigma of 1 + radius / 2',
    },
    round_corner: {
      code: '`radius`, `background`',
      to: 'radius',
      note: 'one radius; two are refused',
    },
    strip_exif: { dropped: 'metadata never comes along' },
    strip_icc: { dropped: 'as in AWS’s handler' },
    animated: { dropped: 'the first frame is taken' },
    max_age: { dropped: 'the distribution says how long' },
    convolution: { refused: 'no such operation' },
    equalize: { refused: 'no such operation' },
    rgb: { refused: 'no such operation' },
    watermark: { refused: 'not from a URL of this kind yet' },
    smart_crop: { refused: 'needs a model of pictures' },
    focal: { refused: 'the size of the source is not known yet; say `pos=0.5x0.33` in the query' },
  },
  parameters: [
    'width',
    'height',
    'fit',
    'position',
    'enlarge',
    'crop',
    'flip',
    'flop',
    'background',
    'sharpen',
  ],
};
