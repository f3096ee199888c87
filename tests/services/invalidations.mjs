/*
 * invalidations.mjs - CloudFront's CreateInvalidation on the loopback
 *
 *   const api = await startInvalidations({ secretAccessKey, forget: (tag) => cache.forgetTag(tag) });
 *   api.endpoint, api.tags (a list for each request), await api.stop()
 *
 * Requests must be signed for CloudFront in us-east-1 with the secret. A reference that was seen
 * before is the same invalidation.
 */
import { createHmac, createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

export async function startInvalidations({ secretAccessKey, forget = async () => {} }) {
  const [tags, seen] = [[], new Set()];
  let refusal;
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces).toString();
    const answer = (status, text) => response.writeHead(status, { 'content-type': 'text/xml' }).end(text);
    const error = (status, code) => answer(status, `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`);
    const isCreate = request.method === 'POST' && /^\/2020-05-31\/distribution\/[A-Z0-9]+\/invalidation$/.test(request.url);
    if (!isCreate) return error(404, 'NoSuchResource');
    if (!isSigned(request, body, secretAccessKey)) return error(403, 'SignatureDoesNotMatch');
    if (refusal) return error(...refusal);
    const items = [...body.matchAll(/<Path>([^<]*)<\/Path>/g)].map(([, item]) => item);
    const [, quantity] = /<Quantity>(\d+)<\/Quantity>/.exec(body) ?? [];
    const [, reference] = /<CallerReference>([^<]+)<\/CallerReference>/.exec(body) ?? [];
    const isTag = (item) => /^#[!-+\--~]{1,256}$/.test(item);
    if (Number(quantity) !== items.length || !reference || !items.every(isTag)) return error(400, 'InvalidArgument');
    if (!seen.has(reference)) {
      seen.add(reference);
      tags.push(items.map((item) => item.slice(1)));
      for (const item of items) await forget(item.slice(1));
    }
    answer(201, '<Invalidation><Status>InProgress</Status></Invalidation>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    tags,
    /** From now on every request is answered with this; without it, as usual again. */
    refuse: (...answer) => void (refusal = answer.length > 0 ? answer : undefined),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Signature version 4, as the general reference describes it. */
function isSigned({ method, url, headers }, body, secret) {
  const [, scope, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '') ?? [];
  if (!/^\d{8}\/us-east-1\/cloudfront\/aws4_request$/.test(scope ?? '')) return false;
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`).join('');
  const canonical = [method, url, '', lines, names, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce((above, part) => hmac(above, part), `AWS4${secret}`);
  return hmac(key, text).toString('hex') === signature;
}
