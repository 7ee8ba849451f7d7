import { type ProblemDetails, problemKinds, problemType } from '@campus-helpdesk/core-api-contract/problem'
import { isUnreachable, mayRunAgain } from '@campus-helpdesk/db/dialect'
import { Problem } from '../problems.ts'
import type { HttpMiddleware } from './state.ts'

/** Turns everything that is thrown below into problem details. What is not a Problem says nothing but the request id. */
export const sayProblem: HttpMiddleware = async (ctx, next) => {
  try {
    await next()
  } catch (error) {
    const problem = error instanceof Problem ? error : problemOf(error)
    if (problem.status >= 500) ctx.state.log.error({ err: error }, 'request failed')
    const { title } = problemKinds[problem.kind]
    const details: ProblemDetails = {
      type: problemType(problem.kind),
      title,
      status: problem.status,
      detail: problem.message,
      requestId: ctx.state.requestId,
      ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    }
    ctx.status = problem.status
    ctx.set(problem.headers)
    ctx.type = 'application/problem+json'
    ctx.body = JSON.stringify(details)
  }
}

function problemOf(cause: unknown): Problem {
  if (isUnreachable(cause) || mayRunAgain(cause)) {
    return new Problem(
      'unavailable',
      'The database cannot be reached or is too busy right now. If this was a change, whether it was made is not known: send it again with the same Idempotency-Key or source.',
      { headers: { 'Retry-After': '2' }, cause },
    )
  }
  return new Problem('internal', 'Something went wrong here; the request id finds it in the log', { cause })
}
