/*
 * inspect.ts - scanrill info and scanrill plan: what the header tells, and what would be done
 */
import { metadata, plan } from '../node.ts';
import type { Arguments } from './arguments.ts';
import { findInputs, readInput, withWatermarks, type Input } from './inputs.ts';
import { inBytes, print, printable, sourceLine } from './report.ts';
import { reportFailure } from './transform.ts';

type Inspect = (args: Arguments, input: Input) => Promise<void>;

export const runInfo = (args: Arguments): Promise<number> => forEach(args, info);
export const runPlan = (args: Arguments): Promise<number> => forEach(args, planOne);

async function forEach(args: Arguments, inspect: Inspect): Promise<number> {
  let code = 0;
  for (const input of await findInputs(args.inputs, args.recursive)) {
    try {
      await inspect(args, input);
    } catch (error) {
      code = 1;
      reportFailure(args, input, error);
    }
  }
  return code;
}

const info: Inspect = async ({ json }, input) => {
  const source = await metadata(await readInput(input.path));
  print(
    json
      ? JSON.stringify({ type: 'info', input: input.path, ...source })
      : sourceLine(input.path, source),
  );
};

const planOne: Inspect = async ({ json, options, watermarks }, input) => {
  const bytes = await readInput(input.path);
  const { needMore, ...planned } = await plan(bytes, await withWatermarks(options, watermarks));
  if (needMore !== undefined || !('memory' in planned))
    throw new Error('the picture ends too early');
  if (json) {
    print(JSON.stringify({ type: 'plan', input: input.path, ...planned }));
    return;
  }
  const { width, height, format, memory, stages } = planned;
  const size = `${width} x ${height}`;
  print(
    [printable(input.path), format, size, `at most ${inBytes(memory)}`, stages.join(' → ')].join(
      '  ',
    ),
  );
};
