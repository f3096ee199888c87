/*
 * subset.mjs - the part of JavaScript that CloudFront Functions run, as a check
 *
 * The engine is ECMAScript 5.1 with some of 6 to 12 ("JavaScript runtime 2.0" in the developer
 * guide).  A file with more is taken at deployment and fails at run time, so what we do not need is
 * refused here.  Pure.
 */
import { parse } from 'acorn';

const REFUSED_NODES = {
  ForOfStatement: 'for-of',
  ClassDeclaration: 'a class',
  ClassExpression: 'a class',
  SpreadElement: 'spread',
  RestElement: 'a rest parameter',
  ObjectPattern: 'destructuring',
  ArrayPattern: 'destructuring',
  AssignmentPattern: 'a default parameter',
  ChainExpression: '?.',
  YieldExpression: 'a generator',
  TaggedTemplateExpression: 'a tagged template',
  ImportDeclaration: 'an import',
  ImportExpression: 'an import',
  ExportNamedDeclaration: 'an export',
  ExportDefaultDeclaration: 'an export',
  MetaProperty: 'import.meta or new.target',
  PrivateIdentifier: 'a private name',
};

const REFUSED_GLOBALS = new Set([
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Symbol',
  'Proxy',
  'Reflect',
  'BigInt',
  'Intl',
  'URL',
  'URLSearchParams',
  'TextEncoder',
  'TextDecoder',
  'structuredClone',
  'eval',
  'Function',
  'setTimeout',
  'setInterval',
  'fetch',
  'process',
  'globalThis',
  'window',
]);

/** Sentences about what the engine may not run; none: the file is fine. */
export function checkSubset(code) {
  const problems = [];
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'script', locations: true }), (node) => {
    const what = refused(node);
    if (what) problems.push(`line ${node.loc.start.line}: ${what}`);
  });
  return problems;
}

function refused(node) {
  if (REFUSED_NODES[node.type]) return REFUSED_NODES[node.type];
  if (node.type === 'Identifier' && REFUSED_GLOBALS.has(node.name)) return node.name;
  if (node.type === 'LogicalExpression' && node.operator === '??') return '??';
  if (node.type === 'AssignmentExpression' && /^(\?\?|\|\||&&)=$/.test(node.operator))
    return node.operator;
  if (node.type === 'CatchClause' && !node.param) return 'catch without a name';
  if (node.type === 'Property' && (node.computed || node.shorthand || node.method))
    return 'a short form of a property';
  // njs 0.7 names the function after its place, and takes that number for a string from then on,
  // wherever else it stands: 1 + 1 is '11'.
  if (isNumbered(node)) return 'a function in a list or under a number';
  if (node.type === 'Literal' && node.bigint) return 'a BigInt';
  if (node.type === 'Literal' && node.regex && /[^gi]/.test(node.regex.flags))
    return `a regular expression with ${node.regex.flags}`;
  if (node.type === 'Literal' && node.regex && /\(\?[<]/.test(node.regex.pattern))
    return 'a named group or look-behind';
  return undefined;
}

function isNumbered(node) {
  const isFunction = (one) => /^(Arrow)?Function/.test(one?.type);
  if (node.type === 'ArrayExpression') return node.elements.some(isFunction);
  return node.type === 'Property' && typeof node.key.value === 'number' && isFunction(node.value);
}

function visit(node, look) {
  look(node);
  for (const child of Object.values(node)) {
    for (const one of Array.isArray(child) ? child : [child]) {
      if (one && typeof one.type === 'string') visit(one, look);
    }
  }
}
