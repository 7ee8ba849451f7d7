import type { TicketFacts } from '@campus-helpdesk/core-api-contract/event'
import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import type { TicketState } from './ticket.ts'

/** A ticket as clients get it. */
export function presentTicket(ticket: TicketState): Ticket {
  return {
    id: ticket.id,
    status: ticket.status,
    description: ticket.description,
    category: ticket.category,
    categorySource: ticket.categorySource,
    categoryConfidence: ticket.categoryConfidence,
    requester: ticket.requester,
    assignee: ticket.assignee,
    origin: ticket.origin,
    openedAt: ticket.openedAt,
    modifiedAt: ticket.modifiedAt,
    activatedAt: ticket.activatedAt,
    firstAnsweredAt: ticket.firstAnsweredAt,
    closedAt: ticket.closedAt,
    version: ticket.version,
    messageCount: ticket.messageCount,
  }
}

/** A ticket as the feed carries it: without what people wrote. */
export function ticketFacts(ticket: TicketState): TicketFacts {
  const { description: _, categoryConfidence: __, ...facts } = presentTicket(ticket)
  return { ...facts, erasedAt: ticket.erasedAt }
}
