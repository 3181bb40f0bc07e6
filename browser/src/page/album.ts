// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures that go with the letter; what is kept here has already lost its metadata.
import { type PageData, phrase } from "./data";
import { make, on, say, the } from "./dom";
import { cutMetadata, type Picture, PictureRefused } from "./pictures";
import { type Bytes, LARGEST_INSIDE, MOST_PICTURES } from "./sealing";

const ROOM_FOR_TEXT = 40_000;
export const MOST_BYTES = LARGEST_INSIDE - ROOM_FOR_TEXT;

interface Kept extends Picture {
  name: string;
  address: string;
}

export interface Album {
  pictures(): Bytes[];
  allow(count: number): void;
  /** Pictures of a letter that came back. */
  restore(pictures: Bytes[]): void;
  clear(): void;
}

export function mountAlbum(data: PageData, changed: () => void): Album {
  let kept: Kept[] = [];
  let allowed = MOST_PICTURES;

  const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

  const refuse = (name: string, fields: Record<string, string | number>): void => {
    the("pictures-said").append(make("span", `${phrase(data, name, fields)} `));
  };

  const add = async (file: File): Promise<void> => {
    if (kept.length >= allowed) return refuse("picturesTooMany", { count: allowed });
    const taken = kept.reduce((sum, one) => sum + one.bytes.length, 0);
    const most = megabytes(MOST_BYTES);
    if (file.size > MOST_BYTES * 4) return refuse("pictureTooLarge", { name: file.name, size: megabytes(file.size), most });
    try {
      const picture = cutMetadata(new Uint8Array(await file.arrayBuffer()));
      if (taken + picture.bytes.length > MOST_BYTES) {
        return refuse("pictureTooLarge", { name: file.name, size: megabytes(picture.bytes.length), most });
      }
      const address = URL.createObjectURL(new Blob([picture.bytes], { type: picture.type }));
      await decoded(address);
      kept.push({ ...picture, name: file.name, address });
    } catch (error) {
      if (!(error instanceof PictureRefused)) throw error;
      refuse(error.reason, { name: file.name, width: error.width, height: error.height });
    }
  };

  const draw = (): void => {
    the("pictures-list").replaceChildren(
      ...kept.map((picture) => {
        const remove = make("button", phrase(data, "pictureRemove", { name: picture.name }), {
          type: "button",
          class: "button slim second",
        });
        remove.addEventListener("click", () => {
          URL.revokeObjectURL(picture.address);
          kept = kept.filter((other) => other !== picture);
          draw();
          the("pictures").focus();
        });
        const row = make("li");
        row.append(make("img", "", { src: picture.address, alt: picture.name }), remove);
        return row;
      }),
    );
    changed();
  };

  const addAll = (files: File[]): void => {
    void files.reduce((before, file) => before.then(() => add(file)), Promise.resolve()).then(draw);
  };

  on("pictures", "change", () => {
    const field = the<HTMLInputElement>("pictures");
    const files = [...(field.files ?? [])];
    field.value = "";
    say("pictures-said", "");
    addAll(files);
  });

  return {
    pictures: () => kept.map((picture) => picture.bytes),
    allow: (count) => {
      allowed = Math.min(count, MOST_PICTURES);
      say("pictures-limit", phrase(data, allowed ? "picturesAllowed" : "picturesNone", { count: allowed }));
      the<HTMLInputElement>("pictures").disabled = allowed === 0;
    },
    restore: (pictures) => {
      const files = pictures.map((bytes, at) => new File([bytes], String(at + 1)));
      kept = [];
      addAll(files);
    },
    clear: () => {
      for (const picture of kept) URL.revokeObjectURL(picture.address);
      kept = [];
      draw();
    },
  };
}

/** A file that begins like a picture and that no browser can draw would only be refused weeks later. */
function decoded(address: string): Promise<void> {
  return new Promise((done, fail) => {
    const image = new Image();
    image.addEventListener("load", () => done());
    image.addEventListener("error", () => {
      URL.revokeObjectURL(address);
      fail(new PictureRefused("pictureBroken"));
    });
    image.src = address;
  });
}
