/*
 * recipe_page.mjs - docs/recipe.md: every option, the sizes that fit makes, the canonical form
 */
import { fitSize } from './fit_model.mjs';
import { written } from './pages.mjs';

/**
 * One URL for each option; an option without one is an error, so that the page stays complete.  Its
 * picture is made by `node tools/docs-pictures.mjs`.
 */
const examples = {
  width: 'w=400',
  height: 'h=200',
  fit: 'w=400&h=400&fit=contain&bg=silver',
  position: 'w=300&h=400&pos=0.8x0.33',
  linear: 'w=400&linear=1',
  enlarge: 'w=700&enlarge=1',
  dpr: 'w=100&dpr=2',
  kernel: 'crop=300_100_40_40&w=400&enlarge=1&kernel=nearest',
  crop: 'crop=300_100_200_200',
  trim: 'trim=60&w=300',
  rotate: 'rot=90',
  flip: 'flip=1',
  flop: 'flop=1',
  grayscale: 'gray=1',
  brightness: 'brightness=1.4',
  contrast: 'contrast=1.6',
  gamma: 'gamma=1.8',
  saturation: 'saturation=2',
  tint: 'tint=704214',
  blur: 'w=400&blur=6',
  sharpen: 'w=400&sharpen=1.5',
  sharpenSigma: 'w=400&sharpen=1.5&ssig=3',
  radius: 'w=300&h=300&radius=max&f=webp',
  pad: 'w=300&pad=40&bg=pink',
  background: 'f=jpeg&bg=f5f5dc',
  quality: 'q=5',
  lossless: 'w=120&f=webp&ll=1',
  watermark: 'wm=balloon.webp',
  watermarkPosition: 'wm=balloon.webp&wmpos=left-top',
  watermarkX: 'wm=balloon.webp&wmx=0.25',
  watermarkY: 'wm=balloon.webp&wmy=0.25',
  watermarkScale: 'wm=balloon.webp&wmscale=0.75',
  watermarkOpacity: 'wm=balloon.webp&wmscale=0.75&wmopacity=0.4',
  watermarkTile: 'wm=balloon.webp&wmtile=1&wmx=0.1&wmy=0.1',
  watermarkRotate: 'wm=balloon.webp&wmscale=0.75&wmrot=30',
  progressive: 'f=jpeg&prog=1',
  chroma: 'f=jpeg&chroma=444',
  effort: 'w=120&f=webp&ll=1&effort=6',
  alphaQuality: 'w=200&f=webp&aq=10',
  maxBytes: 'maxbytes=1500',
  palette: 'w=200&f=png&palette=1',
  colors: 'f=png&colors=8',
  dither: 'f=png&colors=8&dither=0',
  format: 'f=auto',
  icc: 'w=400&icc=keep',
  metadata: 'w=400&meta=copyright',
};

/** Options that need transparent pixels to be seen. */
const transparent = new Set(['background', 'lossless', 'effort', 'alphaQuality']);

/** Options of which a picture cannot tell, or that need a second file. */
const invisible = new Set(['icc', 'metadata', 'progressive', 'chroma', 'effort']);

/** { source, query, picture }: names of files in docs/pictures; 'picture' undefined: none is made. */
export function exampleOf(option) {
  const query = examples[option];
  if (query === undefined) throw new Error(`option ${option} has no example in recipe_page.mjs`);
  const type = /\bf=(jpeg|png)\b/.exec(query)?.[1].replace('jpeg', 'jpg') ?? 'webp';
  return {
    source: transparent.has(option) ? 'balloon.webp' : 'lake.webp',
    query,
    ...(invisible.has(option) ? {} : { picture: `${option}.${type}` }),
  };
}

const decimal = (tenThousandths) => String(tenThousandths / 10000);
const code = (text) => `\`${text}\``;

function values(option, table) {
  if (!option.list) return valuesOf(option, table);
  const several = option.type === 'KEY' ? ', several with `,` between' : '; one for all, or one each';
  return valuesOf(option, table) + several;
}

function valuesOf(option, table) {
  if (option.type === 'POSITION' && option.name !== 'position') return 'as `position`';
  const spelled = (table.words[option.name] ?? []).map(({ word, synonyms }) =>
    synonyms.length === 0 ? code(word) : `${code(word)} (${synonyms.map(code).join(', ')})`,
  );
  const numbers = (table.numberWords[option.name] ?? []).map(
    ({ word, value }) => `${code(word)} = ${value}`,
  );
  return {
    INT: () => [`whole number, ${option.low} to ${option.high}`, ...numbers].join('; '),
    DECIMAL: () => `${decimal(option.low)} to ${decimal(option.high)}, at most four decimals`,
    FLAG: () => '`1` or `0`; the bare name is `1`; `true` or `false` in JavaScript',
    TURN: () => '`0`, `90`, `180`, `270`',
    ENUM: () => spelled.join(', '),
    KEY: () => 'the key of a picture',
    POSITION: () =>
      `${spelled.join(', ')}; or a focal point \`0.5x0.33\`: shares of width and height`,
    COLOUR: () =>
      `\`rgb\`, \`rgba\`, \`rrggbb\`, \`rrggbbaa\` in hex digits, or ${table.colours.map(({ name }) => code(name)).join(', ')}`,
    SIDES: () =>
      `one number for all sides, or \`top,right,bottom,left\`, in URLs also \`top_right_bottom_left\`; whole pixels up to ${option.high}, or shares from 0 to 1`,
    RECT: () => '`left,top,width,height`, in URLs also `left_top_width_height`',
  }[option.type]();
}

