/*
 * dialects/scanrill.js - our own URLs need no translation
 */
function translate(uri, query) {
  return { uri: uri, query: query, dropped: [] };
}
