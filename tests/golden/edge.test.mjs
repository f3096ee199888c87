/*
 * The golden cases through the origin-request handler, from CloudFront's event to the variants store.
 */
import { transformNative } from './native.mjs';
import { testGoldens } from './compare.mjs';
import { runEdge } from './runners.mjs';
import { makeSources } from './sources.mjs';
import { cases } from './table.mjs';

testGoldens('the edge handler', runEdge(cases, await makeSources(transformNative)));
