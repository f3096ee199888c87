/*
 * ciede2000.mjs - the colour difference CIEDE2000
 *
 * After Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula: implementation notes,
 * supplementary test data, and mathematical observations" (2005); kL = kC = kH = 1.
 */

const RADIANS = Math.PI / 180;
const POWER = 25 ** 7;

const chromaWeight = (chroma) => Math.sqrt(chroma ** 7 / (chroma ** 7 + POWER));

/** Degrees from 0 to 360; 0 for gray. */
function hueOf(a, b) {
  if (a === 0 && b === 0) return 0;
  const degrees = Math.atan2(b, a) / RADIANS;
  return degrees < 0 ? degrees + 360 : degrees;
}

function hueDifference(hue1, hue2) {
  const difference = hue2 - hue1;
  if (difference > 180) return difference - 360;
  return difference < -180 ? difference + 360 : difference;
}

function meanHue(hue1, hue2) {
  if (Math.abs(hue1 - hue2) <= 180) return (hue1 + hue2) / 2;
  return (hue1 + hue2 + (hue1 + hue2 < 360 ? 360 : -360)) / 2;
}

/** Of two colours, each [L, a, b]. */
export function ciede2000([light1, a1, b1], [light2, a2, b2]) {
  const stretch = 1.5 - 0.5 * chromaWeight((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2);
  const [chroma1, chroma2] = [Math.hypot(stretch * a1, b1), Math.hypot(stretch * a2, b2)];
  const [hue1, hue2] = [hueOf(stretch * a1, b1), hueOf(stretch * a2, b2)];
  const grays = chroma1 * chroma2 === 0;

  const light = (light1 + light2) / 2;
  const chroma = (chroma1 + chroma2) / 2;
  const hue = grays ? hue1 + hue2 : meanHue(hue1, hue2);
  const hueStep = grays ? 0 : hueDifference(hue1, hue2);

  const t = 1 - 0.17 * Math.cos((hue - 30) * RADIANS) + 0.24 * Math.cos(2 * hue * RADIANS)
    + 0.32 * Math.cos((3 * hue + 6) * RADIANS) - 0.2 * Math.cos((4 * hue - 63) * RADIANS);
  const lightPart = (light2 - light1) / (1 + (0.015 * (light - 50) ** 2) / Math.sqrt(20 + (light - 50) ** 2));
  const chromaPart = (chroma2 - chroma1) / (1 + 0.045 * chroma);
  const hueArc = 2 * Math.sqrt(chroma1 * chroma2) * Math.sin((hueStep / 2) * RADIANS);
  const huePart = hueArc / (1 + 0.015 * chroma * t);
  const turn = 30 * Math.exp(-(((hue - 275) / 25) ** 2));
  const rotation = -2 * chromaWeight(chroma) * Math.sin(2 * turn * RADIANS);
  return Math.sqrt(lightPart ** 2 + chromaPart ** 2 + huePart ** 2 + rotation * chromaPart * huePart);
}
