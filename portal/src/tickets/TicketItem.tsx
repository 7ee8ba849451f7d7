import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import { ticketHref } from '../routes.ts'
import { StatusBadge } from '../ui/StatusBadge.tsx'
import { Time } from '../ui/Time.tsx'
import { words } from '../words.ts'
import { excerpt } from './excerpt.ts'

/** A ticket in the list; the whole of it leads to its page. */
export function TicketItem({ ticket }: { ticket: Ticket }) {
  return (
    <li class="ticket">
      <div class="ticket-top">
        <a class="ticket-link" href={ticketHref(ticket.id)}>
          <span class="ticket-number">#{ticket.id}</span> <bdi>{excerpt(ticket.description, 120)}</bdi>
        </a>
        <StatusBadge status={ticket.status} />
      </div>
      <ul class="ticket-facts quiet">
        <li>{words.categories[ticket.category]}</li>
        <li>
          {words.list.filedBy} <bdi>{ticket.requester?.name ?? words.list.erased}</bdi>
        </li>
        <li>
          <Time at={ticket.openedAt} />
        </li>
        <li>
          {ticket.assignee === null ? (
            words.list.assignedToNobody
          ) : (
            <>
              {words.list.assignedTo} <bdi>{ticket.assignee.name}</bdi>
            </>
          )}
        </li>
        {ticket.messageCount > 0 && <li>{words.list.messages(ticket.messageCount)}</li>}
      </ul>
    </li>
  )
}
