/*
 * pages.mjs - docs/errors.md and docs/limits.md
 */
export const written = (from) =>
  `<!-- Written by \`node tools/generate.mjs\` from ${from}; do not edit. -->\n`;

const classes = {
  CALLER: ['The request', 'The caller can correct it. The same request fails again.'],
  SOURCE: [
    'The picture',
    'This file cannot be used as it is. It fails again until it is replaced.',
  ],
  LIMIT: [
    'A limit',
    'The job would pass a wall of [limits.md](limits.md). All but DEADLINE fail again.',
  ],
  STORE: [
    'The store',
    'Where pictures lie. Hosts report these; the core never does. Worth another try.',
  ],
  OURS: ['scanrill', 'A bug. The instance is thrown away; nothing carries over to the next job.'],
};

export function errorsPage(statuses) {
  const sections = Object.entries(classes).map(([name, [title, text]]) => {
    const rows = statuses.filter((status) => status.class === name);
    if (rows.length === 0) throw new Error(`no status of class ${name}`);
    const lines = rows.map(
      (row) => `| \`${row.name}\` | ${row.number} | ${row.http} | ${row.text} | ${row.hint} |`,
    );
    return `## ${title}\n\n${text}\n\n| code | number | HTTP | what happened | what to do |\n|---|---|---|---|---|\n${lines.join('\n')}\n`;
  });
  const known = new Set(['FINE', ...Object.keys(classes)]);
  const strange = statuses.find((status) => !known.has(status.class));
  if (strange) throw new Error(`class ${strange.class} of ${strange.name} has no section`);
  return `${written('src/status.def')}
# Errors

Every failure has one of these codes, in C (\`RILL_<CODE>\`), JavaScript, JSON and HTTP answers. Codes and
numbers are stable: they are never reused and never change their meaning.

\`\`\`js
try {
  await transform(bytes, { width: 800 });
} catch (error) {
  if (!isScanrillError(error)) throw error;
  console.error(error.code, error.message, error.hint, error.status);
}
\`\`\`

An aborted job is no ScanrillError: \`transform()\` then rejects with the reason of its \`signal\`.

${sections.join('\n')}`;
}

function amount(field, value) {
  if (field.endsWith('_ms')) return `${value / 1000} s`;
  if (field.endsWith('_bytes')) return `${value / (1024 * 1024)} MB`;
  return value.toLocaleString('en-US');
}

export function limitsPage(limits) {
  const rows = limits.map(
    ({ field, edge, pipeline, browser, why }) =>
      `| \`${field}\` | ${[edge, pipeline, browser].map((value) => amount(field, value)).join(' | ')} | ${why} |`,
  );
  return `${written('src/base/limits.h')}
# Limits

A limit is hard: a job fails before it is passed. Limits are checked from the header of a picture, in 64
bits, before any memory is taken whose size depends on that header.

Three profiles exist. \`edge\` is for a CloudFront function, \`pipeline\` for uploads, Node and the command
line, \`browser\` for pages. 1 MB is 1,048,576 bytes.

| limit | edge | pipeline | browser | of what |
|---|---|---|---|---|
${rows.join('\n')}

A caller may lower two of them for one job: \`limits: { memory, deadlineMs }\` in JavaScript. Nobody can
raise them above the profile.
`;
}
