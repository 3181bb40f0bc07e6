// SPDX-License-Identifier: AGPL-3.0-or-later
// Finding a person: by any part of the name, or by chance among those who are written to least.

export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

/** Every word of the query begins, or stands inside, some word of the name. */
export function matches(names: string, query: string): boolean {
  const folded = fold(names);
  return fold(query)
    .split(" ")
    .every((word) => folded.includes(word));
}

/** A fair draw: values past the last whole multiple are drawn again. */
export function draw(below: number): number {
  const limit = Math.floor(2 ** 32 / below) * below;
  const one = new Uint32Array(1);
  do crypto.getRandomValues(one);
  while (one[0]! >= limit);
  return one[0]! % below;
}

/** One of those with the lowest attention. */
export function chooseLeast<P extends { attention: number }>(people: P[]): P | undefined {
  const least = Math.min(...people.map((person) => person.attention));
  const candidates = people.filter((person) => person.attention === least);
  return candidates.length ? candidates[draw(candidates.length)] : undefined;
}
