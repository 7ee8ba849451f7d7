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

/** A ticket with its thread and with what this reader may do. */
export function TicketPage({ id, actor }: { id: number; actor: Actor }) {
  const loaded = useLoad(async (signal) => (await core.readTicket({ params: { id } }, { signal })).body, [id])
  const { value: ticket, failure } = loaded
  // Reading is refused to users only, and only because the ticket is closed.
  const isClosedToReader = ticket === undefined && isProblem(failure, 'forbidden')
  return (
    <>
      <p class="back">
        <a href="/tickets">{words.ticket.back}</a>
      </p>
      <div class="page-top">
        <PageHeading>{isClosedToReader ? words.ticket.closedToUsersTitle : words.ticket.title(id)}</PageHeading>
        {ticket && <StatusBadge status={ticket.status} />}
      </div>
      {ticket === undefined && loaded.busy && <p class="quiet">{words.loading}</p>}
      {isClosedToReader ? (
        <p>{words.ticket.closedToUsers}</p>
      ) : (
        // After a failed reload what is shown, and what is being typed, stays in place.
        <ErrorNote failure={failure} again={loaded.again} />
      )}
      {ticket && <ShownTicket actor={actor} ticket={ticket} loaded={loaded} />}
    </>
  )
}

function ShownTicket({ actor, ticket, loaded }: { actor: Actor; ticket: Ticket; loaded: Loaded<Ticket> }) {
  const { setValue, again } = loaded
  return (
    <>
      {ticket.status === 'closed' && <p class="note">{words.ticket.closedNote}</p>}
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
