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
      /* three decimals at most, and above 0 */
      return (
        parts[0] === 'image/webp' && /^q\s*=\s*(1(\.0{0,3})?|0\.(?=0*[1-9])\d{0,3})$/.test(q)
      );
    });
}