function section(option, table) {
  const { source, query, picture } = exampleOf(option.name);
  const names = [...new Set([option.short, option.name, ...option.aliases])];
  return `### ${option.name}

${option.help[0].toUpperCase()}${option.help.slice(1)}.

| | |
|---|---|
| in URLs | ${names.map(code).join(', ')} |
| values | ${values(option, table)} |
| default | ${option.default === '' ? 'none' : code(option.default)} |
| example | \`/${source}?${query}\` |
${picture ? `\n![${source} with ${query}](pictures/${picture})\n` : ''}`;
}

const larger = { width: 1600, height: 1200 };
const smaller = { width: 200, height: 150 };
const size = ({ width, height }) => `${width} x ${height}`;

function fitTable(table) {
  const boxes = [{ width: 400, height: 400 }, { width: 400 }];
  const rows = boxes.flatMap((box) =>
    (box.height ? table.words.fit.map(({ word }) => word) : ['any']).map((fit) => {
      const cells = [
        [larger, false],
        [larger, true],
        [smaller, false],
        [smaller, true],
      ].map(([source, enlarge]) => size(fitSize(source, box, fit, enlarge)));
      return `| ${box.height ? '`w=400&h=400`' : '`w=400`'} | ${code(fit)} | ${cells.join(' | ')} |`;
    }),
  );
  return `| box | fit | larger source | larger, \`enlarge=1\` | smaller source | smaller, \`enlarge=1\` |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

export function recipePage(table) {
  return `${written('src/request/options.def')}
# Recipe: what to do with a picture

The same options everywhere: \`transform(bytes, { width: 400 })\` in JavaScript, \`--width 400\` on the command
line, \`?width=400\` or \`?w=400\` in a URL, \`{"width":400}\` in JSON.

JavaScript, JSON and the command line refuse a name that they do not know. A URL may carry names of other
people (\`utm_source\`): they are dropped and counted. A wrong value of a known option is refused everywhere.

## Options

The core makes the pictures of [lake.webp](pictures/lake.webp) and [balloon.webp](pictures/balloon.webp). So that the page
stays small, they have \`dpr=0.4\`, \`q=60\` and, where the example has no size, \`w=400\` beside what it says.

${table.options.map((option) => section(option, table)).join('\n')}
## Spellings of other systems

In URLs only:

| written | read as |
|---|---|
${table.spellings.map(({ name, value, meaning }) => `| \`${name}=${value}\` | \`${meaning}\` |`).join('\n')}

## Sizes

