import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { Transaction } from '@campus-helpdesk/db/connection'
import { appendEvent } from '../feed/appendEvent.ts'
import { forgetPeople } from '../feed/forgetPeople.ts'
import { assertAllowed } from './policy.ts'
import { notBefore } from './steps.ts'
import { lockTicket, removeTicket } from './ticket.ts'
import { ticketFacts } from './ticketFacts.ts'
import { assertVersion, type WantedVersion } from './version.ts'

/**
 * Erases a ticket, its thread and its links, and takes the people out of its older events.
 * Problems: `not-found`, `forbidden`, `version-mismatch`.
 */
export async function deleteTicket(
  trx: Transaction,
  actor: Actor,
  id: number,
  version: WantedVersion,
  now: string,
): Promise<void> {
  const ticket = await lockTicket(trx, id)
  assertAllowed(actor.role, 'delete', ticket)
  assertVersion(ticket, version)
  const at = notBefore(ticket.modifiedAt, now)
  await removeTicket(trx, id)
  await forgetPeople(trx, id)
  await appendEvent(trx, {
    type: 'ticket.deleted',
    at,
    actor,
    ticket: ticketFacts({ ...ticket, requester: null, assignee: null, modifiedAt: at, version: ticket.version + 1 }),
    previous: {},
  })
}
