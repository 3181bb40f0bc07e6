// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings the printing faces into the Python package: PT Serif for letters and texts, DejaVu Serif for what it lacks,
// DejaVu Sans for Hebrew and Arabic, DejaVu Sans Mono for typed examples, its bold for the number. Copied as they are, with their licences.
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "src", "restante", "paper", "fonts");

const faces = {
  "PTSerif-Regular.ttf": "@expo-google-fonts/pt-serif/400Regular/PTSerif_400Regular.ttf",
  "PTSerif-Italic.ttf": "@expo-google-fonts/pt-serif/400Regular_Italic/PTSerif_400Regular_Italic.ttf",
  "PTSerif-Bold.ttf": "@expo-google-fonts/pt-serif/700Bold/PTSerif_700Bold.ttf",
  "PTSerif-BoldItalic.ttf": "@expo-google-fonts/pt-serif/700Bold_Italic/PTSerif_700Bold_Italic.ttf",
  "PTSerif-LICENSE.txt": "@expo-google-fonts/pt-serif/LICENSE_FONT",
  "DejaVuSerif.ttf": "dejavu-fonts-ttf/ttf/DejaVuSerif.ttf",
  "DejaVuSans.ttf": "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
  "DejaVuSansMono.ttf": "dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf",
  "DejaVuSansMono-Bold.ttf": "dejavu-fonts-ttf/ttf/DejaVuSansMono-Bold.ttf",
  "DejaVu-LICENSE.txt": "dejavu-fonts-ttf/LICENSE",
};

export function copyFonts() {
  mkdirSync(target, { recursive: true });
  for (const [name, source] of Object.entries(faces)) {
    copyFileSync(join(here, "node_modules", source), join(target, name));
  }
}

if (process.argv[1] && process.argv[1] === fileURLToPath(import.meta.url)) copyFonts();
