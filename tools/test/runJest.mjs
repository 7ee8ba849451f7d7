import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout } from '../prepare/checkout.mjs'

/** How long Jest may take to end after its last test, before what it left open is not waited for any more. */
const endsWithinMs = 60_000

/**
 * Runs these suites and resolves when Jest has ended, however it did.
 * @param {string[]} suites @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ counts: import('./jestReporter.mjs').TestCounts, trouble: string | null }>} the counts so far, and
 *   what else was wrong with the run
 */
export async function runJest(suites, env) {
  const folder = mkdtempSync(join(tmpdir(), 'test-counts-'))
  const file = join(folder, 'counts.json')
  const jest = spawn(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--runTestsByPath', ...suites],
    { cwd: checkout, env: { ...env, TEST_COUNTS_FILE: file }, stdio: ['ignore', 'inherit', 'inherit'] },
  )
  // The terminal sends Ctrl-C to Jest as well; the counts so far are still to be told.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => jest.kill('SIGTERM'))

  let hangs = false
  let completeSince = Number.POSITIVE_INFINITY
  const watch = setInterval(() => {
    if (!readCounts(file).complete) return
    completeSince = Math.min(completeSince, performance.now())
    hangs = performance.now() - completeSince > endsWithinMs
    if (hangs) jest.kill('SIGKILL')
  }, 1_000)
  const end = await new Promise((resolve) => {
    jest.once('error', (error) => resolve(error.message))
    jest.once('close', (code, signal) => resolve(signal ?? code))
  })
  clearInterval(watch)
  const counts = readCounts(file)
  rmSync(folder, { recursive: true, force: true })
  return { counts, trouble: findTrouble(counts, end, hangs) }
}

/** @param {import('./jestReporter.mjs').TestCounts} counts @param {number | string} end @param {boolean} hangs */
function findTrouble(counts, end, hangs) {
  if (hangs) return 'Jest did not end after its last test: a suite has left something open (jest --detectOpenHandles).'
  if (!counts.complete) return `Jest ended before all suites had run (${end}); the counts are of those that had.`
  if (end !== 0 && counts.failed === 0) return `No test failed, but Jest did (${end}); what it said is above.`
  return null
}

/** @param {string} file @returns {import('./jestReporter.mjs').TestCounts} */
function readCounts(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0, databases: [], complete: false }
  return JSON.parse(readFileSync(file, 'utf8'))
}
