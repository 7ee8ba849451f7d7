import { type FieldError, type ProblemKind, problemKinds } from '@campus-helpdesk/core-api-contract/problem'

type Extras = { errors?: FieldError[]; headers?: Record<string, string>; cause?: unknown }

/**
 * A refusal that a client is told about; the closed list of kinds is the contract's. Use cases throw it, `sayProblem`
 * alone makes answers of it. `detail` is for people and holds nothing of what others wrote.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly kind: ProblemKind
  readonly errors: FieldError[] | undefined
  readonly headers: Record<string, string>

  constructor(kind: ProblemKind, detail: string, { errors, headers = {}, cause }: Extras = {}) {
    super(detail, { cause })
    this.kind = kind
    this.errors = errors
    this.headers = headers
  }

  get status(): number {
    return problemKinds[this.kind].status
  }
}

/** 400 with every problem of the input at once. */
export function invalidRequest(errors: FieldError[]): Problem {
  const names = [...new Set(errors.map((error) => error.path))].join(', ')
  return new Problem('invalid-request', `Please mend: ${names}`, { errors })
}
