import { problemType } from '@campus-helpdesk/core-api-contract/problem'
import type { Said } from './startCoreApi.ts'

/** Short names for tests of long input: its beginning, and the paths that are to be named. */
export function titled(cases: [string, string[]][]): [string, string, string[]][] {
  return cases.map(([sent, paths]) => [`${sent.slice(0, 60)} by naming ${paths.join(', ')}`, sent, paths])
}

/** A 400 that names exactly these fields, parameters and headers. */
export function expectRefused(answer: Said, paths: string[]): void {
  expect(answer).toMatchObject({ status: 400, body: { type: problemType('invalid-request') } })
  expect(answer.body.errors.map((error: { path: string }) => error.path).sort()).toEqual([...paths].sort())
}
