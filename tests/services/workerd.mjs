/*
 * workerd.mjs - the fetch handler in Cloudflare's own runtime, which has no file, no Node and no compiler
 *
 *   const form = await startWorkerd(folder, { source, variants, keys });
 *   const { status, headers, body } = await form.ask('/cat.jpg/_/w=400');
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startProgram, until } from './processes.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PROGRAM = here('workerd/node_modules/workerd/bin/workerd');
const CORE = here('../../wasm/dist/scanrill.wasm');
const { build } = createRequire(new URL('../../edge-host/package.json', import.meta.url))('esbuild');

/** false, or the sentence that says what is missing here. */
export const workerdIsMissing = () => !existsSync(PROGRAM) && 'workerd is not installed: tools/setup services';

const configuration = ({ port, bindings }) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .handler),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const handler :Workerd.Worker = (
  modules = [
    (name = "worker", esModule = embed "worker.js"),
    (name = "./scanrill.wasm", wasm = embed "scanrill.wasm"),
  ],
  bindings = [${Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`).join(', ')}],
  compatibilityDate = "2026-11-01",
);
`;

/** 'folder' is emptied. */
export async function startWorkerd(folder, { source, variants, keys }) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [here('workerd/worker.mjs')],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['./scanrill.wasm'],
    nodePaths: [here('../../edge-host/node_modules')],
    logLevel: 'warning',
  });
  await copyFile(CORE, join(folder, 'scanrill.wasm'));
  const port = await freePort();
  const bindings = { SOURCE: source, VARIANTS: variants, ACCESS_KEY_ID: keys.accessKeyId, SECRET_ACCESS_KEY: keys.secretAccessKey };
  await writeFile(join(folder, 'config.capnp'), configuration({ port, bindings }));
  const program = startProgram(PROGRAM, ['serve', 'config.capnp'], { cwd: folder, log: join(folder, 'workerd.out') });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/`)).status === 400, program, 'workerd');
  return {
    async ask(path, init) {
      const answer = await fetch(url + path, init);
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) };
    },
    async stop() {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
