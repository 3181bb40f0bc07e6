// SPDX-License-Identifier: AGPL-3.0-or-later
// The English list, from the one file that Python reads too.
import text from "../../../src/restante/seal/words/en.txt";

export const en: readonly string[] = text.trim().split("\n");
