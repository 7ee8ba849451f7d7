import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import { core } from '../core.ts'
import { isProblem } from '../failure.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { StatusBadge } from '../ui/StatusBadge.tsx'
import { type Loaded, useLoad } from '../useLoad.ts'
import { words } from '../words.ts'
import { Description } from './Description.tsx'
import { Facts } from './Facts.tsx'
import { HelpdeskActions } from './HelpdeskActions.tsx'
import { Thread } from './Thread.tsx'

type Props = { id: number; actor: Actor }

/** A ticket with its thread and with what this reader may do. */
export function TicketPage({ id, actor }: Props) {
  const ticket = useLoad(async (signal) => (await core.readTicket({ params: { id } }, { signal })).body, [id])
  return (
    <>
      <p class="back">
        <a href="/tickets">{words.ticket.back}</a>
      </p>
      {ticket.value === undefined ? (
        <WithoutTicket id={id} actor={actor} ticket={ticket} />
      ) : (
        <ShownTicket actor={actor} ticket={ticket.value} loaded={ticket} />
      )}
    </>
  )
}

function WithoutTicket({ id, actor, ticket }: Props & { ticket: Loaded<Ticket> }) {
  // Reading is refused to users only, and only because the ticket is closed.
  if (actor.role === 'user' && isProblem(ticket.failure, 'forbidden')) {
    return (
      <>
        <PageHeading>{words.ticket.closedToUsersTitle}</PageHeading>
        <p>{words.ticket.closedToUsers}</p>
      </>
    )
  }
  if (isProblem(ticket.failure, 'not-found')) {
    return (
      <>
        <PageHeading>{words.notFound.ticketTitle}</PageHeading>
        <p>{words.problems['not-found']}</p>
      </>
    )
  }
  return (
    <>
      <PageHeading>{words.ticket.title(id)}</PageHeading>
      {ticket.busy && <p class="quiet">{words.loading}</p>}
      <ErrorNote failure={ticket.failure} again={ticket.again} />
    </>
  )
}

function ShownTicket({ actor, ticket, loaded }: { actor: Actor; ticket: Ticket; loaded: Loaded<Ticket> }) {
  const { setValue, again } = loaded
  return (
    <>
      <div class="page-top">
        <PageHeading>{words.ticket.title(ticket.id)}</PageHeading>
        <StatusBadge status={ticket.status} />
      </div>
      {ticket.status === 'closed' && <p class="note">{words.ticket.closedNote}</p>}
      {/* A failed reload leaves what is shown, and what is being typed, in place. */}
      <ErrorNote failure={loaded.failure} again={again} />
      <div class="columns">
        <div class="column">
          <Description ticket={ticket} changed={setValue} />
          <Thread ticket={ticket} actor={actor} posted={again} />
        </div>
        <aside class="column">
          {actor.role === 'helpdesk' && <HelpdeskActions {...{ ticket, actor, again }} changed={setValue} />}
          <Facts ticket={ticket} />
        </aside>
      </div>
    </>
  )
}
