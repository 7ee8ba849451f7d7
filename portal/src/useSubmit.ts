import { useRef, useState } from 'preact/hooks'
import { type Failure, failureOf, isProblem } from './failure.ts'
import { newIdempotencyKey } from './idempotencyKey.ts'

export type Submission = { submit: () => Promise<void>; pending: boolean; failure: Failure | undefined }

/**
 * Sends a change once, however often it is pressed. Its key stays the same until the change is made, so that trying
 * again after silence finds out what became of it instead of doing it twice.
 */
export function useSubmit<Answer>(
  send: (idempotencyKey: string) => Promise<Answer>,
  done: (answer: Answer) => void,
): Submission {
  const [key, setKey] = useState(newIdempotencyKey)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  // A second click comes before the first one's state is shown.
  const inFlight = useRef(false)

  const submit = async () => {
    if (inFlight.current) return
    inFlight.current = true
    setPending(true)
    setFailure(undefined)
    try {
      const answer = await send(key)
      setKey(newIdempotencyKey())
      done(answer)
    } catch (error) {
      // An earlier try with other content arrived after all; the reader is told, and what is here now is a new change.
      if (isProblem(error, 'key-reused')) setKey(newIdempotencyKey())
      setFailure(failureOf(error))
    } finally {
      inFlight.current = false
      setPending(false)
    }
  }
  return { submit, pending, failure }
}
