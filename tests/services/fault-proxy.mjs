/*
 * fault-proxy.mjs - stands before a real service and lets chosen requests go wrong
 *
 *   500, 503 SlowDown, 429   answered here; the service hears nothing
 *   reset                    the connection is closed before an answer; the service hears nothing
 *   reset in the body        ... in the middle of the service's answer
 *   short body               the answer ends early, its content-length says more
 *   lost answer              the service does what it is asked, and the connection is closed then
 *   silence                  nothing at all comes back
 *   slow                     the answer comes half a second late
 */
import { createServer, request as httpRequest } from 'node:http';

const SLOW_MS = 500;

export async function startFaultProxy(endpoint) {
  const queue = [];
  const counts = {};
  let choose = () => undefined;
  const server = createServer(async (request, response) => {
    const fault = queue.shift() ?? (await choose(request));
    if (fault !== undefined) counts[fault] = (counts[fault] ?? 0) + 1;
    const give = () => pass(endpoint, request, response, fault);
    if (fault === 'silence') return;
    if (fault === 'reset') request.socket.destroy();
    else if (/^\d/.test(fault ?? '')) refuse(request, response, fault);
    else if (fault === 'slow') setTimeout(give, SLOW_MS);
    else give();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    /** The next requests go wrong like this, one each. */
    next: (...faults) => queue.push(...faults),
    left: () => queue.length,
    clear: () => queue.splice(0),
    /** Asked for each request when none is queued: the name of a fault, or undefined; may take its time. */
    choose: (chooser) => void (choose = chooser),
    /** How often each fault was shown. */
    counts,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(request, response, fault) {
  const [status, code = 'InternalError'] = fault.split(' ');
  request.resume().on('end', () => {
    response.writeHead(Number(status), { 'content-type': 'application/xml' });
    response.end(`<Error><Code>${code}</Code><Message>made by the test</Message></Error>`);
  });
}

/** Signatures cover the Host header, so the service sees the one that the client signed. */
function pass(endpoint, request, response, fault) {
  const { hostname, port } = new URL(endpoint);
  const { method, url: path, headers } = request;
  const onward = httpRequest({ hostname, port, method, path, headers, agent: false }, (answer) => {
    const pieces = [];
    answer.on('data', (piece) => pieces.push(piece));
    answer.on('end', () => reply(response, answer, Buffer.concat(pieces), fault));
    answer.on('error', () => response.destroy());
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

function reply(response, answer, body, fault) {
  if (fault === 'lost answer') return void response.destroy();
  const headers = { ...answer.headers };
  delete headers['transfer-encoding'];
  delete headers.connection;
  if (headers['content-length'] === undefined) headers['content-length'] = String(body.length);
  response.writeHead(answer.statusCode, headers);
  const broken = fault === 'reset in the body' || fault === 'short body';
  if (!broken) return void response.end(body);
  const half = body.subarray(0, body.length >> 1);
  response.write(half, () => (fault === 'short body' ? response.socket?.end() : response.socket?.destroy()));
}
