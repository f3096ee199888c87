/*
 * max_bytes.mjs - is any result larger than maxBytes?
 *
 * Accepted pictures, 500 pixels wide, to each format: with a limit that a lower quality meets, and
 * with one that only fewer pixels meet. Each way takes another of SHARES of the pictures.
 */
import { batch } from '../golden/native.mjs';

const FORMATS = [
  { format: 'jpeg' },
  { format: 'jpeg', progressive: true, chroma: '444' },
  { format: 'webp' },
  { format: 'png' },
];
const LIMITS = [30000, 3000];
const SHARES = 8;

/** A profile that is kept counts, too. */
const REFUSED = ['MAX_BYTES_TOO_SMALL', 'TOO_MANY_PIXELS'];

export async function checkMaxBytes(rows, report) {
  const accepted = rows.filter(({ verdict }) => verdict === 'accept');
  report.heading('maxBytes: results; how many were refused');
  let share = 0;
  for (const options of FORMATS) {
    for (const maxBytes of LIMITS) {
      const sample = accepted.filter((_, at) => at % SHARES === share);
      share = (share + 1) % SHARES;
      const jobs = sample.map(({ file }) => ({ path: file, options: { ...options, width: 500, maxBytes } }));
      const outcomes = await batch(jobs, { keepData: false });
      let refused = 0;
      for (const [at, { status, bytes }] of outcomes.entries()) {
        if (REFUSED.includes(status)) refused++;
        const fits = REFUSED.includes(status) || (status === 'OK' && bytes > 0 && bytes <= maxBytes);
        report.check(fits, () => `${sample[at].path}, ${JSON.stringify(jobs[at].options)}: ${status}, ${bytes} bytes`);
      }
      report.row(outcomes.length, `${JSON.stringify({ ...options, maxBytes })}  ${refused} refused`);
    }
  }
}
