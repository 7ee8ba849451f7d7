import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { ChangeTicket, Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import { navigate } from '../address.ts'
import { core } from '../core.ts'
import { isProblem } from '../failure.ts'
import { ActionButton } from '../ui/ActionButton.tsx'
import { ConfirmedAction } from '../ui/ConfirmedAction.tsx'
import { useAnnounce } from '../ui/outcome.ts'
import { useFocusFallback } from '../ui/useFocusFallback.ts'
import { words } from '../words.ts'
import { SetCategory } from './SetCategory.tsx'

type Props = {
  ticket: Ticket
  actor: Actor
  changed: (ticket: Ticket) => void
  /** Reads the ticket again, as somebody else has changed it. */
  again: () => void
}

/** What the helpdesk does with a ticket. What a closed one no longer allows is not offered. */
export function HelpdeskActions({ ticket, actor, changed, again }: Props) {
  const announce = useAnnounce()
  const heading = useFocusFallback<HTMLHeadingElement>([ticket.status, ticket.category, ticket.categorySource])
  const params = { id: ticket.id }
  const change = async (body: Partial<ChangeTicket>, idempotencyKey: string) =>
    (await core.changeTicket({ params, body }, { idempotencyKey })).body
  const said = (text: string) => (after: Ticket) => {
    changed(after)
    announce(text)
  }

  const isMine = ticket.assignee?.id === actor.id
  const assign = async (idempotencyKey: string) => {
    const body = { assignee: isMine ? null : { id: actor.id, name: actor.name } }
    try {
      // With If-Match: nobody takes over from a colleague without having seen that there is one.
      return (await core.changeTicket({ params, body }, { ifMatch: ticket.version, idempotencyKey })).body
    } catch (error) {
      if (isProblem(error, 'version-mismatch')) again()
      throw error
    }
  }

  return (
    <section class="card actions" aria-labelledby="actions">
      <h2 id="actions" ref={heading} tabIndex={-1}>
        {words.helpdesk.title}
      </h2>
      {ticket.status === 'open' && (
        <ActionButton
          label={words.helpdesk.start}
          look="primary"
          send={(key) => change({ status: 'active' }, key)}
          done={said(words.helpdesk.started)}
        />
      )}
      {ticket.status === 'active' && (
        <ConfirmedAction
          label={words.helpdesk.close}
          look="primary"
          title={words.helpdesk.closeTitle(ticket.id)}
          warning={words.helpdesk.closeWarning}
          confirmLabel={words.helpdesk.closeForGood}
          cancelLabel={words.helpdesk.leaveOpen}
          send={(key) => change({ status: 'closed' }, key)}
          done={said(words.helpdesk.closed)}
        />
      )}
      {ticket.status !== 'closed' && (
        <ActionButton
          label={isMine ? words.helpdesk.giveBack : words.helpdesk.assign}
          send={assign}
          done={said(isMine ? words.helpdesk.givenBack : words.helpdesk.assigned)}
        />
      )}
      <SetCategory
        // Anew when the category has changed, so that the choice starts from what is so.
        key={ticket.category}
        ticket={ticket}
        send={(category, key) => change({ category }, key)}
        done={said(words.helpdesk.categorySet)}
      />
      <ConfirmedAction
        label={words.helpdesk.remove}
        look="danger"
        title={words.helpdesk.removeTitle(ticket.id)}
        warning={words.helpdesk.removeWarning}
        confirmLabel={words.helpdesk.removeForGood}
        cancelLabel={words.helpdesk.keep}
        send={(idempotencyKey) => core.deleteTicket({ params }, { idempotencyKey })}
        done={() => {
          navigate('/tickets')
          announce(words.helpdesk.removed(ticket.id))
        }}
      />
    </section>
  )
}
