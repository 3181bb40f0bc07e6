// SPDX-License-Identifier: AGPL-3.0-or-later
// The two-part verdict: authentic or not, and how old; the same as src/restante/edition/verify.py.
import type { Bytes } from "../seal/bytes";
import { type Chain, type Known, followChain } from "./chain";
import { Broken, type Folder, type Problem, compareFolder } from "./folder";

const DAY = 86_400_000;

export type Verdict = {
  consistent: boolean;
  authentic: boolean;
  problems: Problem[];
  expired: boolean;
  age: number;
  chain: Chain | null;
  files: number;
  mail: boolean;
};

export async function verifyCopy(
  folder: Folder,
  root: Bytes | null,
  now: number,
  seen: Known | null,
  tell: (done: number, all: number) => void,
): Promise<Verdict> {
  let chain: Chain;
  try {
    chain = await followChain(folder, root);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    const nothing = { consistent: false, authentic: false, expired: false, age: 0, chain: null, files: 0, mail: false };
    return { ...nothing, problems: [error.problem] };
  }
  const found = await compareFolder(folder, chain.files, tell);
  const future: Problem[] = chain.latest - now > DAY ? [{ kind: "future", path: "metadata/timestamp.json" }] : [];
  const problems = [...compareWithKnown(chain.known, seen), ...future, ...found.problems];
  return {
    consistent: problems.length === 0,
    authentic: problems.length === 0 && root !== null,
    problems: root ? problems : [...problems, { kind: "not-pinned", path: "" }],
    expired: now >= chain.expires,
    age: Math.max(0, Math.floor(now / DAY) - Math.floor(chain.signed / DAY)),
    chain,
    files: found.files,
    mail: found.mail,
  };
}

function compareWithKnown(now: Known, seen: Known | null): Problem[] {
  if (!seen) return [];
  if (seen.organisation !== now.organisation) return [{ kind: "other-organisation", path: "metadata/1.root.json" }];
  const names: [string, number, number][] = [
    ["metadata/root.json", now.root, seen.root],
    ["metadata/timestamp.json", now.timestamp, seen.timestamp],
    [`metadata/${now.snapshot}.snapshot.json`, now.snapshot, seen.snapshot],
    [`metadata/${now.targets}.targets.json`, now.targets, seen.targets],
  ];
  const older: Problem[] = names.filter(([, is, was]) => is < was).map(([path]) => ({ kind: "rollback", path }));
  const twin = now.targets === seen.targets && seen.sha256 !== "" && now.sha256 !== seen.sha256;
  return twin ? [...older, { kind: "mixed", path: `metadata/${now.targets}.targets.json` }] : older;
}

/** One line that a reader keeps: it lets the page notice an older copy next time. */
export function writeKnown(known: Known): string {
  const { organisation, root, timestamp, snapshot, targets, sha256 } = known;
  return `restante ${organisation} ${root}-${timestamp}-${snapshot}-${targets} ${sha256}`;
}

/** Null when it is no such line; a bare number is taken for the edition's. */
export function readKnown(text: string, organisation: string): Known | null {
  const trimmed = text.trim();
  if (/^[1-9][0-9]{0,8}$/.test(trimmed)) {
    return { organisation, root: 0, timestamp: 0, snapshot: 0, targets: Number(trimmed), sha256: "" };
  }
  const found = /^restante ([0-9a-f]{32}) ([0-9]{1,10})-([0-9]{1,10})-([0-9]{1,10})-([0-9]{1,10}) ([0-9a-f]{64})$/.exec(trimmed);
  if (!found) return null;
  const [root = 0, timestamp = 0, snapshot = 0, targets = 0] = found.slice(2, 6).map(Number);
  return { organisation: found[1] ?? "", root, timestamp, snapshot, targets, sha256: found[6] ?? "" };
}
