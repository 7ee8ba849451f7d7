import type { ProblemDetails, ProblemKind } from './problem.ts'

/** The core API refused; `kind` says why, `details` is what it said. */
export class CoreProblem extends Error {
  override readonly name = 'CoreProblem'
  readonly kind: ProblemKind
  readonly details: ProblemDetails

  constructor(kind: ProblemKind, details: ProblemDetails) {
    super(`${details.status} ${kind}: ${details.detail}`)
    this.kind = kind
    this.details = details
  }
}

/** No usable answer came. Whether a change was made is then not known; the same key or source again finds out. */
export class CoreUnreachable extends Error {
  override readonly name = 'CoreUnreachable'
}
