import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { Database } from '@campus-helpdesk/db/connection'
import { assertAllowed } from './policy.ts'
import { getTicket, type TicketState } from './ticket.ts'

/** Problems: `not-found`, `forbidden`. */
export async function readTicket(db: Database, actor: Actor, id: number): Promise<TicketState> {
  const ticket = await getTicket(db, id)
  assertAllowed(actor.role, 'read', ticket)
  return ticket
}
