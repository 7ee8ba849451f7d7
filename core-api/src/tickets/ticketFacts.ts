import type { TicketFacts } from '@campus-helpdesk/core-api-contract/event'
import type { TicketState } from './ticket.ts'

/** A ticket as the feed and the export carry it: without what people wrote. */
export function ticketFacts(ticket: TicketState): TicketFacts {
  return {
    id: ticket.id,
    status: ticket.status,
    category: ticket.category,
    categorySource: ticket.categorySource,
    origin: ticket.origin,
    requester: ticket.requester,
    assignee: ticket.assignee,
    openedAt: ticket.openedAt,
    modifiedAt: ticket.modifiedAt,
    activatedAt: ticket.activatedAt,
    firstAnsweredAt: ticket.firstAnsweredAt,
    closedAt: ticket.closedAt,
    erasedAt: ticket.erasedAt,
    version: ticket.version,
    messageCount: ticket.messageCount,
  }
}
