/*
 * refuse.js - what is thrown, and the answer that it becomes
 */
var ERRORS = __ERRORS__;

function wrong(name, must, text) {
  var shown = JSON.stringify(text.length > 40 ? text.slice(0, 40) + '\u2026' : text);
  fail(`${name} must be ${must}, not ${shown}`);
}

function twice(name) {
  fail(name + ' is given twice, and the values differ');
}

function fail(message, code) {
  throw { code: code || 'BAD_OPTIONS', message: message };
}

function fail404() {
  fail('', 'SOURCE_NOT_FOUND');
}

function answer(problem) {
  var row = ERRORS[problem.code]; /* [status, seconds in caches, hint, text] */
  return {
    statusCode: row[0],
    headers: {
      'content-type': { value: 'application/json; charset=utf-8' },
      'cache-control': { value: 'public, max-age=' + row[1] },
      'x-content-type-options': { value: 'nosniff' },
      'content-security-policy': { value: "default-src 'none'" },
    },
    body: JSON.stringify({
      code: problem.code,
      message: problem.message || row[3],
      hint: row[2],
    }),
  };
}
