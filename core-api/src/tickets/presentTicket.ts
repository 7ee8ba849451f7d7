import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import type { TicketState } from './ticket.ts'

/** A ticket as clients get it. Field by field: to leave one out by a rest pattern makes objects that are slow to write. */
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
