/*
 * decimal.ts - numbers with up to four decimals, kept as whole ten-thousandths
 *
 * Text in, text out, and whole numbers between: no rounding differs from one machine to another.
 */

/** '1.5' -> 15000; undefined where the text is not a number with at most four decimals. */
export function readDecimal(text: string): number | undefined {
  const found = /^(\d{0,9})(?:\.(\d{0,4}))?$/.exec(text);
  if (!found || text === '' || text === '.') return undefined;
  const [, whole = '', decimals = ''] = found;
  return Number(whole) * 10000 + Number(decimals.padEnd(4, '0'));
}

/** 15000 -> '1.5' */
export function printDecimal(tenThousandths: number): string {
  const whole = Math.floor(tenThousandths / 10000);
  const decimals = String(tenThousandths % 10000)
    .padStart(4, '0')
    .replace(/0+$/, '');
  return decimals === '' ? String(whole) : `${whole}.${decimals}`;
}
