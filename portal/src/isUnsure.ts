import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'

/** Whether a person had better look at the category: it was found automatically, with a confidence below 0.5. */
export function isUnsure(ticket: Ticket): boolean {
  return ticket.categorySource === 'auto' && ticket.categoryConfidence < 0.5
}
