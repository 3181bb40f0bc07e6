// SPDX-License-Identifier: AGPL-3.0-or-later
// A chosen folder: its files by path, read no further than what was signed.
import { type Bytes, toHex } from "../seal/bytes";
import type { Entry } from "./form";
import { foldersOf } from "./manifest";
import { Sha256 } from "./sha256";

const WHOLE = 4 * 1024 * 1024;
const AT_ONCE = 8;
const A_WHILE = 4_096;
const PROBLEMS_LIMIT = 1_000;
const MAIL = /^mail\/(?:latest\.json|blobs\/[0-9a-f]{32}|[1-9][0-9]{0,9}\/[0-9a-f]{4,8}\.bin)$/;
const MAIL_FOLDER = /^mail(?:\/blobs|\/[1-9][0-9]{0,9})?$/;

export type Kind =
  | "changed" | "missing" | "extra" | "not-a-file" | "unreadable" | "malformed" | "too-large" | "not-signed"
  | "odd-signature" | "other-organisation" | "wrong-root" | "rollback" | "mixed" | "future" | "not-pinned" | "more";
export type Problem = { kind: Kind; path: string };

/** The chain of signatures ends here; what would follow proves nothing. */
export class Broken extends Error {
  constructor(readonly problem: Problem) {
    super(problem.kind);
  }
}

/** The page stays alive between. */
function breath(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}

export class Folder {
  readonly files = new Map<string, File>();
  readonly folders = new Set<string>();

  static async of(chosen: Iterable<File>): Promise<Folder> {
    const folder = new Folder();
    for (const file of chosen) {
      const path = file.webkitRelativePath.slice(file.webkitRelativePath.indexOf("/") + 1);
      folder.files.set(path, file);
      for (const above of foldersOf([path])) folder.folders.add(above);
      if (folder.files.size % A_WHILE === 0) await breath();
    }
    return folder;
  }

  async read(path: string, limit: number): Promise<Bytes> {
    const file = this.files.get(path);
    if (!file) throw new Broken({ kind: this.standsIn(path) ? "not-a-file" : "missing", path });
    if (file.size > limit) throw new Broken({ kind: "too-large", path });
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch {
      throw new Broken({ kind: "unreadable", path });
    }
  }

  /** A folder where the file should be, or a file where one of its folders should be. */
  private standsIn(path: string): boolean {
    return this.folders.has(path) || [...foldersOf([path])].some((folder) => this.files.has(folder));
  }
}

export type Found = { problems: Problem[]; files: number; mail: boolean };

/** Every difference between the folder and what was signed; `tell` hears how many files were read. */
export async function compareFolder(
  folder: Folder,
  expected: Map<string, Entry>,
  tell: (done: number, all: number) => void,
): Promise<Found> {
  const found: Found = { problems: [], files: 0, mail: false };
  const add = (kind: Kind, path: string): void => {
    if (found.problems.length < PROBLEMS_LIMIT) found.problems.push({ kind, path });
    else if (found.problems.length === PROBLEMS_LIMIT) found.problems.push({ kind: "more", path: "" });
  };
  const signedFolders = foldersOf(expected.keys());
  await findStrangers(folder, expected, signedFolders, (kind, path) => {
    if (kind === "mail") found.mail = true;
    else add(kind, path);
  });
  const waiting = expected.entries();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const [path, entry] of waiting) {
      const file = folder.files.get(path);
      if (file) {
        const kind = await judge(file, entry);
        if (kind !== "unreadable") found.files += 1;
        if (kind) add(kind, path);
      } else add(folder.folders.has(path) ? "not-a-file" : "missing", path);
      done += 1;
      tell(done, expected.size);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

async function findStrangers(
  folder: Folder,
  expected: Map<string, Entry>,
  signedFolders: Set<string>,
  tell: (kind: Kind | "mail", path: string) => void,
): Promise<void> {
  const named = new Set<string>();
  let seen = 0;
  for (const path of folder.files.keys()) {
    if ((seen += 1) % A_WHILE === 0) await breath();
    if (expected.has(path)) continue;
    if (MAIL.test(path)) tell("mail", path);
    else if (signedFolders.has(path)) tell("not-a-file", path);
    else {
      const top = topmost(path, signedFolders);
      if (expected.has(top.slice(0, -1)) || named.has(top)) continue; // a folder in a file's place is told of there
      named.add(top);
      tell("extra", top);
    }
  }
}

/** The first part of a path that nobody signed: a folder that is extra is named once. */
function topmost(path: string, signedFolders: Set<string>): string {
  for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) {
    const above = path.slice(0, at);
    if (!signedFolders.has(above) && !MAIL_FOLDER.test(above)) return `${above}/`;
  }
  return path;
}

async function judge(file: File, entry: Entry): Promise<Kind | null> {
  if (file.size !== entry.length) return "changed";
  try {
    return toHex(await digestOf(file)) === entry.sha256 ? null : "changed";
  } catch {
    return "unreadable";
  }
}

async function digestOf(file: File): Promise<Bytes> {
  if (file.size <= WHOLE) return new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const state = new Sha256();
  for (let at = 0; at < file.size; at += WHOLE) {
    state.update(new Uint8Array(await file.slice(at, at + WHOLE).arrayBuffer()));
  }
  return state.digest();
}
