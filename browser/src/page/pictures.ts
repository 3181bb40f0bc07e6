// SPDX-License-Identifier: AGPL-3.0-or-later
// Cuts metadata out of JPEG (ITU T.81) and PNG files byte by byte. No canvas: Tor Browser returns noise from it.

export interface Picture {
  bytes: Uint8Array<ArrayBuffer>;
  type: "image/jpeg" | "image/png";
  width: number;
  height: number;
}

export type Refusal = "pictureUnknown" | "pictureBroken" | "pictureTooWide";

export class PictureRefused extends Error {
  constructor(
    readonly reason: Refusal,
    readonly width = 0,
    readonly height = 0,
  ) {
    super(reason);
  }
}

export const MOST_PIXELS = 50_000_000; // what the volunteers' machine agrees to decode
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_KEPT = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS"]);

/** The picture without anything but its pixels' data, or PictureRefused. */
export function cutMetadata(file: Uint8Array<ArrayBuffer>): Picture {
  if (file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff) return checked(cutJpeg(file));
  if (PNG_SIGNATURE.every((byte, at) => file[at] === byte)) return checked(cutPng(file));
  throw new PictureRefused("pictureUnknown");
}

function checked(picture: Picture): Picture {
  const { width, height } = picture;
  if (!width || !height) throw new PictureRefused("pictureBroken");
  if (width * height > MOST_PIXELS) throw new PictureRefused("pictureTooWide", width, height);
  return picture;
}

function cutJpeg(file: Uint8Array<ArrayBuffer>): Picture {
  const kept: Uint8Array[] = [file.subarray(0, 2)];
  let at = 2;
  let width = 0;
  let height = 0;
  let turn = 1;
  for (;;) {
    while (file[at] === 0xff && file[at + 1] === 0xff) at += 1;
    const marker = file[at + 1];
    if (file[at] !== 0xff || marker === undefined) throw new PictureRefused("pictureBroken");
    if (marker === 0xd9) {
      kept.push(Uint8Array.of(0xff, 0xd9)); // what follows the end is another file's, a phone's preview or a film
      break;
    }
    const length = ((file[at + 2] ?? 0) << 8) | (file[at + 3] ?? 0);
    let end = at + 2 + length;
    if (length < 2 || end > file.length) throw new PictureRefused("pictureBroken");
    if (isFrame(marker)) {
      height = ((file[at + 5] ?? 0) << 8) | (file[at + 6] ?? 0);
      width = ((file[at + 7] ?? 0) << 8) | (file[at + 8] ?? 0);
    }
    if (marker === 0xda) end = endOfScan(file, end);
    if (marker === 0xe1) turn = orientation(file.subarray(at + 4, end)) ?? turn;
    if (keepsJpeg(marker, file, at)) kept.push(file.subarray(at, end));
    at = end;
    if (at >= file.length) throw new PictureRefused("pictureBroken");
  }
  if (turn > 1) kept.splice(1, 0, turnOnly(turn));
  return { bytes: joined(kept), type: "image/jpeg", width, height };
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** All but APPn and COM; Adobe's APP14 stays, because without it some files change their colours. */
function keepsJpeg(marker: number, file: Uint8Array, at: number): boolean {
  if (marker === 0xee) return [0x41, 0x64, 0x6f, 0x62, 0x65].every((byte, place) => file[at + 4 + place] === byte);
  return !(marker >= 0xe0 && marker <= 0xef) && marker !== 0xfe && !(marker >= 0xf0 && marker <= 0xfd);
}

function endOfScan(file: Uint8Array, from: number): number {
  for (let at = from; at + 1 < file.length; at += 1) {
    if (file[at] !== 0xff) continue;
    const next = file[at + 1]!;
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7) && next !== 0xff) return at;
  }
  throw new PictureRefused("pictureBroken");
}

/** The Exif orientation (tag 0x0112 of the first directory): the one thing there that the eye would miss. */
function orientation(block: Uint8Array): number | undefined {
  if (String.fromCharCode(...block.subarray(0, 6)) !== "Exif\0\0") return undefined;
  const tiff = new DataView(block.buffer, block.byteOffset + 6, block.byteLength - 6);
  if (tiff.byteLength < 14) return undefined;
  const little = tiff.getUint16(0) === 0x4949;
  const start = tiff.getUint32(4, little);
  if (start + 2 > tiff.byteLength) return undefined;
  const count = tiff.getUint16(start, little);
  for (let entry = 0; entry < count; entry += 1) {
    const at = start + 2 + entry * 12;
    if (at + 12 > tiff.byteLength) return undefined;
    if (tiff.getUint16(at, little) !== 0x0112) continue;
    const turn = tiff.getUint16(at + 8, little);
    return turn >= 1 && turn <= 8 ? turn : undefined;
  }
  return undefined;
}

/** A fresh Exif block that says how to turn the picture, and nothing else. */
function turnOnly(turn: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0];
  const block = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  return Uint8Array.of(0xff, 0xe1, 0, block.length + 2, ...block);
}

function cutPng(file: Uint8Array<ArrayBuffer>): Picture {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const kept: Uint8Array[] = [file.subarray(0, 8)];
  let at = 8;
  let width = 0;
  let height = 0;
  for (;;) {
    if (at + 12 > file.length) throw new PictureRefused("pictureBroken");
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > file.length) throw new PictureRefused("pictureBroken");
    const kind = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (kind === "IHDR" && length === 13) {
      width = view.getUint32(at + 8);
      height = view.getUint32(at + 12);
    }
    if (PNG_KEPT.has(kind)) kept.push(file.subarray(at, end));
    at = end;
    if (kind === "IEND") break;
  }
  return { bytes: joined(kept), type: "image/png", width, height };
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
