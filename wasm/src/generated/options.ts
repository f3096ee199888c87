// Written by `node tools/generate.mjs` from src/request/options.def; do not edit.

/** What to do with a picture. Every option may be left out. */
export interface TransformOptions {
  /** width of the result in pixels */
  width?: number;
  /** height of the result in pixels */
  height?: number;
  /** how the picture fills the box when both sides are given; default cover */
  fit?:
    | 'cover'
    | 'crop'
    | 'contain'
    | 'pad'
    | 'fill'
    | 'squeeze'
    | 'scale'
    | 'inside'
    | 'clip'
    | 'max'
    | 'scale-down'
    | 'outside'
    | 'min';
  /**
   * which part stays when 'cover' cuts, and where 'contain' puts the picture: a name or a focal
   * point such as 0.5x0.33; default center
   */
  position?:
    | 'center'
    | 'centre'
    | 'middle'
    | 'top'
    | 'north'
    | 'n'
    | 'right-top'
    | 'northeast'
    | 'ne'
    | 'top-right'
    | 'right'
    | 'east'
    | 'e'
    | 'right-bottom'
    | 'southeast'
    | 'se'
    | 'bottom-right'
    | 'bottom'
    | 'south'
    | 's'
    | 'left-bottom'
    | 'southwest'
    | 'sw'
    | 'bottom-left'
    | 'left'
    | 'west'
    | 'left-top'
    | 'northwest'
    | 'nw'
    | 'top-left'
    | `${number}x${number}`;
  /**
   * average light instead of stored values when the size changes: fine bright detail keeps its
   * brightness; slower, because a JPEG is decoded at its full size; default 0
   */
  linear?: boolean;
  /** allow results larger than the source; default 0 */
  enlarge?: boolean;
  /**
   * device pixel ratio: width and height, and the pixels of blur, radius and pad, are
   * multiplied by it (0.1 to 5); default 1
   */
  dpr?: number;
  /** how pixels are weighed when the size changes; default lanczos3 */
  kernel?:
    | 'lanczos3'
    | 'lanczos2'
    | 'mitchell'
    | 'cubic'
    | 'catrom'
    | 'linear'
    | 'bilinear'
    | 'nearest';
  /**
   * take this region of the upright picture first: left,top,width,height in pixels or as shares
   * of the sides (0 to 1)
   */
  crop?: readonly [left: number, top: number, width: number, height: number] | string;
  /**
   * cut off a border of one colour before anything is measured: how many levels a sample may
   * differ from the corner's; 'auto' is 10
   */
  trim?: number | 'auto' | 'border';
  /**
   * turn clockwise by 0, 90, 180 or 270 degrees, after the camera's orientation has been
   * applied; default 0
   */
  rotate?: 0 | 90 | 180 | 270;
  /** mirror top to bottom; default 0 */
  flip?: boolean;
  /** mirror left to right; default 0 */
  flop?: boolean;
  /** drop the colour (BT.601 luma); default 0 */
  grayscale?: boolean;
  /** multiplies every channel: 0 is black, 1 changes nothing; default 1 */
  brightness?: number;
  /** multiplies the distance from middle gray: 0 is gray, 1 changes nothing; default 1 */
  contrast?: number;
  /**
   * lightens (above 1) or darkens the middle tones and leaves black and white: channels to the
   * power of 1/gamma; default 1
   */
  gamma?: number;
  /**
   * multiplies the distance from the gray of the same luma: 0 is gray, 1 changes nothing;
   * default 1
   */
  saturation?: number;
  /**
   * black over this colour to white, each pixel by its luma; the colour's alpha says how
   * strongly
   */
  tint?: string;
  /** Gaussian blur: sigma in pixels of the result */
  blur?: number;
  /**
   * unsharp mask on luma: how much of the difference from the blurred picture is added; 1 is
   * plenty after a reduction; default 0
   */
  sharpen?: number;
  /** how wide 'sharpen' looks: sigma of its blur in pixels of the result; default 1 */
  sharpenSigma?: number;
  /**
   * rounds the picture's corners, in pixels of the result and at most half a side; 'max' makes
   * an ellipse, of a square a circle; default 0
   */
  radius?: number | 'max';
  /**
   * space around the picture in the colour of 'background': pixels, or shares of the picture's
   * shorter side; default 0
   */
  pad?: number | readonly [top: number, right: number, bottom: number, left: number] | string;
  /**
   * colour behind transparent pixels and bars; without it JPEG gets white, PNG and WebP stay
   * transparent
   */
  background?: string;
  /**
   * pictures laid over the result, up to 4: keys in the picture's own store; on the command
   * line files, for transform() their bytes
   */
  watermark?: string | readonly string[];
  /**
   * where a watermark lies between its margins: a name or a point such as 0.5x0.33; default
   * right-bottom
   */
  watermarkPosition?:
    | NonNullable<TransformOptions['position']>
    | readonly NonNullable<TransformOptions['position']>[];
  /** margin left and right of a watermark, as a share of the result's shorter side; default 0.02 */
  watermarkX?: number | readonly number[];
  /** margin above and below a watermark, as a share of the result's shorter side; default 0.02 */
  watermarkY?: number | readonly number[];
  /**
   * longer side of a watermark, as a share of the result's shorter side; without 'enlarge'
   * never more than its own pixels; default 0.25
   */
  watermarkScale?: number | readonly number[];
  /** how much of a watermark covers what is below: 0 is nothing, 1 all of it; default 1 */
  watermarkOpacity?: number | readonly number[];
  /** repeat a watermark over the whole result, one margin apart; default 0 */
  watermarkTile?: boolean | readonly boolean[];
  /** turn a watermark clockwise about its middle, in degrees; default 0 */
  watermarkRotate?: number | readonly number[];
  /** quality of JPEG and lossy WebP; default 80 */
  quality?: number | 'low' | 'medium-low' | 'medium-high' | 'high';
  /**
   * WebP without loss; and a JPEG from a JPEG without compressing it again, where the picture
   * is only turned, mirrored, or cropped between its blocks (see 'JPEGs without loss'); default
   * 0
   */
  lossless?: boolean;
  /** progressive JPEG: a coarse picture first, and mostly fewer bytes; default 0 */
  progressive?: boolean;
  /**
   * how finely a JPEG keeps colour: one sample for 2 x 2 pixels, or one for each (thin coloured
   * lines and letters); default 420
   */
  chroma?: '420' | '444';
  /** how long PNG and WebP look for fewer bytes: 0 is fast, 6 is slow; default 4 */
  effort?: number;
  /** how exactly a lossy WebP keeps transparency; 100 keeps it as it is; default 100 */
  alphaQuality?: number;
  /**
   * the result has at most so many bytes: quality goes down as far as 40, then the size in
   * pixels
   */
  maxBytes?: number;
  /** PNG: at most 256 colours; more are replaced by the ones that fit best; default 0 */
  palette?: boolean;
  /** PNG: a palette of at most so many colours */
  colors?: number;
  /**
   * PNG: how much of the error of a palette's colour its neighbours make up for: 0 leaves
   * steps, 1 leaves grain; default 1
   */
  dither?: number;
  /**
   * format of the result; without it the source's; 'auto' is JPEG, or PNG if the pixels have
   * alpha (in URLs: WebP where the browser takes it)
   */
  format?: 'auto' | 'jpeg' | 'jpg' | 'png' | 'webp';
  /**
   * colour profiles: convert the pixels to sRGB; keep pixels and profile as they are; or drop
   * the profile and leave the pixels; default srgb
   */
  icc?: 'srgb' | 'keep' | 'strip';
  /**
   * what the result tells beside its pixels: nothing; artist and copyright; or all that
   * describes the photograph, its place included; default none
   */
  metadata?: 'none' | 'strip' | 'copyright' | 'keep' | 'all';
}

