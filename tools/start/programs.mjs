/**
 * The programs of the product, each its own process. A new one needs a line here and no more: it must log a JSON line
 * with `"msg":"listening"` and its `"url"`, answer 200 at `<url>/readyz` when it is ready, and end in order on SIGTERM.
 * @typedef {object} Program
 * @property {string} name
 * @property {string} entry what Node runs, from the checkout
 * @property {number} order all programs of a lower order are ready before this one is started, and end after it
 * @property {{ variable: string, otherwise: number }} port where it listens: the setting, and what holds without it
 * @property {Record<string, string>} [env] what it is given beside the settings
 * @property {(env: NodeJS.ProcessEnv) => boolean} isWanted whether the settings ask for it
 */

/** @type {Program[]} */
export const programs = [
  {
    name: 'core-api',
    entry: 'core-api/dist/main.js',
    order: 1,
    port: { variable: 'CORE_API_PORT', otherwise: 3000 },
    isWanted: () => true,
  },
]
