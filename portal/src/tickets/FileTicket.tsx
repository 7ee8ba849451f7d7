import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import { descriptionSchema, type Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { core } from '../core.ts'
import { isUnsure } from '../isUnsure.ts'
import { ticketHref } from '../routes.ts'
import { TextForm } from '../ui/TextForm.tsx'
import { useFocusFallback } from '../ui/useFocusFallback.ts'
import { words } from '../words.ts'

type State = { step: 'closed' | 'writing' } | { step: 'filed'; ticket: Ticket }

/** Files a ticket: a button, then a form, then the number and the category that it got. */
export function FileTicket({ actor, filed }: { actor: Actor; filed: () => void }) {
  const [state, setState] = useState<State>({ step: 'closed' })
  const button = useFocusFallback<HTMLButtonElement>([state.step])
  const write = () => setState({ step: 'writing' })
  const close = () => setState({ step: 'closed' })

  if (state.step === 'closed') {
    return (
      <button ref={button} type="button" class="primary" onClick={write}>
        {words.file.open}
      </button>
    )
  }
  if (state.step === 'filed') return <Filed {...{ ticket: state.ticket, actor, write, close }} />
  return (
    <section class="card file-ticket" aria-label={words.file.title}>
      <TextForm
        label={words.file.label}
        hint={words.file.hint}
        submitLabel={words.file.submit}
        schema={descriptionSchema}
        takesFocus
        send={async (description, idempotencyKey) =>
          (await core.fileTicket({ body: { description, origin: 'portal' } }, { idempotencyKey })).body
        }
        done={(ticket) => {
          setState({ step: 'filed', ticket })
          filed()
        }}
        buttons={
          <button type="button" onClick={close}>
            {words.cancel}
          </button>
        }
      />
    </section>
  )
}

type FiledProps = { ticket: Ticket; actor: Actor; write: () => void; close: () => void }

function Filed({ ticket, actor, write, close }: FiledProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => heading.current?.focus(), [])
  return (
    <section class="card file-ticket" role="status">
      <h2 ref={heading} tabIndex={-1}>
        {words.file.filed(ticket.id)}
      </h2>
      <p>
        {words.file.category} <strong>{words.categories[ticket.category]}</strong>
      </p>
      {isUnsure(ticket) && <p>{actor.role === 'helpdesk' ? words.file.notSureHelpdesk : words.file.notSure}</p>}
      <div class="buttons">
        <a class="button primary" href={ticketHref(ticket.id)}>
          {words.file.show(ticket.id)}
        </a>
        <button type="button" onClick={write}>
          {words.file.another}
        </button>
        <button type="button" onClick={close}>
          {words.file.close}
        </button>
      </div>
    </section>
  )
}
