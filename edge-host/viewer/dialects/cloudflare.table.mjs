/*
 * cloudflare.table.mjs - what the options of /cdn-cgi/image/<options>/<key> mean here
 *
 * The one table of this dialect: the viewer function, docs/dialects.md and the tests are made of it
 * (table.mjs says what a row may hold).  After Cloudflare's pages "Transform via URL" and
 * "Features" of developers.cloudflare.com/images.
 */
export const cloudflare = {
  title: 'Cloudflare',
  form: '/cdn-cgi/image/<options>/<key>',
  option: 'option',
  parts: [],
  rows: {
    width: { short: 'w', to: 'width', note: '`auto` needs client hints and is refused' },
    height: { short: 'h', to: 'height' },
    dpr: { to: 'dpr' },
    fit: {
      words: {
        'scale-down': 'fit=inside',
        contain: 'fit=inside&enlarge=1',
        cover: 'fit=cover&enlarge=1',
        crop: 'fit=cover',
        'aspect-crop': 'fit=cover',
        pad: 'fit=contain&enlarge=1',
        squeeze: 'fit=fill&enlarge=1',
      },
      note:
        'without it `scale-down`. `crop` leaves a picture that is smaller than the box as it is; ' +
        'here such a picture is cut to the shape of the box, as `aspect-crop` does',
    },
    gravity: {
      short: 'g',
      to: 'position',
      note: 'used with `cover`, `crop` and `aspect-crop`, as there; `auto` and `face` look into the picture and are refused',
    },
    quality: {
      short: 'q',
      to: 'quality',
      note: 'without it 85, as there; `100` with `format=webp` is `lossless=1`',
    },
    format: {
      short: 'f',
      words: {
        auto: 'format=auto',
        avif: 'format=webp',
        webp: 'format=webp',
        jpeg: 'format=jpeg&progressive?=1',
        'baseline-jpeg': 'format=jpeg',
        png: 'format=png',
        json: undefined,
      },
      note: 'for `avif` what Cloudflare falls back to; `auto` chooses WebP or the formats behind it, never AVIF',
    },
    background: {
      to: 'background',
      note: 'hex, a name, `rgb()` or `rgba()`; `fit=pad` without it is white',
    },
    rotate: { to: 'rotate' },
    flip: {
      code: '`flip`, `flop`',
      note: '`h`, `v`, `hv`; Cloudflare mirrors before it turns, so with `rotate=90` or `270` the axes change places',
    },
    trim: {
      code: '`crop`, `trim`',
      note:
        'numbers of pixels, multiplied by `dpr` as there: `top;right;bottom;left` with `right` and `bottom` 0, since the size ' +
        'of the source is not known yet. Not together with `rotate` or `flip`. `border` needs `trim`',
    },
    'trim.left': { code: '`crop`' },
    'trim.top': { code: '`crop`' },
    'trim.width': { code: '`crop`' },
    'trim.height': { code: '`crop`' },
    brightness: { to: 'brightness', neutral: [0], note: 'a factor' },
    contrast: { to: 'contrast', neutral: [0], note: 'a factor' },
    saturation: { to: 'saturation', note: 'a factor' },
    gamma: { to: 'gamma', neutral: [0], note: 'above 1 is lighter' },
    blur: {
      to: 'blur',
      times: 0.5,
      neutral: [0],
      note: 'a radius there, half of it is sigma here',
    },
    sharpen: { to: 'sharpen', neutral: [0], note: '0 to 10' },
    metadata: {
      to: 'metadata',
      optional: true,
      note: 'changes no pixel; without it `none`, where Cloudflare keeps the copyright of a JPEG',
    },
    anim: { dropped: 'the first frame is taken' },
    onerror: { dropped: 'an error is answered as an error' },
    compression: { dropped: 'a hint about speed' },
    'slow-connection-quality': { short: 'scq', dropped: 'client hints are not read' },
    upscale: { words: { interpolate: '', generate: undefined } },
    border: { refused: 'no border yet' },
    segment: { refused: 'needs a model of pictures' },
    zoom: { refused: 'goes with `gravity=face`' },
  },
  parameters: ['enlarge', 'fit', 'crop', 'trim', 'flip', 'flop', 'lossless', 'format'],
};
