// SPDX-License-Identifier: AGPL-3.0-or-later
// Ed25519 verification (RFC 8032, 5.1.7): by WebCrypto, or by arithmetic where it does not know the curve yet
// (Tor Browser before 15). Only public values are touched, so time may depend on them.
import { type Bytes, concat } from "./bytes";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT = power(2n, (P - 1n) / 4n);

/** x and y over z, and t = xy/z (RFC 8032, 5.1.4). */
type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint];
const NEUTRAL: Point = [0n, 1n, 1n, 0n];

export async function verifyEd25519(signature: Bytes, message: Bytes, publicKey: Bytes): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, message);
  } catch {
    return verifyByArithmetic(signature, message, publicKey);
  }
}

export async function verifyByArithmetic(signature: Bytes, message: Bytes, publicKey: Bytes): Promise<boolean> {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  const [r, a] = [decodePoint(signature.slice(0, 32)), decodePoint(publicKey)];
  const s = littleEndian(signature.slice(32));
  if (r === null || a === null || s >= L) return false;
  const digest = await crypto.subtle.digest("SHA-512", concat(signature.slice(0, 32), publicKey, message));
  const k = littleEndian(new Uint8Array(digest)) % L;
  return isSamePoint(multiply(basePoint(), s), add(r, multiply(a, k)));
}

function mod(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = mod(base), left = exponent; left > 0n; left >>= 1n, square = mod(square * square)) {
    if (left & 1n) result = mod(result * square);
  }
  return result;
}

function littleEndian(bytes: Bytes): bigint {
  return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function basePoint(): Point {
  const y = mod(4n * power(5n, P - 2n));
  const x = recoverX(y, 0n) ?? 0n;
  return [x, y, 1n, mod(x * y)];
}

function decodePoint(bytes: Bytes): Point | null {
  const number = littleEndian(bytes);
  const y = number & (2n ** 255n - 1n);
  const x = y < P ? recoverX(y, number >> 255n) : null;
  return x === null ? null : [x, y, 1n, mod(x * y)];
}

function recoverX(y: bigint, sign: bigint): bigint | null {
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * ROOT);
  if (mod(x * x) !== square || (x === 0n && sign === 1n)) return null;
  return (x & 1n) === sign ? x : P - x;
}

function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * D);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function multiply(point: Point, factor: bigint): Point {
  let sum = NEUTRAL;
  for (let double = point, left = factor; left > 0n; left >>= 1n, double = add(double, double)) {
    if (left & 1n) sum = add(sum, double);
  }
  return sum;
}

function isSamePoint([x1, y1, z1]: Point, [x2, y2, z2]: Point): boolean {
  return mod(x1 * z2 - x2 * z1) === 0n && mod(y1 * z2 - y2 * z1) === 0n;
}
