/*
 * browser.mjs - the browser that the tests drive: Debian's chromium, or CHROMIUM=
 *
 * It talks to this machine alone: what it would fetch for itself is switched off.
 */
import { existsSync } from 'node:fs';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const playwright = await import('playwright-core').catch(() => undefined);

/** Why there is no browser; undefined where there is one. */
export const missing = whatIsMissing();

function whatIsMissing() {
  if (!playwright) return 'playwright-core is not there: npm --prefix tests/browser ci';
  if (existsSync(executablePath)) return undefined;
  return `${executablePath} is not there: apt-get install chromium, or CHROMIUM=path`;
}

export function openBrowser() {
  return playwright.chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
