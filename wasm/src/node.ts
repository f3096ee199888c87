/*
 * node.ts - the package in Node
 */
import { scanrill } from './node-host.ts';

export const { transform, plan, metadata, version, init } = scanrill;
export * from './exports.ts';
