import type { TicketEvent } from '@campus-helpdesk/core-api-contract/event'
import type { Transaction } from '@campus-helpdesk/db/connection'
import { toColumnTime } from '@campus-helpdesk/db/times'

/**
 * Writes the news of a change beside the change, in its transaction. Must come after the update of the ticket's row:
 * that row's lock keeps the events of one ticket in order.
 */
export async function appendEvent(trx: Transaction, { type, at, ...body }: TicketEvent): Promise<void> {
  await trx('events').insert({ ticket_id: body.ticket.id, type, at: toColumnTime(at), body: JSON.stringify(body) })
}
