// SPDX-License-Identifier: AGPL-3.0-or-later
// The letter page. Until this has run, the page says in words how to write without it; nothing can be sent by accident.
import { startEditor } from "./page/starting";

void startEditor(true);
