import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import type { TicketState } from './ticket.ts'
import { ticketFacts } from './ticketFacts.ts'

/** A ticket as clients get it. */
export function presentTicket(ticket: TicketState): Ticket {
  const { erasedAt: _, ...facts } = ticketFacts(ticket)
  return { ...facts, description: ticket.description, categoryConfidence: ticket.categoryConfidence }
}
