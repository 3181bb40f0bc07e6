// SPDX-License-Identifier: AGPL-3.0-or-later
// Pieces of the index arrive as scripts, since a page from a folder may load nothing else. Each is asked for once.

declare global {
  interface Window {
    restanteSearch?: (name: string, data: unknown) => void;
    trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): TrustedPolicy };
  }
}

interface TrustedPolicy {
  createScriptURL(url: string): string;
}

/** Pieces of an index, by name. */
export interface Asking {
  ask(name: string): Promise<unknown>;
  /** Whether it was asked for before: it costs nothing more. */
  has(name: string): boolean;
  /** How many were asked for so far, those that came from memory not counted. */
  readonly asked: number;
}

const NAME = /^[a-z]{2,8}\/(head|[lwp][0-9a-f]{4,8})$/;

export class Missing extends Error {}

/** From the folder of the index, by elements of `<script>`. */
export function askScripts(folder: string): Asking {
  const waiting = new Map<string, (data: unknown) => void>();
  const known = new Map<string, Promise<unknown>>();
  const address = (name: string): string => {
    if (!NAME.test(name)) throw new Missing(name);
    return `${folder}${name}.js`;
  };
  const policy = window.trustedTypes?.createPolicy("restante-search", { createScriptURL: address });
  window.restanteSearch = (name, data) => waiting.get(name)?.(data);

  const load = (name: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const done = (): void => {
        waiting.delete(name);
        script.remove();
      };
      waiting.set(name, (data) => {
        done();
        resolve(data);
      });
      // a file that came and said nothing is as good as none
      script.onload = script.onerror = () => {
        if (!waiting.has(name)) return;
        done();
        known.delete(name);
        reject(new Missing(name));
      };
      script.src = policy ? policy.createScriptURL(name) : address(name);
      document.head.append(script);
    });

  let asked = 0;
  return {
    ask: (name) => {
      const before = known.get(name);
      if (before) return before;
      asked += 1;
      const coming = load(name);
      known.set(name, coming);
      return coming;
    },
    has: (name) => known.has(name),
    get asked() {
      return asked;
    },
  };
}
