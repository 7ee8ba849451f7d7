import { writeFileSync } from 'node:fs'
import { databases } from './globalSetup.mjs'

/**
 * What `npm test` reads after Jest has ended, however it ended: written anew after each suite.
 * A suite that could not run at all counts as one failed test.
 * @typedef {{ passed: number, failed: number, skipped: number, databases: string[], complete: boolean }} TestCounts
 */

/**
 * The part of Jest's AggregatedResult that is needed here.
 * @typedef {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number, numPendingTests: number,
 *   numTodoTests: number, wasInterrupted: boolean }} Total
 */

/** Writes the counts into the file that `TEST_COUNTS_FILE` names; Jest makes one per run. */
export default class CountsReporter {
  /** @param {unknown} _test @param {unknown} _result @param {Total} total */
  onTestResult(_test, _result, total) {
    writeCounts(total, false)
  }

  /** @param {unknown} _contexts @param {Total} total */
  onRunComplete(_contexts, total) {
    writeCounts(total, !total.wasInterrupted)
  }
}

/** @param {Total} total @param {boolean} complete */
function writeCounts(total, complete) {
  const file = process.env.TEST_COUNTS_FILE
  if (file === undefined) return
  /** @type {TestCounts} */
  const counts = {
    passed: total.numPassedTests,
    failed: total.numFailedTests + total.numRuntimeErrorTestSuites,
    skipped: total.numPendingTests + total.numTodoTests,
    databases,
    complete,
  }
  writeFileSync(file, JSON.stringify(counts))
}
