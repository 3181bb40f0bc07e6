// SPDX-License-Identifier: AGPL-3.0-or-later
// The same counting and hints as at the desk, by the compiled rulebook; pure functions, no DOM.

export type { Book, Channel, Draft, Finding, Level, Price, Rule, Texts } from "./book";
export { checkLetter, say, unitOffset } from "./check";
export { count, countCharacters, isBlank, normalise, pagesOf, splitText, type Count } from "./counting";
