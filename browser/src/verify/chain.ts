// SPDX-License-Identifier: AGPL-3.0-or-later
// Follows the signatures of a copy, in the order of docs/reference/edition.md; the same as src/restante/edition/chain.py.
import { type Bytes, fromHex, isEqual, sha256, toHex, utf8 } from "../seal/bytes";
import { verifyEd25519 } from "../seal/ed25519";
import { Broken, type Folder, type Kind } from "./folder";
import { DIRECT, type Entry, LIMITS, type Metadata, type Role, dayOf, entryOf, publicOf, readMetadata } from "./form";
import { type Table, canonical, isTable, readJson } from "./json";
import { SHARDS_LIMIT, SHARD_LIMIT, foldersOf, readShard, shardPath } from "./manifest";

const ROOTS_LIMIT = 1_000;
const ABOUT = "restante/edition.json";

/** What was seen of an organisation; anything older is a rollback. */
export type Known = { organisation: string; root: number; timestamp: number; snapshot: number; targets: number; sha256: string };
export type Chain = {
  name: Table;
  demonstration: boolean;
  known: Known;
  signed: number;
  expires: number;
  latest: number;
  files: Map<string, Entry>;
};

export async function followChain(folder: Folder, pinned: Bytes | null): Promise<Chain> {
  const reader = new Reader(folder);
  const { roots, first, newest } = await reader.roots(pinned);
  const organisation = toHex(await sha256(first.data)).slice(0, 32);
  const timestamp = await reader.metadata("timestamp.json", "timestamp");
  await trust(newest, "timestamp", timestamp, "timestamp.json");
  if (timestamp.signed["x-restante-root"] !== roots) throw broken("mixed", "metadata/timestamp.json");
  const snapshot = await reader.below(newest, timestamp, "snapshot");
  const targets = await reader.below(newest, snapshot, "targets");
  const content = await reader.manifest(targets);
  await reader.about(content, targets.signed.version, organisation);
  const parts = [newest, timestamp, snapshot, targets].map((part) => part.signed);
  const days = parts.map((part) => dayOf(part["x-restante-signed"]) ?? 0);
  return {
    name: first.signed["x-restante-name"] as Table,
    demonstration: first.signed["x-restante-demonstration"] === true,
    known: {
      organisation,
      root: roots,
      timestamp: timestamp.signed.version,
      snapshot: snapshot.signed.version,
      targets: targets.signed.version,
      sha256: toHex(await sha256(targets.data)),
    },
    signed: dayOf(timestamp.signed["x-restante-signed"]) ?? 0,
    expires: Math.min(...parts.map((part) => dayOf(part.expires) ?? 0)),
    latest: Math.max(...days),
    files: new Map([...content, ...reader.vouched]),
  };
}

/** The organisation id of a first root; null for anything else. */
export async function readOrganisation(root: Bytes): Promise<string | null> {
  const metadata = root.length > LIMITS.root ? null : readMetadata(root, "root");
  if (!metadata || metadata.signed.version !== 1) return null;
  const { signers, enough } = await countSigners(metadata, metadata, "root");
  return enough && signers.size > 0 ? toHex(await sha256(root)).slice(0, 32) : null;
}

type Part = Metadata & { data: Bytes };

const broken = (kind: Kind, path: string): Broken => new Broken({ kind, path });

class Reader {
  readonly vouched = new Map<string, Entry>();

  constructor(private readonly folder: Folder) {}

  async read(path: string, limit: number): Promise<Bytes> {
    const data = await this.folder.read(path, limit);
    this.vouched.set(path, { length: data.length, sha256: toHex(await sha256(data)) });
    return data;
  }

  async metadata(name: string, role: Role): Promise<Part> {
    const data = await this.read(`metadata/${name}`, LIMITS[role]);
    const metadata = readMetadata(data, role);
    if (!metadata) throw broken("malformed", `metadata/${name}`);
    return { ...metadata, data };
  }

  async roots(pinned: Bytes | null): Promise<{ roots: number; first: Part; newest: Part }> {
    const first = await this.metadata("1.root.json", "root");
    await this.begin(first);
    if (pinned && !isEqual(first.data, pinned)) throw broken("other-organisation", "metadata/1.root.json");
    let newest = first;
    let roots = 1;
    for (; roots < ROOTS_LIMIT; roots += 1) {
      const name = `${roots + 1}.root.json`;
      if (!this.folder.files.has(`metadata/${name}`) && !this.folder.folders.has(`metadata/${name}`)) break;
      const next = await this.metadata(name, "root");
      await this.succeed(newest, next, name);
      newest = next;
    }
    const last = await this.metadata("root.json", "root");
    if (!isEqual(last.data, newest.data)) throw broken("mixed", "metadata/root.json");
    return { roots, first, newest };
  }

  private async begin(first: Part): Promise<void> {
    const path = "metadata/1.root.json";
    const { signers, enough } = await countSigners(first, first, "root");
    if (!isSound(first) || !enough) throw broken("not-signed", path);
    if (first.signed.version !== 1) throw broken("mixed", path);
    if (signers.size !== first.signatures.length) throw broken("odd-signature", path);
  }

