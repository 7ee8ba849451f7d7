import { descriptionSchema, type Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import { useState } from 'preact/hooks'
import { core } from '../core.ts'
import { isProblem } from '../failure.ts'
import { HumanText } from '../ui/HumanText.tsx'
import { TextForm } from '../ui/TextForm.tsx'
import { words } from '../words.ts'

type Props = {
  ticket: Ticket
  saved: (ticket: Ticket) => void
  /** With the ticket as it was last seen. */
  cancelled: (ticket: Ticket) => void
}

/** Edits the description. When somebody was faster, both texts are shown and the writer decides. */
export function EditDescription({ ticket, saved, cancelled }: Props) {
  // The ticket that the text being written is meant to replace.
  const [base, setBase] = useState(ticket)
  const [hasConflict, setHasConflict] = useState(false)

  const change = async (description: string, onto: Ticket, idempotencyKey: string) => {
    const input = { params: { id: ticket.id }, body: { description } }
    return (await core.changeTicket(input, { ifMatch: onto.version, idempotencyKey })).body
  }
  const send = async (description: string, idempotencyKey: string) => {
    try {
      return await change(description, base, idempotencyKey)
    } catch (error) {
      if (!isProblem(error, 'version-mismatch')) throw error
      const current = (await core.readTicket({ params: { id: ticket.id } })).body
      setBase(current)
      // Only something else, such as the status, has changed: nobody's text is in the way.
      if (current.description === base.description) return change(description, current, idempotencyKey)
      setHasConflict(true)
      throw error
    }
  }

  return (
    <TextForm
      label={hasConflict ? words.ticket.yours : words.ticket.editLabel}
      submitLabel={hasConflict ? words.ticket.saveMine : words.ticket.save}
      initialText={ticket.description}
      schema={descriptionSchema}
      rows={8}
      takesFocus
      send={send}
      done={saved}
      buttons={
        <button type="button" onClick={() => cancelled(base)}>
          {hasConflict ? words.ticket.keepTheirs : words.cancel}
        </button>
      }
    >
      {hasConflict && (
        <div class="note">
          <h3>{words.ticket.theirs}</h3>
          <HumanText>{base.description}</HumanText>
        </div>
      )}
    </TextForm>
  )
}
