/*
 * rows.mjs - the fixed list of workloads
 *
 * A job: width and height of the result (without both: the size of the source), fit 'cover',
 * grayscale, format. Quality is 80 wherever a format has one.
 */
const QUALITY = 80;

const row = (number, source, text, job) => ({
  number,
  source,
  text,
  job: { quality: QUALITY, ...job },
});
const to = (format, width) => ({ format, width });

export const ROWS = [
  row(1, 'photo-6mp', '6 MP JPEG -> JPEG 320', to('jpeg', 320)),
  row(2, 'photo-6mp', '6 MP JPEG -> JPEG 720', to('jpeg', 720)),
  row(3, 'photo-6mp', '6 MP JPEG -> JPEG 1600', to('jpeg', 1600)),
  row(4, 'photo-6mp', '6 MP JPEG -> WebP 720', to('webp', 720)),
  row(5, 'photo-6mp', '6 MP JPEG -> WebP 1600', to('webp', 1600)),
  row(6, 'phone-12mp', '12 MP phone -> WebP 1080', to('webp', 1080)),
  row(7, 'photo-24mp', '24 MP JPEG -> JPEG 800', to('jpeg', 800)),
  row(8, 'photo-6mp', '6 MP JPEG recompressed', { format: 'jpeg' }),
  row(9, 'progressive-6mp', 'progressive -> JPEG 720', to('jpeg', 720)),
  row(10, 'full-chroma-6mp', '4:4:4 JPEG -> JPEG 720', to('jpeg', 720)),
  row(11, 'photo-400x300', '400x300 JPEG -> JPEG 200', to('jpeg', 200)),
  row(12, 'photo-800x600', '800x600 JPEG -> JPEG 200', to('jpeg', 200)),
  row(13, 'photo-1200x800', '1200x800 JPEG -> JPEG 200', to('jpeg', 200)),
  row(14, 'photo-6mp', '6 MP JPEG -> square 200 gray', {
    format: 'jpeg',
    width: 200,
    height: 200,
    fit: 'cover',
    grayscale: true,
  }),
  row(15, 'png-3mp', '3 MP PNG photo -> PNG 720', to('png', 720)),
  row(16, 'png-3mp', '3 MP PNG photo -> WebP 720', to('webp', 720)),
  row(17, 'screenshot', 'screenshot PNG -> PNG 720', to('png', 720)),
  row(18, 'graphic', 'RGBA graphic PNG -> PNG 320', to('png', 320)),
  row(19, 'webp-3mp', '3 MP WebP -> WebP 720', to('webp', 720)),
  row(20, 'webp-alpha', 'WebP with alpha -> WebP 320', to('webp', 320)),
];

const DRAWN = ['screenshot', 'graphic'];

/** A photograph made smaller, in colour: what is asked for its chroma. */
export const isColourPhoto = ({ source, job }) =>
  job.width !== undefined && !job.grayscale && !DRAWN.includes(source);
