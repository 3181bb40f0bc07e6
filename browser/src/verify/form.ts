// SPDX-License-Identifier: AGPL-3.0-or-later
// What metadata may look like before any signature is checked; the same as src/restante/edition/form.py.
import type { Bytes } from "../seal/bytes";
import { type Json, type Table, hasKeys, isTable, readJson } from "./json";

export type Role = "root" | "timestamp" | "snapshot" | "targets";
export type Entry = { length: number; sha256: string };
export type Signed = Table & { version: number; expires: string; "x-restante-signed": string };
export type Metadata = { signatures: { keyid: string; sig: string }[]; signed: Signed };

export const LIMITS: Record<Role, number> = { root: 65_536, timestamp: 8_192, snapshot: 8_192, targets: 262_144 };
export const DIRECT = ["letter-keys", "call-key", "mail-key", "addresses"].map((name) => `restante/${name}.json`);
const LARGEST = 2 ** 31 - 1;
const ROLES = ["root", "targets", "snapshot", "timestamp"];
const SHARD = /^restante\/manifest\/[0-9a-f]{3}\.json$/;
const COMMON = ["_type", "expires", "spec_version", "version", "x-restante-signed"];

/** Null when the bytes are not exactly what signing writes for this role, signatures apart. */
export function readMetadata(data: Bytes, role: Role): Metadata | null {
  const document = readJson(data);
  if (!isTable(document) || !hasKeys(document, ["signatures", "signed"])) return null;
  const { signatures, signed } = document as { signatures: Json; signed: Json };
  if (!isTable(signed) || !areSignatures(signatures) || signed["_type"] !== role) return null;
  if (!isVersion(signed["version"]) || !CHECKS[role](signed)) return null;
  const [from, until] = [dayOf(signed["x-restante-signed"]), dayOf(signed["expires"])];
  return from === null || until === null || from > until ? null : (document as unknown as Metadata);
}

/** Milliseconds of a date in the one form that metadata has. */
export function dayOf(text: Json | undefined): number | null {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) || text.startsWith("0000")) return null;
  const moment = Date.parse(text);
  return Number.isNaN(moment) || new Date(moment).toISOString() !== text.replace("Z", ".000Z") ? null : moment;
}

function areSignatures(value: Json): boolean {
  if (!Array.isArray(value) || value.length < 1 || value.length > 16) return false;
  const sound = value.every((one) => isTable(one) && hasKeys(one, ["keyid", "sig"]) && isHex(one["keyid"], 64) && isHex(one["sig"], 128));
  const names = value.map((one) => String((one as Table)["keyid"]));
  return sound && names.every((name, at) => at === 0 || (names[at - 1] ?? "") < name);
}

function isVersion(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= LARGEST;
}

function isHex(value: Json | undefined, length: number): value is string {
  return typeof value === "string" && value.length === length && /^[0-9a-f]*$/.test(value);
}

function isRoot(signed: Table): boolean {
  const own = ["consistent_snapshot", "keys", "roles", "x-restante-name", "x-restante-demonstration"];
  const [name, keys, roles] = [signed["x-restante-name"], signed["keys"], signed["roles"]];
  if (!hasKeys(signed, [...COMMON, ...own]) || signed["consistent_snapshot"] !== true) return false;
  if (typeof signed["x-restante-demonstration"] !== "boolean" || !isTable(name)) return false;
  if (!Object.values(name).every((text) => typeof text === "string")) return false;
  return isTable(keys) && areKeys(keys) && isTable(roles) && areRoles(roles, keys);
}

function areKeys(keys: Table): boolean {
  if (!Object.entries(keys).every(([keyid, key]) => isHex(keyid, 64) && isKey(key))) return false;
  // one person with two key ids would count twice towards a threshold
  return new Set(Object.values(keys).map(publicOf)).size === Object.keys(keys).length;
}

function isKey(key: Json): boolean {
  if (!isTable(key) || !hasKeys(key, ["keytype", "keyval", "scheme"])) return false;
  const value = key["keyval"];
  if (key["keytype"] !== "ed25519" || key["scheme"] !== "ed25519") return false;
  return isTable(value ?? null) && hasKeys(value as Table, ["public"]) && isHex((value as Table)["public"], 64);
}

export function publicOf(key: Json | undefined): string {
  return String(((key as Table)["keyval"] as Table)["public"]);
}

function areRoles(roles: Table, keys: Table): boolean {
  if (!hasKeys(roles, ROLES)) return false;
  const used = new Set<string>();
  for (const role of Object.values(roles)) {
    if (!isTable(role) || !hasKeys(role, ["keyids", "threshold"])) return false;
    const [keyids, threshold] = [role["keyids"], role["threshold"]];
    if (!Array.isArray(keyids) || !keyids.every((id) => typeof id === "string" && Object.hasOwn(keys, id))) return false;
    if (!isVersion(threshold) || threshold > new Set(keyids).size) return false;
    keyids.forEach((id) => used.add(String(id)));
  }
  return used.size === Object.keys(keys).length;
}

function isMeta(meta: Json | undefined, name: string): boolean {
  if (!isTable(meta) || !hasKeys(meta, [name])) return false;
  const entry = meta[name];
  return isTable(entry) && hasKeys(entry, ["hashes", "length", "version"]) && isVersion(entry["version"]) && isFile(entry);
}

function isFile(entry: Table): boolean {
  const [length, hashes] = [entry["length"], entry["hashes"]];
  if (typeof length !== "number" || !Number.isInteger(length) || length < 0 || length > LARGEST) return false;
  return isTable(hashes) && hasKeys(hashes, ["sha256"]) && isHex(hashes["sha256"], 64);
}

function areTargets(signed: Table): boolean {
  const targets = signed["targets"];
  if (!hasKeys(signed, [...COMMON, "targets"]) || !isTable(targets)) return false;
  return Object.entries(targets).every(
    ([path, entry]) =>
      (DIRECT.includes(path) || SHARD.test(path)) && isTable(entry) && hasKeys(entry, ["hashes", "length"]) && isFile(entry),
  );
}

/** Length and hash of one that has passed these checks. */
export function entryOf(value: Json | undefined): Entry {
  const entry = value as { length: number; hashes: { sha256: string } };
  return { length: entry.length, sha256: entry.hashes.sha256 };
}

const CHECKS: Record<Role, (signed: Table) => boolean> = {
  root: isRoot,
  targets: areTargets,
  snapshot: (signed) => hasKeys(signed, [...COMMON, "meta"]) && isMeta(signed["meta"], "targets.json"),
  timestamp: (signed) =>
    hasKeys(signed, [...COMMON, "meta", "x-restante-root"]) &&
    isVersion(signed["x-restante-root"]) &&
    isMeta(signed["meta"], "snapshot.json"),
};
