// SPDX-License-Identifier: AGPL-3.0-or-later
// esbuild's text loader.
declare module "*.txt" {
  const text: string;
  export default text;
}
