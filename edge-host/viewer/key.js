/*
 * key.js - the path of a request -> the key of a picture
 */
function readKey(uri) {
  var key = decode(uri.slice(1), fail404);
  if (/[\u0000\\]/.test(key)) fail404();
  key.split('/').forEach((part) => {
    if (part === '' || part === '.' || part === '..' || part === '_') fail404();
  });
  if (encodeURIComponent(key).replace(/%../g, '.').length > __MAX_KEY_BYTES__) fail404();
  return key;
}

function encodeKey(key) {
  return key.split('/').map(encodeURIComponent).join('/');
}
