import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import { useState } from 'preact/hooks'
import { HumanText } from '../ui/HumanText.tsx'
import { useAnnounce } from '../ui/outcome.ts'
import { useFocusFallback } from '../ui/useFocusFallback.ts'
import { words } from '../words.ts'
import { EditDescription } from './EditDescription.tsx'

/** What was reported, and the way to edit it as long as the ticket is not closed. */
export function Description({ ticket, changed }: { ticket: Ticket; changed: (ticket: Ticket) => void }) {
  const [isEditing, setIsEditing] = useState(false)
  const announce = useAnnounce()
  const heading = useFocusFallback<HTMLHeadingElement>([isEditing])
  const isClosed = ticket.status === 'closed'
  return (
    <section class="card" aria-labelledby="description">
      <div class="section-top">
        <h2 id="description" ref={heading} tabIndex={-1}>
          {words.ticket.description}
        </h2>
        {!isEditing && !isClosed && (
          <button type="button" onClick={() => setIsEditing(true)}>
            {words.ticket.edit}
          </button>
        )}
      </div>
      {isEditing ? (
        <EditDescription
          ticket={ticket}
          saved={(after) => {
            setIsEditing(false)
            changed(after)
            announce(words.ticket.saved)
          }}
          cancelled={(after) => {
            setIsEditing(false)
            changed(after)
          }}
        />
      ) : (
        <HumanText>{ticket.description}</HumanText>
      )}
    </section>
  )
}
