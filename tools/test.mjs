import './prepare/requireNode.mjs'
import { build } from './prepare/build.mjs'
import { install } from './prepare/install.mjs'
import { readArguments } from './prepare/readArguments.mjs'
import { StepFailed } from './prepare/runStep.mjs'
import { findChromium } from './test/findChromium.mjs'
import { runJest } from './test/runJest.mjs'
import { chooseSuites, listSuites } from './test/suites.mjs'

const usage = `npm test [-- --all] [part of a path ...]

Installs what is missing, builds what has changed and runs the tests: all fast ones, or those whose path contains one of
the words. What this machine has no program for is left out and said at the end.
  --all     the slow suites too (*.slow.test.ts); one of them also runs when a word names its file
  REQUIRE   set to mariadb, chromium or both (comma separated): to miss them is a failure
  CHROMIUM  the path of the browser, if it is not where it usually is
  TEST_MYSQL_URL  mysql://user:password@host:port of a MySQL or MariaDB to test on, instead of one of the run's own`

const { flags, words: patterns } = readArguments(usage, ['--all'])
const required = (process.env.REQUIRE ?? '').split(',').filter(Boolean)
const unknown = required.filter((name) => name !== 'mariadb' && name !== 'chromium')
if (unknown.length > 0) {
  console.error(`REQUIRE knows mariadb and chromium, not ${unknown.join(', ')}.`)
  process.exit(2)
}

/** @type {string[]} */
const failures = []
let counts = { passed: 0, failed: 0, skipped: 0 }
try {
  await runTests()
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  failures.push(error.message)
}
for (const failure of failures) console.log(failure)
const failed = counts.failed + failures.length
console.log(`${counts.passed} passed, ${failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`)
process.exit(failed > 0 ? 1 : 0)

async function runTests() {
  await install(console.log)
  await build(console.log)
  const chromium = findChromium()
  const { chosen, withoutChromium, slow } = chooseSuites(listSuites(), {
    patterns,
    all: flags.has('--all'),
    hasChromium: chromium !== null,
  })
  if (chosen.length > 0) {
    const run = await runJest(chosen, chromium ? { ...process.env, CHROMIUM: chromium } : process.env)
    counts = run.counts
    sayDatabases(run.counts.databases)
    if (run.trouble) failures.push(run.trouble)
  }
  if (counts.passed + counts.failed === 0 && failures.length === 0) failures.push('No test ran.')
  if (chromium === null) leaveOut('chromium', withoutChromium.length, 'Chromium: not found, apt install chromium')
  if (slow.length > 0) console.log(`Slow suites: ${slow.length} left out, run npm test -- --all`)
}

/** @param {string[]} databases none: Jest ended before it said so */
function sayDatabases(databases) {
  if (databases.length > 0) console.log(`Databases: ${databases.join(', ')}`)
  if (databases.length === 1) leaveOut('mariadb', 1, 'MariaDB: not found, apt install mariadb-server')
}

/** @param {string} name as in REQUIRE @param {number} suites how many are left out @param {string} line */
function leaveOut(name, suites, line) {
  if (required.includes(name)) failures.push(`${line} (required)`)
  else if (suites > 0) console.log(line)
}