Numbers in a recipe are in the axes of the result: the camera's orientation, \`rotate\`, \`flip\` and \`flop\` are
applied first, then \`crop\`, then the sizes. A crop that hangs over an edge is cut there; one that begins
outside the picture is refused. Sizes round to the nearest whole pixel, halves up, and are at least 1. Without
\`enlarge\` no pixel of the picture is made larger.

${fitMeanings}
The larger source has ${size(larger)} pixels, the smaller one ${size(smaller)}:

${fitTable(table)}
The same recipe and the same source give the same size on every machine: sizes are computed in one place
(\`src/request/plan.c\`), and this table by a second program that the tests compare with it.

${watermarks}
## JPEGs without loss

A JPEG stores blocks of 8 x 8 values. With \`lossless=1\` a JPEG that is made from a JPEG keeps these blocks where it can:
they are moved and turned as they are, nothing is decoded to pixels, and nothing is lost however often it is done. Codes
are made anew; metadata goes or stays as \`metadata\` says. \`quality\` and \`chroma\`
mean nothing then. This is for archives and uploads: the bytes are nearly those of the source, and a photograph at the
quality of a camera is several times what it is at ${table.options.find(({ name }) => name === 'quality').default}.

It can where nothing changes but place: the camera's orientation, \`rotate\`, \`flip\`, \`flop\`, \`crop\`, sizes that the picture has
already, and \`grayscale\`, which leaves chroma out. The result's left and upper edges must lie between blocks of all planes
in the stored picture: every 16 pixels for 4:2:0, every 8 for 4:4:4 and for gray. So a turn or a mirroring wants a source
whose width or height, the one that comes to lie first, is a multiple of that, as in 4032 x 3024. A crop may end
anywhere.

Where it cannot, the picture is compressed at \`quality\` as without \`lossless\`, and never cropped elsewhere than asked. When
only an edge was in the way, or colours that are not YCbCr, a warning says so. A profile that is converted
(\`icc=srgb\`) and \`maxBytes\` need pixels, too; with \`icc=keep\` blocks and profile stay.

## The canonical recipe

A variant is named by its source and a recipe in canonical form: \`/photos/cat.jpg/_/w=400,f=webp\`. Options
that mean the same have the same recipe, so that a cache keeps one object for them.

1. Short names, in the order of this page; \`,\` between pairs and \`=\` inside them.
2. Options that have their default are left out. No options at all are the empty recipe: the source's format,
   quality ${table.options.find(({ name }) => name === 'quality').default}, upright, without metadata. It is never the stored original.
3. \`dpr\` is multiplied into \`width\` and \`height\`, and into \`blur\`, \`radius\` and a \`pad\` of pixels as far as
   their ranges go, rounding halves up, and disappears.
4. Words lose their synonyms (\`jpg\` is \`jpeg\`), flags are \`1\`, decimals have no zeros at their end, colours are
   \`rrggbb\` or, when not opaque, \`rrggbbaa\`, lists use \`_\`: \`crop=10_20_300_400\`,
   and four equal sides are written as one: \`pad=20\`; so is a list of equal values for several watermarks.
   Keys of watermarks have \`,\` between, which is \`!2c\`.
5. Bytes are \`[A-Za-z0-9._~-]\`; any other byte of a value is \`!\` and two lower-case hex digits. Nothing in a
   recipe is percent-encoded, so one percent-decoding of a path changes nothing in it.
6. At most 512 bytes.
7. \`f=auto\` becomes \`f=webp\` when the client's \`Accept\` header names \`image/webp\` with a q above 0 (wildcards do
   not count), and stays \`f=auto\` otherwise: JPEG, or PNG if the pixels have alpha.

The key before \`/_/\` is percent-encoded segment by segment with upper-case digits. A key may not hold an empty
segment, \`.\`, \`..\`, \`_\`, a NUL or a backslash.
`;
}

const fitMeanings = `- \`cover\` fills the box and cuts what hangs over; \`position\` says what stays. A picture that is too small for
  the box gives a smaller box of the same shape.
- \`contain\` is always the box: the whole picture, and bars around it; \`position\` says where the picture goes.
- \`fill\` stretches the picture to the box, each side as far as the picture reaches.
- \`inside\` keeps the picture's shape, as large as fits into the box.
- \`outside\` keeps the picture's shape, as small as still covers the box.
- With one side only, the other follows from the picture's shape.
`;

const watermarks = `## Watermarks

A watermark is a picture (JPEG, PNG or WebP; PNG and WebP with their transparency) that is laid over the
result, after everything else. \`/photos/cat.jpg?w=800&wm=logos/acme.png\` puts it into the lower right corner,
a quarter of the result's shorter side long, a small margin from the edges.

All lengths are shares of the result's shorter side, so that a mark looks alike on every size, shape and
\`dpr\`. \`watermarkScale\` is its longer side before it is turned; it is never larger than its own pixels
without \`enlarge\`. \`watermarkX\` and \`watermarkY\` are margins: a mark in a corner keeps them from its edges,
one in the middle is exactly in the middle, and tiles are one margin apart. What hangs over an edge is cut.

Several, at most four: \`wm=logos/acme.png,logos/new.png&wmpos=right-bottom_left-top&wmscale=0.2_0.1\`. Lists
are matched by their order, one value serves all, and the first mark lies lowest. A key with a comma cannot be
a watermark.

- **URL**: \`wm\` is a key in the store of the originals. A deployment takes only keys that begin with its
  \`watermarkPrefix\`, and none without that setting; the local server takes all of its folder.
  A mark that changes needs a new key, or another \`v=\` in the URLs: variants do not ask for their marks again.
  Where unsigned URLs are limited, marks come from presets or with a signature.
- **JavaScript**: \`transform(photo, { watermark: logo, watermarkPosition: 'left-top' })\`, where \`logo\` is
  bytes or a Blob like the picture, or an array of them.
- **Command line**: \`scanrill cat.jpg -w 800 --watermark acme.png --watermark-scale 0.2\`; \`--watermark\` may be
  given again.

Marks come last: over bars, padding and rounded corners, and no adjustment changes them. A mark's colours are
converted to sRGB from its own profile. On a grayscale result it is gray; on a gray source it keeps its colours,
and the result has colour. It is a job of its own with limits of its own
([limits](limits.md): \`max_watermark_bytes\`, \`max_watermark_pixels\`), and its errors begin with
\`watermark 1:\`. How it is counted into the memory of a plan, and why lengths are shares, is in
[decision 0007](decisions/0007-watermarks.md).
`;
