import { CoreProblem, CoreUnreachable } from '@campus-helpdesk/core-api-contract/coreProblem'
import type { ProblemKind } from '@campus-helpdesk/core-api-contract/problem'

/** What may go wrong with a call and is told to the reader. */
export type Failure = CoreProblem | CoreUnreachable

/** The expected failures; anything else is a mistake of ours and rises. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CoreProblem || error instanceof CoreUnreachable) return error
  throw error
}

export function isProblem(error: unknown, kind: ProblemKind): boolean {
  return error instanceof CoreProblem && error.kind === kind
}
