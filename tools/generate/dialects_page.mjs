/*
 * dialects_page.mjs - docs/dialects.md: what other systems' URLs mean here
 */
import { dialects, isPossible, meaningOf } from '../../edge-host/viewer/dialects/table.mjs';

const code = (text) => `\`${text}\``;

/** 'becomes' of one row, in words. */
function meaning(row, known) {
  if (row.dropped) return `dropped and counted: ${row.dropped}`;
  if (row.refused) return `**refused**: ${row.refused}`;
  if (row.optional && !isPossible(row, known)) return `dropped and counted: no ${code(row.to)} yet`;
  if (!isPossible(row, known)) return `**refused**: no ${code(row.to)} yet`;
  if (row.code) return row.code;
  if (row.words)
    return Object.entries(row.words)
      .map((word) => meaningOfWord(...word, known))
      .join('; ');
  const factor = row.times ? ` × ${row.times}` : '';
  return `${code(row.to)}${factor}${row.plus ? ` + ${row.plus}` : ''}`;
}

function meaningOfWord(word, query, known) {
  const ours = meaningOf(query, known);
  const theirs = word === '' ? '' : `${code(word)} = `;
  if (ours === undefined) return `${theirs}**refused**`;
  return `${theirs}${ours === '' ? 'dropped' : code(ours)}`;
}

function table(dialect, known) {
  const rows = Object.entries(dialect.rows).map(([name, row]) => {
    const names = [name, ...(row.short ? [row.short] : [])].map(code).join(', ');
    return `| ${names} | ${meaning(row, known)} | ${row.note ?? ''} |`;
  });
  return `| ${dialect.option} | here | |\n|---|---|---|\n${rows.join('\n')}\n`;
}

export function dialectsPage({ options }) {
  const known = new Set(options.map(({ name }) => name));
  const [cloudflare, thumbor, handler] = ['cloudflare', 'thumbor', 'image-handler'].map((name) => ({
    head: `## ${dialects[name].title}\n\n\`${dialects[name].form}\``,
    rows: table(dialects[name], known),
  }));
  return `<!-- Written by \`node tools/generate.mjs\` from edge-host/viewer/dialects/*.table.mjs; do not edit. -->

# URLs that you already have

A distribution can understand the URLs of another system: then pages keep their addresses, and only the host
behind them changes. A dialect is a viewer function of its own that turns such a URL into one of ours. After
that everything is as always: the same [recipe](recipe.md), the same bytes, one object in the cache for all
spellings.

    make serve DIALECT=cloudflare      # or thumbor, image-handler
    curl -o avatar.jpg 'localhost:8080/cdn-cgi/image/width=80,quality=75/lake.jpg'

The functions lie in \`edge-host/dist/viewer/\` as \`cloudflare.js\`, \`thumbor.js\` and \`image-handler.js\`, in place of
\`viewer.js\`.

1. What would give another picture than that system gives is refused with 400 and its name, not left out.
   Where the pictures differ all the same, the tables say so.
2. What changes no pixel is accepted, dropped and counted in \`x-scanrill-unknown\`.
3. An option that scanrill learns works in these URLs, too: the tables below follow its own.
4. A distribution has one source of pictures. Pictures of other sites are refused; a bucket's name is dropped.
5. Plain paths with a query are our own URLs, with the long and the short names of the options that the
   dialect can ask for.
6. Sizes, quality and place of the picture follow the other system. The pixels are scanrill's: other resampling
   and other encoders give a few levels of difference.

${cloudflare.head}

${cloudflare.rows}
The order of work is ours: turn, mirror, crop, resize, then colours. Names that are not in this table are refused.
The query belongs to us (\`v=\`, say), not to the picture's address.

## Thumbor

${thumbor.head.split('\n\n')[1]}

As AWS's image handler (Dynamic Image Transformation for Amazon CloudFront, once Serverless Image Handler) reads
them. Parts may come in any order; the first one that is none begins the key.

| part | here | |
|---|---|---|
| \`unsafe\` | dropped | signatures of Thumbor are not checked |
| \`300x200\` | \`width=300&height=200&fit=cover&enlarge=1\` | |
| \`300x0\`, \`300x\`, \`0x200\`, \`x200\` | one side | the other follows from the picture's shape |
| \`0x0\`, \`origxorig\` | no resize | \`orig\` on one side is **refused**: the size of the source is not known yet |
| \`-300x-200\` | \`flop=1&flip=1\` | |
| \`fit-in\` | \`fit=inside\` | may enlarge, as in AWS's handler; Thumbor itself never does. \`no_upscale()\` says no in both |
| \`full-fit-in\` | \`fit=outside\` | \`adaptive-fit-in\` is **refused** |
| \`10x20:110x220\` | \`crop=10_20_100_200\` | not together with a turn or a mirror |
| \`left\`, \`center\`, \`right\`, \`top\`, \`middle\`, \`bottom\` | \`position\` | behind the size |
| \`smart\` | **refused** | needs a model of pictures |
| \`trim\` | **refused** | |
| \`s3:bucket\` | dropped and counted | |

${thumbor.rows}
All other filters are refused. Options of the query overrule those of the path, as in AWS's handler.

${handler.head}

The same handler's requests in JSON, for instance of
\`{"bucket":"photos","key":"a/b.jpg","edits":{"resize":{"width":300,"height":200,"fit":"cover"},"grayscale":true}}\`. Its query
parameters \`width height fit format rotate flip flop greyscale\` work beside it and overrule it, and also
with plain paths.

${handler.rows}
Plain paths are not enlarged unless they say \`enlarge=1\`. A \`crop\` counts in the upright picture.

All other edits are refused, unless they are \`false\` or \`null\`. \`withoutEnlargement\` with \`cover\` keeps the shape of the
box here, where sharp cuts each side by itself. \`contain\` without a colour has black bars, as sharp's; transparent
pixels become black, too. \`headers\` and \`effort\` are dropped.
`;
}
