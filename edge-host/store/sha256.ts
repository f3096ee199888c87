/*
 * sha256.ts - the hash of a body, by the platform: Node, Workers and browsers have the same call
 *
 * Pure.  Short texts are hashed without waiting by sha256Hex() of scanrill/recipe.
 */
export async function sha256OfBytes(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