export type OptionName = keyof TransformOptions;

export type OptionType =
  | 'INT'
  | 'ENUM'
  | 'POSITION'
  | 'FLAG'
  | 'DECIMAL'
  | 'RECT'
  | 'TURN'
  | 'COLOUR'
  | 'SIDES'
  | 'KEY';

export interface OptionRow {
  readonly name: OptionName;
  /** its name in URLs and in the canonical recipe */
  readonly short: string;
  readonly aliases: readonly string[];
  readonly type: OptionType;
  /** one value, or one for each watermark */
  readonly list?: true;
  /** DECIMAL: in ten-thousandths */
  readonly low: number;
  readonly high: number;
  /** as text; '' where absence has a meaning of its own */
  readonly default: string;
  readonly help: string;
}

/** The table of options; its order is the order of the canonical recipe. */
export const OPTIONS: readonly OptionRow[] = [
  {
    name: 'width',
    short: 'w',
    aliases: [],
    type: 'INT',
    low: 1,
    high: 8192,
    default: '',
    help:
      'width of the result in pixels',
  },
  {
    name: 'height',
    short: 'h',
    aliases: [],
    type: 'INT',
    low: 1,
    high: 8192,
    default: '',
    help:
      'height of the result in pixels',
  },
  {
    name: 'fit',
    short: 'fit',
    aliases: [],
    type: 'ENUM',
    low: 0,
    high: 0,
    default: 'cover',
    help:
      'how the picture fills the box when both sides are given',
  },
  {
    name: 'position',
    short: 'pos',
    aliases: ['gravity', 'g'],
    type: 'POSITION',
    low: 0,
    high: 0,
    default: 'center',
    help:
      'which part stays when \'cover\' cuts, and where \'contain\' puts the picture: a name or a focal point such as 0.5x0.33',
  },
  {
    name: 'linear',
    short: 'linear',
    aliases: [],
    type: 'FLAG',
    low: 0,
    high: 1,
    default: '0',
    help:
      'average light instead of stored values when the size changes: fine bright detail keeps its brightness; slower, because a JPEG is decoded at its full size',
  },
  {
    name: 'enlarge',
    short: 'enlarge',
    aliases: ['el'],
    type: 'FLAG',
    low: 0,
    high: 1,
    default: '0',
    help:
      'allow results larger than the source',
  },
  {
    name: 'dpr',
    short: 'dpr',
    aliases: [],
    type: 'DECIMAL',
    low: 1000,
    high: 50000,
    default: '1',
    help:
      'device pixel ratio: width and height, and the pixels of blur, radius and pad, are multiplied by it (0.1 to 5)',
  },
  {
    name: 'kernel',
    short: 'kernel',
    aliases: [],
    type: 'ENUM',
    low: 0,
    high: 0,
    default: 'lanczos3',
    help:
      'how pixels are weighed when the size changes',
  },
  {
    name: 'crop',
    short: 'crop',
    aliases: ['extract', 'rect'],
    type: 'RECT',
    low: 0,
    high: 0,
    default: '',
    help:
      'take this region of the upright picture first: left,top,width,height in pixels or as shares of the sides (0 to 1)',
  },
  {
    name: 'trim',
    short: 'trim',
    aliases: [],
    type: 'INT',
    low: 0,
    high: 255,
    default: '',
    help:
      'cut off a border of one colour before anything is measured: how many levels a sample may differ from the corner\'s; \'auto\' is 10',
  },
  {
    name: 'rotate',
    short: 'rot',
    aliases: ['rotate'],
    type: 'TURN',
    low: 0,
    high: 270,
    default: '0',
    help:
      'turn clockwise by 0, 90, 180 or 270 degrees, after the camera\'s orientation has been applied',
  },
  {
    name: 'flip',
    short: 'flip',
    aliases: [],
    type: 'FLAG',
    low: 0,
    high: 1,
    default: '0',
    help:
      'mirror top to bottom',
  },
  {
    name: 'flop',
    short: 'flop',
    aliases: [],
    type: 'FLAG',
    low: 0,
    high: 1,
    default: '0',
    help:
      'mirror left to right',
  },
  {
    name: 'grayscale',
    short: 'gray',
    aliases: ['grayscale', 'greyscale', 'grey'],
    type: 'FLAG',
    low: 0,
    high: 1,
    default: '0',
    help:
      'drop the colour (BT.601 luma)',
  },
  {
    name: 'brightness',
    short: 'brightness',
    aliases: [],
    type: 'DECIMAL',
    low: 0,
    high: 100000,
    default: '1',
    help:
      'multiplies every channel: 0 is black, 1 changes nothing',
  },
  {
    name: 'contrast',
    short: 'contrast',
    aliases: [],
    type: 'DECIMAL',
    low: 0,
    high: 100000,
    default: '1',
    help:
      'multiplies the distance from middle gray: 0 is gray, 1 changes nothing',
  },
  {
    name: 'gamma',
    short: 'gamma',
    aliases: [],
    type: 'DECIMAL',
    low: 1000,
    high: 100000,
    default: '1',
    help:
      'lightens (above 1) or darkens the middle tones and leaves black and white: channels to the power of 1/gamma',
  },
  {
    name: 'saturation',
    short: 'saturation',
    aliases: [],
    type: 'DECIMAL',
    low: 0,
    high: 100000,
    default: '1',
    help:
      'multiplies the distance from the gray of the same luma: 0 is gray, 1 changes nothing',
  },
  {
    name: 'tint',
    short: 'tint',
    aliases: [],
    type: 'COLOUR',
    low: 0,
    high: 0,
    default: '',
    help:
      'black over this colour to white, each pixel by its luma; the colour\'s alpha says how strongly',
  },
  {
    name: 'blur',
    short: 'blur',
    aliases: [],
    type: 'DECIMAL',
    low: 3000,
    high: 1000000,
    default: '',
    help:
      'Gaussian blur: sigma in pixels of the result',
  },
  {
    name: 'sharpen',
    short: 'sharpen',
    aliases: [],
    type: 'DECIMAL',
    low: 0,
    high: 100000,
    default: '0',
    help:
      'unsharp mask on luma: how much of the difference from the blurred picture is added; 1 is plenty after a reduction',
  },
  {
    name: 'sharpenSigma',
    short: 'ssig',
    aliases: [],
    type: 'DECIMAL',
    low: 3000,
    high: 100000,
    default: '1',
    help:
      'how wide \'sharpen\' looks: sigma of its blur in pixels of the result',
  },
  {
    name: 'radius',
    short: 'radius',
    aliases: [],
    type: 'INT',
    low: 0,
    high: 8192,
    default: '0',
    help:
      'rounds the picture\'s corners, in pixels of the result and at most half a side; \'max\' makes an ellipse, of a square a circle',
  },
  {
    name: 'pad',
    short: 'pad',
    aliases: [],
    type: 'SIDES',
    low: 0,
    high: 8192,
    default: '0',
    help:
      'space around the picture in the colour of \'background\': pixels, or shares of the picture\'s shorter side',
  },
  {
    name: 'background',
    short: 'bg',
    aliases: ['background', 'b'],
    type: 'COLOUR',
    low: 0,
    high: 0,
    default: '',
    help:
      'colour behind transparent pixels and bars; without it JPEG gets white, PNG and WebP stay transparent',
  },
  {
    name: 'watermark',
    short: 'wm',
    aliases: ['mark'],
    type: 'KEY',
    list: true,
    low: 0,
    high: 0,
    default: '',
    help:
      'pictures laid over the result, up to 4: keys in the picture\'s own store; on the command line files, for transform() their bytes',
  },
  {
    name: 'watermarkPosition',
    short: 'wmpos',
    aliases: [],
    type: 'POSITION',
    list: true,
    low: 0,
    high: 0,
    default: 'right-bottom',
    help:
      'where a watermark lies between its margins: a name or a point such as 0.5x0.33',
  },
  {
    name: 'watermarkX',
    short: 'wmx',
    aliases: [],
    type: 'DECIMAL',
    list: true,
    low: 0,
    high: 10000,
    default: '0.02',
    help:
      'margin left and right of a watermark, as a share of the result\'s shorter side',
  },
  {
    name: 'watermarkY',
    short: 'wmy',
    aliases: [],
    type: 'DECIMAL',
    list: true,
    low: 0,
    high: 10000,
    default: '0.02',
    help:
      'margin above and below a watermark, as a share of the result\'s shorter side',
  },
  {
    name: 'watermarkScale',
    short: 'wmscale',
    aliases: [],
    type: 'DECIMAL',
    list: true,
    low: 100,
    high: 10000,
    default: '0.25',
    help:
      'longer side of a watermark, as a share of the result\'s shorter side; without \'enlarge\' never more than its own pixels',
  },
  {
    name: 'watermarkOpacity',
    short: 'wmopacity',
    aliases: [],
    type: 'DECIMAL',
    list: true,
    low: 0,
    high: 10000,
    default: '1',
    help:
      'how much of a watermark covers what is below: 0 is nothing, 1 all of it',
  },
  {
    name: 'watermarkTile',
    short: 'wmtile',
    aliases: [],
    type: 'FLAG',
    list: true,
    low: 0,
    high: 1,
    default: '0',
    help:
      'repeat a watermark over the whole result, one margin apart',
  },
  {
    name: 'watermarkRotate',
    short: 'wmrot',
    aliases: [],
    type: 'INT',
    list: true,
    low: 0,
    high: 359,
    default: '0',
    help:
      'turn a watermark clockwise about its middle, in degrees',
  },
  {
    name: 'quality',
    short: 'q',
    aliases: [],
    type: 'INT',
    low: 1,
    high: 100,
    default: '80',
    help:
      'quality of JPEG and lossy WebP',
  },
  {
    name: 'lossless',
    short: 'll',
    aliases: ['lossless'],
    type: 'FLAG',
    low: 0,
    high: 1,
    default: '0',
    help:
      'WebP without loss; and a JPEG from a JPEG without compressing it again, where the picture is only turned, mirrored, or cropped between its blocks (see \'JPEGs without loss\')',
  },
  {
    name: 'progressive',
    short: 'prog',
    aliases: [],
    type: 'FLAG',
    low: 0,
    high: 1,
    default: '0',
    help:
      'progressive JPEG: a coarse picture first, and mostly fewer bytes',
  },
  {
    name: 'chroma',
    short: 'chroma',
    aliases: [],
    type: 'ENUM',
    low: 0,
    high: 0,
    default: '420',
    help:
      'how finely a JPEG keeps colour: one sample for 2 x 2 pixels, or one for each (thin coloured lines and letters)',
  },
  {
    name: 'effort',
    short: 'effort',
    aliases: [],
    type: 'INT',
    low: 0,
    high: 6,
    default: '4',
    help:
      'how long PNG and WebP look for fewer bytes: 0 is fast, 6 is slow',
  },
  {
    name: 'alphaQuality',
    short: 'aq',
    aliases: [],
    type: 'INT',
    low: 0,
    high: 100,
    default: '100',
    help:
      'how exactly a lossy WebP keeps transparency; 100 keeps it as it is',
  },
  {
    name: 'maxBytes',
    short: 'maxbytes',
    aliases: [],
    type: 'INT',
    low: 100,
    high: 67108864,
    default: '',
    help:
      'the result has at most so many bytes: quality goes down as far as 40, then the size in pixels',
  },
  {
    name: 'palette',
    short: 'palette',
    aliases: [],
    type: 'FLAG',
    low: 0,
    high: 1,
    default: '0',
    help:
      'PNG: at most 256 colours; more are replaced by the ones that fit best',
  },
  {
    name: 'colors',
    short: 'colors',
    aliases: ['colours', 'colorquant'],
    type: 'INT',
    low: 2,
    high: 256,
    default: '',
    help:
      'PNG: a palette of at most so many colours',
  },
  {
    name: 'dither',
    short: 'dither',
    aliases: [],
    type: 'DECIMAL',
    low: 0,
    high: 10000,
    default: '1',
    help:
      'PNG: how much of the error of a palette\'s colour its neighbours make up for: 0 leaves steps, 1 leaves grain',
  },
  {
    name: 'format',
    short: 'f',
    aliases: ['fm', 'output'],
    type: 'ENUM',
    low: 0,
    high: 0,
    default: '',
    help:
      'format of the result; without it the source\'s; \'auto\' is JPEG, or PNG if the pixels have alpha (in URLs: WebP where the browser takes it)',
  },
  {
    name: 'icc',
    short: 'icc',
    aliases: [],
    type: 'ENUM',
    low: 0,
    high: 0,
    default: 'srgb',
    help:
      'colour profiles: convert the pixels to sRGB; keep pixels and profile as they are; or drop the profile and leave the pixels',
  },
  {
    name: 'metadata',
    short: 'meta',
    aliases: [],
    type: 'ENUM',
    low: 0,
    high: 0,
    default: 'none',
    help:
      'what the result tells beside its pixels: nothing; artist and copyright; or all that describes the photograph, its place included',
  },
];

