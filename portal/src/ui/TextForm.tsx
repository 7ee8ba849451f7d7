import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { z } from 'zod'
import { useSubmit } from '../useSubmit.ts'
import { words } from '../words.ts'
import { ErrorNote } from './ErrorNote.tsx'
import { SubmitButton } from './SubmitButton.tsx'

type Props<Answer> = {
  label: string
  hint?: string
  initialText?: string
  submitLabel: string
  /** What the contract accepts; its message says what is wrong with a text. */
  schema: z.ZodType<string>
  rows?: number
  takesFocus?: boolean
  /** Where the text can no longer be sent: it stays to be copied. */
  lockedLabel?: string | undefined
  send: (text: string, idempotencyKey: string) => Promise<Answer>
  done: (answer: Answer) => void
  /** More buttons, beside the one that sends. */
  buttons?: ComponentChildren
  children?: ComponentChildren
}

/** One text and the button that sends it. The text stays until it has arrived. */
export function TextForm<Answer>(props: Props<Answer>) {
  const { label, hint, initialText = '', submitLabel, schema, rows = 4, takesFocus, lockedLabel, send, done } = props
  const id = useId()
  const [text, setText] = useState(initialText)
  const [invalid, setInvalid] = useState<string>()
  const field = useRef<HTMLTextAreaElement>(null)
  // Before the next key is pressed, so that none is lost.
  useLayoutEffect(() => {
    if (takesFocus) field.current?.focus()
  }, [])

  const submission = useSubmit(
    (key) => send(text, key),
    (answer: Answer) => {
      setText(initialText)
      done(answer)
    },
  )
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    const checked = schema.safeParse(text)
    setInvalid(checked.error?.issues[0]?.message)
    if (checked.success) await submission.submit()
    else field.current?.focus()
  }

  const isLocked = lockedLabel !== undefined
  if (isLocked && text === initialText) return null
  const describedBy = [hint && `${id}-hint`, invalid && `${id}-invalid`].filter(Boolean).join(' ')
  return (
    <form class="text-form" noValidate onSubmit={onSubmit}>
      {props.children}
      <label for={id}>{lockedLabel ?? label}</label>
      {hint && !isLocked && (
        <p id={`${id}-hint`} class="quiet">
          {hint}
        </p>
      )}
      <textarea
        id={id}
        ref={field}
        rows={rows}
        dir="auto"
        value={text}
        readOnly={isLocked}
        aria-invalid={invalid !== undefined}
        aria-describedby={describedBy || undefined}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {invalid && (
        <p id={`${id}-invalid`} class="field-problem" role="alert">
          {words.textProblem(invalid)}
        </p>
      )}
      <ErrorNote failure={submission.failure} again={onSubmit} />
      {!isLocked && (
        <div class="buttons">
          <SubmitButton label={submitLabel} pending={submission.pending} />
          {props.buttons}
        </div>
      )}
    </form>
  )
}
