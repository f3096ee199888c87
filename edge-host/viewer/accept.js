/*
 * accept.js - whether an Accept header names WebP
 */
/* Wildcards do not count: clients that cannot show WebP send them, too. */
function acceptsWebp(accept) {
  return accept
    .toLowerCase()
    .split(',')
    .some((range) => {
      var parts = range.split(';').map((part) => part.trim());
      var q = parts.slice(1).filter((part) => /^q\s*=/.test(part))[0] || 'q=1';
      return parts[0] === 'image/webp' && weighsSomething(q);
    });
}

/* 'q=0.5': three decimals at most, and above 0 */
function weighsSomething(q) {
  return /^q\s*=\s*(1(\.0{0,3})?|0\.\d{0,3})$/.test(q) && /[1-9]/.test(q);
}
