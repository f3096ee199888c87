/*
 * The golden cases through the C core: with SIMD, with the plain C twins, under sanitizers, and in
 * slices of one unit of work.
 */
import { transformNative } from './native.mjs';
import { testGoldens } from './compare.mjs';
import { runNative } from './runners.mjs';
import { makeSources } from './sources.mjs';
import { cases } from './table.mjs';

const sources = await makeSources(transformNative);
const outcomes = (variant, flags) => runNative(cases, sources, variant, flags);

testGoldens('native', outcomes('native'));
testGoldens('native in slices', outcomes('native', ['--slice', '1']));
testGoldens('scalar', outcomes('scalar'));
testGoldens('sanitised', outcomes('asan'));
testGoldens('sanitised in slices', outcomes('asan', ['--slice', '1']));