/** The words that ENUM and POSITION options take, each with the synonyms that are turned into it. */
export const WORDS: Partial<
  Record<OptionName, readonly { readonly word: string; readonly synonyms: readonly string[] }[]>
> = {
  fit: [
    { word: 'cover', synonyms: ['crop'] },
    { word: 'contain', synonyms: ['pad'] },
    { word: 'fill', synonyms: ['squeeze', 'scale'] },
    { word: 'inside', synonyms: ['clip', 'max', 'scale-down'] },
    { word: 'outside', synonyms: ['min'] },
  ],
  position: [
    { word: 'center', synonyms: ['centre', 'middle'] },
    { word: 'top', synonyms: ['north', 'n'] },
    { word: 'right-top', synonyms: ['northeast', 'ne', 'top-right'] },
    { word: 'right', synonyms: ['east', 'e'] },
    { word: 'right-bottom', synonyms: ['southeast', 'se', 'bottom-right'] },
    { word: 'bottom', synonyms: ['south', 's'] },
    { word: 'left-bottom', synonyms: ['southwest', 'sw', 'bottom-left'] },
    { word: 'left', synonyms: ['west'] },
    { word: 'left-top', synonyms: ['northwest', 'nw', 'top-left'] },
  ],
  kernel: [
    { word: 'lanczos3', synonyms: [] },
    { word: 'lanczos2', synonyms: [] },
    { word: 'mitchell', synonyms: [] },
    { word: 'cubic', synonyms: ['catrom'] },
    { word: 'linear', synonyms: ['bilinear'] },
    { word: 'nearest', synonyms: [] },
  ],
  chroma: [
    { word: '420', synonyms: [] },
    { word: '444', synonyms: [] },
  ],
  format: [
    { word: 'auto', synonyms: [] },
    { word: 'jpeg', synonyms: ['jpg'] },
    { word: 'png', synonyms: [] },
    { word: 'webp', synonyms: [] },
  ],
  icc: [
    { word: 'srgb', synonyms: [] },
    { word: 'keep', synonyms: [] },
    { word: 'strip', synonyms: [] },
  ],
  metadata: [
    { word: 'none', synonyms: ['strip'] },
    { word: 'copyright', synonyms: [] },
    { word: 'keep', synonyms: ['all'] },
  ],
};

