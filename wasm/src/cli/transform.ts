/*
 * transform.ts - scanrill cat.jpg -w 800 -o cat.webp
 */
import { transform, type PictureOptions, type TransformResult } from '../node.ts';
import type { Arguments } from './arguments.ts';
import { findInputs, readInput, withWatermarks, type Input } from './inputs.ts';
import {
  exists,
  existsAlready,
  outputPath,
  readTarget,
  samePath,
  withNamedFormat,
  writeWhole,
  type Target,
} from './outputs.ts';
import {
  clearStatus,
  failureLine,
  failureOf,
  print,
  printable,
  resultLine,
  say,
  showStatus,
} from './report.ts';
import { UsageError, shellWords } from './usage.ts';

interface Task {
  args: Arguments;
  options: PictureOptions;
  target: Target;
  /** the results of this run: two pictures must not get one name */
  written: Set<string>;
}

/** Transform every input; answers the exit code. */
export async function runTransform(args: Arguments, argv: readonly string[]): Promise<number> {
  const target = await readTarget(args.output);
  const options = await withWatermarks(withNamedFormat(args.options, target), args.watermarks);
  const inputs = await findInputs(args.inputs, args.recursive);
  refuseWhatCannotBe(args, target, inputs, argv);
  const task: Task = { args, options, target, written: new Set() };
  let failed = 0;
  let bytesIn = 0;
  let bytesOut = 0;
  for (const input of inputs) {
    try {
      const done = await transformOne(task, input);
      bytesIn += done.bytesIn;
      bytesOut += done.bytesOut;
    } catch (error) {
      failed++;
      reportFailure(args, input, error);
    }
  }
  if (args.json) {
    const done = inputs.length - failed;
    print(JSON.stringify({ type: 'summary', done, failed, bytesIn, bytesOut }));
  }
  return failed === 0 ? 0 : 1;
}

function refuseWhatCannotBe(
  { json, output = '' }: Arguments,
  target: Target,
  inputs: readonly Input[],
  argv: readonly string[],
): void {
  if (json && target.kind === 'stdout') {
    throw new UsageError('--json and -o - both want standard output');
  }
  if (target.kind === 'beside' && inputs.some(({ path }) => path === '-')) {
    throw new UsageError(
      'a picture from standard input needs -o',
      shellWords(['scanrill', ...argv, '-o', '-']),
    );
  }
  if (inputs.length < 2 || (target.kind !== 'file' && target.kind !== 'stdout')) return;
  const extension = /\.\w+$/.exec(output)?.[0];
  const pattern =
    extension === undefined ? `${output === '-' ? 'out' : output}/` : `{name}${extension}`;
  const corrected = argv.map((word, at) => {
    if (word === output && /^(?:-o|--output)$/.test(argv[at - 1] ?? '')) return pattern;
    return [`-o${output}`, `--output=${output}`].includes(word) ? `--output=${pattern}` : word;
  });
  const place = output === '-' ? 'standard output' : `one file, ${output}`;
  throw new UsageError(
    `${inputs.length} pictures cannot go to ${place}`,
    shellWords(['scanrill', ...corrected]),
  );
}

async function transformOne(
  { args, options, target, written }: Task,
  input: Input,
): Promise<{ bytesIn: number; bytesOut: number }> {
  if (target.kind === 'file' && !args.overwrite && (await exists(target.path))) {
    throw existsAlready(target.path);
  }
  const bytes = await readInput(input.path);
  const result = await transform(bytes, options, {
    onProgress: (share) => showStatus(`${printable(input.path)}  ${Math.floor(share * 100)} %`),
  });
  clearStatus();
  const sized = options.width !== undefined || options.height !== undefined;
  const path = outputPath(target, input, result, sized);
  if (path === undefined) await writeOut(result.data);
  else await writeFileOnce(path, input, result, args.overwrite, written);
  reportResult(args, input, path ?? '-', bytes.length, result);
  return { bytesIn: bytes.length, bytesOut: result.data.length };
}

async function writeFileOnce(
  path: string,
  input: Input,
  result: TransformResult,
  overwrite: boolean,
  written: Set<string>,
): Promise<void> {
  if (written.has(path)) throw new Error(`${path} is the result of another picture of this run`);
  if (!overwrite && samePath(path, input.path)) {
    throw new Error(`${path} is the source itself; name the result with -o, or add --overwrite`);
  }
  await writeWhole(path, result.data, overwrite);
  written.add(path);
}

const writeOut = (data: Uint8Array): Promise<void> =>
  new Promise((done, fail) => {
    process.stdout.write(data, (error) => (error ? fail(error) : done()));
  });

function reportResult(
  { json, quiet }: Arguments,
  input: Input,
  output: string,
  bytesIn: number,
  result: TransformResult,
): void {
  if (json) {
    const { width, height, format, data, info } = result;
    const { ms, peakMemory, warnings } = info;
    print(
      JSON.stringify({
        type: 'file',
        input: input.path,
        output,
        width,
        height,
        format,
        bytesIn,
        bytesOut: data.length,
        ms,
        peakMemory,
        warnings,
      }),
    );
  } else if (!quiet) say(resultLine(input.path, output, bytesIn, result));
}

/** Failures of one input do not stop the others. */
export function reportFailure({ json }: Arguments, input: Input, error: unknown): void {
  const failure = failureOf(error);
  if (json) print(JSON.stringify({ type: 'error', input: input.path, ...failure }));
  else say(failureLine(input.path, failure));
}
