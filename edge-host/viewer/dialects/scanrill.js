/*
 * dialects/scanrill.js - our own URLs need no translation
 */
function translate(uri, query) {
  return ourOwn(uri, query);
}
