// SPDX-License-Identifier: AGPL-3.0-or-later
// Paths and the manifest's shards; the same as src/restante/edition/format.py.
import type { Bytes } from "../seal/bytes";
import { byCodePoint } from "./json";
import type { Entry } from "./form";
import { hashOf } from "./sha256";

export const SHARD_LIMIT = 64 * 1024 * 1024;
export const SHARDS_LIMIT = 1_024;
const FILE_LIMIT = 2 ** 40;
const SEGMENT = "(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\.|/|$))[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_-])?";
const CONTENT = new RegExp(`^(?!(?:metadata|restante/manifest|mail)(?:/|$))${SEGMENT}(?:/${SEGMENT})*$`);
const ENTRY = /"([a-z0-9._/-]{1,200})":\[(0|[1-9][0-9]{0,12}),"([0-9a-f]{64})"\]/g;
const encoder = new TextEncoder();

export function shardPath(index: number): string {
  return `restante/manifest/${index.toString(16).padStart(3, "0")}.json`;
}

/** Null for whatever signing would not have written. */
export function readShard(data: Bytes, index: number, count: number): Map<string, Entry> | null {
  const text = data.every((byte) => byte < 128) ? new TextDecoder().decode(data) : "";
  const listed = new Map<string, Entry>();
  const spelled: string[] = [];
  let before = "";
  for (const [whole, path = "", length, sha256 = ""] of text.matchAll(ENTRY)) {
    if (path.length > 200 || !CONTENT.test(path) || byCodePoint(before, path) >= 0) return null;
    if (Number(length) > FILE_LIMIT || shardOf(path, count) !== index) return null;
    listed.set(path, { length: Number(length), sha256 });
    spelled.push(whole);
    before = path;
  }
  // what was found, written again, must be the bytes that came: so nothing lies between, before or after
  return `{"files":{${spelled.join(",")}},"version":1}` === text ? listed : null;
}

function shardOf(path: string, count: number): number {
  const slash = path.lastIndexOf("/") + 1;
  const dot = path.indexOf(".", slash);
  const digest = hashOf(encoder.encode(dot < 0 ? path : path.slice(0, dot)));
  return (((digest[0] ?? 0) * 256 + (digest[1] ?? 0)) * count) >>> 16;
}

export function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = path.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}
