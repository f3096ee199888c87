/*
 * key.js - the path of a request -> the path of a picture
 */
function pathOf(uri) {
  var key = decode(uri.slice(1), fail404);
  var path = '/' + key.split('/').map(encodeURIComponent).join('/');
  if (!isKey(key) || path.replace(/%../g, '.').length > __MAX_KEY_BYTES__ + 1) fail404();
  return path;
}

/* Halves of surrogate pairs do not come out of decodeURIComponent. */
function isKey(key) {
  return !/[\u0000\\]|(^|\/)(\.{0,2}|_)(\/|$)/.test(key);
}
