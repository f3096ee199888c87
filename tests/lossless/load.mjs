/*
 * load.mjs - what the tests of JPEGs without loss share
 */
import { createRequire } from 'node:module';

import { configured } from '../properties.mjs';

const fromWasm = createRequire(new URL('../../wasm/package.json', import.meta.url));

export { runs } from '../properties.mjs';
export const fc = configured(fromWasm('fast-check'));

/** Of an outcome of batch(): blocks were moved, and no pixel was made. */
export const keptBlocks = ({ job }) => job?.plan?.stages[0] === 'blocks';