/** Words that stand for numbers. */
export const NUMBER_WORDS: Partial<
  Record<OptionName, readonly { readonly word: string; readonly value: number }[]>
> = {
  trim: [
    { word: 'auto', value: 10 },
    { word: 'border', value: 10 },
  ],
  radius: [
    { word: 'max', value: 8192 },
  ],
  quality: [
    { word: 'low', value: 40 },
    { word: 'medium-low', value: 55 },
    { word: 'medium-high', value: 75 },
    { word: 'high', value: 85 },
  ],
};

/** Colour names, and the hex digits that they become. */
export const COLOURS: readonly { readonly name: string; readonly hex: string }[] = [
  { name: 'transparent', hex: '00000000' },
  { name: 'black', hex: '000000' },
  { name: 'white', hex: 'ffffff' },
  { name: 'gray', hex: '808080' },
  { name: 'grey', hex: '808080' },
  { name: 'silver', hex: 'c0c0c0' },
  { name: 'red', hex: 'ff0000' },
  { name: 'green', hex: '008000' },
  { name: 'blue', hex: '0000ff' },
  { name: 'yellow', hex: 'ffff00' },
  { name: 'orange', hex: 'ffa500' },
  { name: 'purple', hex: '800080' },
  { name: 'navy', hex: '000080' },
  { name: 'teal', hex: '008080' },
  { name: 'lime', hex: '00ff00' },
  { name: 'pink', hex: 'ffc0cb' },
];

/** What other systems write in URLs: name=value is read as the query 'meaning'. */
export const SPELLINGS: readonly {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}[] = [
  { name: 'flip', value: 'h', meaning: 'flop=1' },
  { name: 'flip', value: 'v', meaning: 'flip=1' },
  { name: 'flip', value: 'hv', meaning: 'flip=1&flop=1' },
  { name: 'withoutEnlargement', value: '1', meaning: 'enlarge=0' },
  { name: 'withoutEnlargement', value: 'true', meaning: 'enlarge=0' },
  { name: 'withoutEnlargement', value: '0', meaning: 'enlarge=1' },
  { name: 'withoutEnlargement', value: 'false', meaning: 'enlarge=1' },
];
