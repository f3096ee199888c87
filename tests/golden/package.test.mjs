/*
 * The golden cases through scanrill.wasm: the package in Node, and slices of one unit of work.
 */
import { transformNative } from './native.mjs';
import { testGoldens } from './compare.mjs';
import { runPackage, runPackageInSlices } from './runners.mjs';
import { makeSources } from './sources.mjs';
import { cases } from './table.mjs';

const sources = await makeSources(transformNative);

testGoldens('the package', runPackage(cases, sources));
testGoldens('the package in slices', runPackageInSlices(cases, sources));
