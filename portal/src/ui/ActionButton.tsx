import { useSubmit } from '../useSubmit.ts'
import { words } from '../words.ts'
import { ErrorNote } from './ErrorNote.tsx'

type Props<Answer> = {
  label: string
  look?: 'primary' | 'danger'
  send: (idempotencyKey: string) => Promise<Answer>
  done: (answer: Answer) => void
}

/** A button that makes one change and says why when it could not. */
export function ActionButton<Answer>({ label, look, send, done }: Props<Answer>) {
  const { submit, pending, failure } = useSubmit(send, done)
  return (
    <>
      <button
        type="button"
        class={look}
        aria-disabled={pending}
        onClick={(event) => {
          // A double click means one change; the second click may meet what the button has become by then.
          if (event.detail <= 1) void submit()
        }}
      >
        {pending ? words.sending : label}
      </button>
      <ErrorNote failure={failure} again={submit} />
    </>
  )
}
