// SPDX-License-Identifier: AGPL-3.0-or-later
// The Russian list, from the one file that Python reads too.
import text from "../../../src/restante/seal/words/ru.txt";

export const ru: readonly string[] = text.trim().split("\n");
