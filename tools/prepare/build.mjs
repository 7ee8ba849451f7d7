import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from './checkout.mjs'
import { runInstalled, StepFailed } from './runStep.mjs'

/**
 * Builds what the programs run from, as far as it is older than its sources.
 * @param {(line: string) => void} say
 */
export async function build(say) {
  say('Building the programs (TypeScript) ...')
  // Looks by itself at what has changed; a build without changes takes less than a second.
  demand('The programs', await runInstalled('typescript/bin/tsc', ['-b', 'tsconfig.build.json']))
  if (pageIsBuilt()) return
  say('Building the page (Vite) ...')
  demand('The page', await runInstalled('vite/bin/vite.js', ['build'], { folder: 'portal' }))
}

/** @param {string} what @param {{ code: number, output: string }} result */
function demand(what, { code, output }) {
  if (code !== 0) throw new StepFailed(`${output.trim()}\n${what} could not be built: the messages above say where.`)
}

const pageSources = ['portal', 'core-api/contract/src', 'package-lock.json']
const notSources = ['node_modules', 'dist', 'test']

function pageIsBuilt() {
  const built = newest(join(checkout, 'portal/dist/index.html'))
  return built > Math.max(...pageSources.map((path) => newest(join(checkout, path))))
}

/**
 * When the newest file at or below this path was written, in ms since 1970; 0 if there is none.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0
  const names = readdirSync(path).filter((name) => !notSources.includes(name))
  return Math.max(0, ...names.map((name) => newest(join(path, name))))
}
