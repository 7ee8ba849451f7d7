import { CoreProblem } from '@campus-helpdesk/core-api-contract/coreProblem'
import type { ProblemKind } from '@campus-helpdesk/core-api-contract/problem'
import type { Failure } from '../failure.ts'
import { words } from '../words.ts'

/** Problems that may have passed when the same is tried again. */
const passing: ReadonlySet<ProblemKind> = new Set(['unauthenticated', 'request-timeout', 'internal', 'unavailable'])

type Props = { failure: Failure | undefined; again?: (event: Event) => unknown }

/** Says what went wrong and, where it may help, offers to try again. */
export function ErrorNote({ failure, again }: Props) {
  if (failure === undefined) return null
  return (
    <div class="note note-error" role="alert">
      {failure instanceof CoreProblem ? <ProblemText problem={failure} /> : <p>{words.unreachable}</p>}
      {again && (!(failure instanceof CoreProblem) || passing.has(failure.kind)) && (
        <button type="button" onClick={again}>
          {words.tryAgain}
        </button>
      )}
    </div>
  )
}

function ProblemText({ problem }: { problem: CoreProblem }) {
  const { errors, requestId } = problem.details
  return (
    <>
      <p>{words.problems[problem.kind]}</p>
      {errors && (
        <ul>
          {errors.map((error) => (
            <li key={`${error.path} ${error.message}`}>{words.fieldProblem(error.path, error.message)}</li>
          ))}
        </ul>
      )}
      {problem.kind === 'unauthenticated' && (
        <p>
          <a href="/" target="_blank" rel="noreferrer">
            {words.entry.elsewhere}
          </a>
        </p>
      )}
      {problem.kind === 'internal' && <p class="quiet">{words.requestNumber(requestId)}</p>}
    </>
  )
}
