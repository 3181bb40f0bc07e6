// SPDX-License-Identifier: AGPL-3.0-or-later
// JSON as an edition writes it, in one way only: what is read is written again and compared (docs/reference/edition.md).
import type { Bytes } from "../seal/bytes";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Table = { [name: string]: Json };

/** Null for whatever is not written in that one way. */
export function readJson(data: Bytes): Json | undefined {
  if (!data.every((byte) => byte >= 32 && byte < 127)) return undefined;
  const text = new TextDecoder().decode(data);
  try {
    const value: Json = JSON.parse(text);
    return writeJson(value) === text ? value : undefined;
  } catch {
    return undefined; // no JSON, or too deep
  }
}

export function writeJson(value: Json): string {
  if (typeof value === "string") return `"${Array.from({ length: value.length }, (_, at) => escape(value, at)).join("")}"`;
  return spell(value, writeJson);
}

/** The OLPC canonical form, over which TUF signs: only quote and backslash are escaped. */
export function canonical(value: Json): string {
  if (typeof value === "string") return `"${value.replace(/["\\]/g, "\\$&")}"`;
  return spell(value, canonical);
}

function spell(value: Exclude<Json, string>, write: (value: Json) => string): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : "?";
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  const names = Object.keys(value).sort(byCodePoint);
  return `{${names.map((name) => `${write(name)}:${write(value[name] ?? null)}`).join(",")}}`;
}

const SHORT: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\b": "\\b" };

function escape(text: string, at: number): string {
  const unit = text.charCodeAt(at);
  const character = text.charAt(at);
  if (SHORT[character] !== undefined) return SHORT[character];
  return unit >= 32 && unit < 127 ? character : `\\u${unit.toString(16).padStart(4, "0")}`;
}

export function byCodePoint(left: string, right: string): number {
  const [one, other] = [Array.from(left), Array.from(right)];
  for (let at = 0; at < one.length && at < other.length; at += 1) {
    const apart = (one[at]?.codePointAt(0) ?? 0) - (other[at]?.codePointAt(0) ?? 0);
    if (apart !== 0) return apart;
  }
  return one.length - other.length;
}

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function hasKeys(value: Table, names: readonly string[]): boolean {
  const own = Object.keys(value);
  return own.length === names.length && names.every((name) => Object.hasOwn(value, name));
}
