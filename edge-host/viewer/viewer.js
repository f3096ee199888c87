/*
 * viewer.js - the CloudFront Function: any spelling of a request -> one path, the cache key
 *
 *   /cat.jpg?w=400&f=auto   Accept: image/webp   ->   /cat.jpg/_/w=400,f=webp
 *
 * On viewer-request it folds query and Accept into the path, drops names that are no options and
 * lists them in x-scanrill-unknown, and answers wrong values and signatures itself.  On
 * viewer-response it says which request headers the answer depended on.
 *
 * These files are scanrill/settings once more, in the part of JavaScript that CloudFront Functions
 * run: no for-of, no destructuring, no spread, no default parameters, no classes, no Map or Set, no
 * `?.` (subset.mjs checks).  A test compares the two.  build.mjs joins them and one of dialects/ to
 * one file, puts the tables in and leaves out what the settings have no use for (HAS_PRESETS,
 * HAS_LIMITS, HAS_KEYS), or the dialect: HAS_DIALECT is false for our own URLs, HAS_DPR, HAS_SIDES
 * and HAS_LISTS for those that know no dpr, no option with a value for each side, and no watermarks.
 * Nothing is held between requests.
 */
var UNKNOWN_HEADER = 'x-scanrill-unknown';
var NEGOTIATED_HEADER = 'x-scanrill-negotiated';

function handler(event) {
  try {
    return event.context.eventType === 'viewer-response' ? finish(event) : fold(event.request);
  } catch (problem) {
    if (!problem.code) throw problem;
    return answer(problem);
  }
}

function fold(request) {
  var query = readRequest(request);
  var path = pathOf(query.uri);
  var preset = HAS_PRESETS && presetOf(query);
  var signed = HAS_KEYS && signedTexts(query, path);
  if (HAS_LIMITS && !signed) checkNames(query);
  var values = signed || valuesOf(query);
  var sized = values[WIDTH] || values[HEIGHT];
  if (HAS_LIMITS && !signed) checkValues(values);
  if (HAS_PRESETS) layUnder(values, preset);
  if (HAS_LISTS) checkLists(values);
  var negotiated = values[FORMAT] === 'auto';
  if (negotiated && acceptsWebp(allValues(request.headers.accept))) values[FORMAT] = 'webp';
  if (HAS_DPR) foldDpr(values);
  if (HAS_LIMITS && !signed && sized) snapSides(values);
  request.uri = path + '/_/' + recipeOf(values, query.words.v);
  request.querystring = {};
  mark(request.headers, NEGOTIATED_HEADER, negotiated ? '1' : '');
  mark(request.headers, UNKNOWN_HEADER, unknownList(query));
  return request;
}

/* Whether this event shows the viewer's request or the one that fold() made, both tell enough. */
function finish(event) {
  var seen = event.request.headers;
  var headers = event.response.headers;
  var query = readRequest(event.request);
  var values = [];
  values[FORMAT] = readValue(query, FORMAT);
  if (HAS_PRESETS && !seen[NEGOTIATED_HEADER]) layUnder(values, presetOf(query));
  if (seen[NEGOTIATED_HEADER] || values[FORMAT] === 'auto') headers.vary = { value: 'Accept' };
  mark(headers, UNKNOWN_HEADER, unknownList(query) || allValues(seen[UNKNOWN_HEADER]));
  return event.response;
}

/* What is asked for, by a URL in the dialect of this file (dialects/), or by one of our own. */
function readRequest(request) {
  var asked = queryOf(request);
  var ours = HAS_DIALECT && !/\/_\//.test(request.uri) && translate(request.uri, asked);
  var query = readQuery(ours ? ours.query : asked);
  query.uri = ours ? ours.uri : request.uri;
  if (ours) query.unknown = ours.dropped.concat(query.unknown);
  return query;
}

function mark(headers, name, value) {
  delete headers[name];
  if (value) headers[name] = { value: value };
}

function allValues(header) {
  return header ? valuesIn(header).join(',') : '';
}
