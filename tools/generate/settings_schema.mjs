/*
 * settings_schema.mjs - docs/scanrill.schema.json: what may stand in a settings file, for editors
 *
 * The judge is wasm/src/settings/read-settings.ts, which also knows what the fields mean together; a
 * test holds the two against each other.
 */

/** Types whose values can be listed: as LISTED_TYPES in wasm/src/settings/settings.ts. */
const LISTED = new Set(['INT', 'DECIMAL', 'FLAG', 'TURN', 'ENUM']);

export function settingsSchema(table, limits) {
  const values = (row) => ({ ...valueSchema(row, table), description: row.help });
  const properties = (rows, schema) =>
    Object.fromEntries(rows.map((row) => [row.name, schema(row)]));
  const listed = table.options.filter((row) => LISTED.has(row.type) && !row.list);
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'scanrill settings',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: {},
      presets: {
        description: 'options by name; every URL starts from "default"',
        type: 'object',
        propertyNames: { pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$' },
        additionalProperties: {
          type: 'object',
          additionalProperties: false,
          properties: properties(table.options, values),
        },
      },
      unsigned: {
        description: 'what a URL without a signature may ask for; "allowed" where "allow" is given',
        enum: ['anything', 'allowed', 'nothing'],
      },
      allow: {
        description: 'values that URLs without a signature may have, beside the presets',
        type: 'object',
        additionalProperties: false,
        properties: properties(listed, (row) => ({
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: values(row),
        })),
      },
      unlisted: {
        description: 'a number that is not listed: take the next larger one, or refuse',
        enum: ['snap', 'refuse'],
        default: 'snap',
      },
      maxVariants: {
        description: 'the most variants of a picture that URLs without a signature may reach',
        type: 'integer',
        minimum: 1,
        maximum: 4096,
        default: 64,
      },
      keys: {
        description: 'secrets by id; the first one signs, all verify',
        type: 'object',
        propertyNames: { pattern: '^[A-Za-z0-9_-]{1,32}$' },
        additionalProperties: {
          anyOf: [
            { type: 'string', pattern: '^[!-~]{16,256}$' },
            {
              type: 'object',
              additionalProperties: false,
              required: ['env'],
              properties: { env: { type: 'string' } },
            },
          ],
        },
      },
      edge: edgeSchema(limits),
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** What the functions of a deployment are told: as EDGE_NUMBERS and the words of edge-settings.ts. */
function edgeSchema(limits) {
  const most = (field) => limits.find((limit) => limit.field === field).edge;
  const store = (what) => ({ type: 'string', minLength: 1, description: `${what}: s3://bucket/prefix?region=eu-west-1` });
  const words = (description, ...values) => ({ description, enum: values, default: values[0] });
  const whole = (description, minimum, maximum) => ({ description, type: 'integer', minimum, maximum });
  return {
    description: 'what the functions of a deployment are told',
    type: 'object',
    additionalProperties: false,
    properties: {
      source: store('the originals'),
      variants: store('what is made of them'),
      prefixes: {
        description: 'originals lie below one of these; none: anywhere in the source',
        type: 'array',
        maxItems: 32,
        items: { type: 'string', pattern: '^[^/].*/$' },
      },
      watermarkPrefix: {
        description: 'keys of watermarks begin so; without it there are none',
        type: 'string',
        pattern: '^([^/].*/)?$',
      },
      deadlineMs: whole('time to read and transform, in milliseconds', 1000, most('deadline_ms')),
      maxSourceBytes: whole('a larger original is refused', 1, most('max_input_bytes')),
      freshness: words('variants of a changed original: swept by its events, or named by its version', 'events', 'check'),
      maxAgeSeconds: whole('how long caches keep a variant without v= before they ask again', 1, 31_536_000),
      unsupported: words('AVIF, HEIC, GIF and SVG: refused, or the original passed on', 'refuse', 'original'),
      onError: words('an original that cannot be transformed: an error, or the original passed on', 'json', 'original'),
      epoch: {
        description: 'which share of the keys has moved to the output epoch of the core',
        type: 'object',
        additionalProperties: false,
        required: ['previous', 'percent'],
        properties: {
          previous: whole('whose variants are served for the others', 1, 9999),
          percent: { type: 'number', minimum: 0, maximum: 100 },
        },
      },
    },
  };
}

/** The values that a JavaScript object may have; texts whose form is a rule of its own are strings. */
function valueSchema({ name, type, low, high, list }, table) {
  const numberWords = (table.numberWords[name] ?? []).map(({ word }) => word);
  const either = (number) =>
    numberWords.length > 0 ? { anyOf: [number, { enum: numberWords }] } : number;
  const schemas = {
    INT: () => either({ type: 'integer', minimum: low, maximum: high }),
    DECIMAL: () => ({ type: 'number', minimum: low / 10000, maximum: high / 10000 }),
    FLAG: () => ({ type: 'boolean' }),
    TURN: () => ({ enum: [0, 90, 180, 270] }),
    ENUM: () => ({ enum: table.words[name].flatMap(({ word, synonyms }) => [word, ...synonyms]) }),
    RECT: () => ({ type: ['string', 'array'] }),
  };
  const schema = schemas[type]?.() ?? { type: ['string', 'number', 'array'] };
  if (!list) return schema;
  return { anyOf: [schema, { type: 'array', minItems: 1, maxItems: 4, items: schema }] };
}
