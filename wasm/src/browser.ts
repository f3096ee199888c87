/*
 * browser.ts - the package in browsers
 */
import { scanrill } from './browser-host.ts';

export const { transform, plan, metadata, version, init } = scanrill;
export * from './exports.ts';
