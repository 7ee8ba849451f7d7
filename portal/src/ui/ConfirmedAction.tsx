import { useId, useRef } from 'preact/hooks'
import { ActionButton } from './ActionButton.tsx'

type Props<Answer> = {
  label: string
  look: 'primary' | 'danger'
  title: string
  warning: string
  confirmLabel: string
  cancelLabel: string
  send: (idempotencyKey: string) => Promise<Answer>
  done: (answer: Answer) => void
}

/** A change that cannot be taken back: asks once more. */
export function ConfirmedAction<Answer>(props: Props<Answer>) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <div>
      <button type="button" class={props.look} onClick={() => dialog.current?.showModal()}>
        {props.label}
      </button>
      <dialog ref={dialog} aria-labelledby={id} aria-describedby={`${id}-warning`}>
        <h2 id={id}>{props.title}</h2>
        <p id={`${id}-warning`}>{props.warning}</p>
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            {props.cancelLabel}
          </button>
          <ActionButton
            label={props.confirmLabel}
            look={props.look}
            send={props.send}
            done={(answer) => {
              dialog.current?.close()
              props.done(answer)
            }}
          />
        </div>
      </dialog>
    </div>
  )
}