  private async succeed(last: Part, next: Part, name: string): Promise<void> {
    const path = `metadata/${name}`;
    const old = await countSigners(last, next, "root");
    const own = await countSigners(next, next, "root");
    const follows = next.signed.version === last.signed.version + 1;
    if (!isSound(next) || !old.enough || !own.enough || !follows) throw broken("wrong-root", path);
    if (new Set([...old.signers, ...own.signers]).size !== next.signatures.length) throw broken("odd-signature", path);
    const mark = "x-restante-demonstration";
    if (last.signed[mark] !== next.signed[mark]) throw broken("wrong-root", path);
  }

  /** The part that the one above names by version, length and hash. */
  async below(root: Part, above: Part, role: "snapshot" | "targets"): Promise<Part> {
    const meta = (above.signed["meta"] as Table)[`${role}.json`] as Table;
    const name = `${meta["version"]}.${role}.json`;
    const part = await this.metadata(name, role);
    const told = this.vouched.get(`metadata/${name}`);
    const { length, sha256: hash } = entryOf(meta);
    if (told?.length !== length || told.sha256 !== hash) throw broken("mixed", `metadata/${name}`);
    await trust(root, role, part, name, Number(meta["version"]));
    return part;
  }

  async manifest(part: Part): Promise<Map<string, Entry>> {
    const path = `metadata/${part.signed.version}.targets.json`;
    const targets = part.signed["targets"] as Table;
    const count = Object.keys(targets).length - DIRECT.filter((one) => Object.hasOwn(targets, one)).length;
    const shards = Array.from({ length: Math.min(count, SHARDS_LIMIT) }, (_, index) => shardPath(index));
    const whole = count > 0 && count <= SHARDS_LIMIT && (count & (count - 1)) === 0;
    if (!whole || !shards.every((shard) => Object.hasOwn(targets, shard))) throw broken("malformed", path);
    const content = new Map<string, Entry>();
    for (const [index, shard] of shards.entries()) {
      const target = entryOf(targets[shard]);
      const data = await this.read(shard, Math.min(target.length, SHARD_LIMIT));
      const read = this.vouched.get(shard);
      if (read?.length !== target.length || read.sha256 !== target.sha256) throw broken("changed", shard);
      const listed = readShard(data, index, count);
      if (!listed) throw broken("malformed", shard);
      for (const [name, entry] of listed) content.set(name, entry);
    }
    for (const direct of DIRECT) {
      const [named, listed] = [Object.hasOwn(targets, direct) ? entryOf(targets[direct]) : null, content.get(direct)];
      if (named?.length !== listed?.length || named?.sha256 !== listed?.sha256) throw broken("mixed", direct);
    }
    for (const folder of foldersOf(content.keys())) if (content.has(folder)) throw broken("malformed", path);
    return content;
  }

  async about(content: Map<string, Entry>, number: number, organisation: string): Promise<void> {
    const listed = content.get(ABOUT);
    if (!listed) throw broken("malformed", ABOUT);
    const data = await this.read(ABOUT, LIMITS.root);
    const read = this.vouched.get(ABOUT);
    this.vouched.delete(ABOUT);
    if (read?.length !== listed.length || read.sha256 !== listed.sha256) throw broken("changed", ABOUT);
    const about = readJson(data);
    if (about === undefined) throw broken("malformed", ABOUT);
    if (!isTable(about) || about["number"] !== number || about["organisation"] !== organisation) throw broken("mixed", ABOUT);
  }
}

async function trust(root: Part, role: Role, part: Part, name: string, version?: number): Promise<void> {
  const path = `metadata/${name}`;
  if (!isSound(part)) throw broken("mixed", path);
  const { signers, enough } = await countSigners(root, part, role);
  if (!enough) throw broken("not-signed", path);
  if (version !== undefined && part.signed.version !== version) throw broken("mixed", path);
  if (signers.size !== part.signatures.length) throw broken("odd-signature", path);
}

/** What TUF asks beyond our own form: a version of its specification that is known, no key named twice in a role. */
function isSound({ signed }: Metadata): boolean {
  const version = signed["spec_version"];
  const roles = isTable(signed["roles"]) ? Object.values(signed["roles"]) : [];
  const once = roles.every((role) => {
    const keyids = (role as Table)["keyids"] as string[];
    return new Set(keyids).size === keyids.length;
  });
  return once && typeof version === "string" && /^1\.[0-9]+(?:\.[0-9]+)?$/.test(version);
}

/** Which of the signatures are by holders of the role in `root`, and whether they reach its threshold. */
async function countSigners(root: Metadata, part: Metadata, role: Role): Promise<{ signers: Set<string>; enough: boolean }> {
  const { keyids, threshold } = (root.signed["roles"] as Table)[role] as { keyids: string[]; threshold: number };
  const keys = root.signed["keys"] as Table;
  const message = utf8(canonical(part.signed));
  const signers = new Set<string>();
  for (const { keyid, sig } of part.signatures) {
    if (!keyids.includes(keyid)) continue;
    const [key, signature] = [fromHex(publicOf(keys[keyid])), fromHex(sig)];
    if (key && signature && (await verifyEd25519(signature, message, key))) signers.add(keyid);
  }
  return { signers, enough: signers.size >= threshold };
}
