import type { Transaction } from '@campus-helpdesk/db/connection'

/**
 * Takes people and sources out of all events that a ticket has so far, as its deletion promises. Its facts and their
 * order stay: the figures need them.
 */
export async function forgetPeople(trx: Transaction, ticketId: number): Promise<void> {
  await trx('events')
    .where({ ticket_id: ticketId })
    .update({
      body: trx.raw(
        `json_remove(
           json_replace(body, '$.actor', null, '$.ticket.requester', null, '$.ticket.assignee', null, '$.message.author', null),
           '$.previous.assignee', '$.message.source')`,
      ),
    })
}
