import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { Message, PostMessage } from '@campus-helpdesk/core-api-contract/message'
import type { Transaction } from '@campus-helpdesk/db/connection'
import { appendEvent } from '../feed/appendEvent.ts'
import { indexText } from '../search/indexText.ts'
import { assertAllowed, assertPossible } from '../tickets/policy.ts'
import { notBefore } from '../tickets/steps.ts'
import { lockTicket, updateTicket } from '../tickets/ticket.ts'
import { ticketFacts } from '../tickets/ticketFacts.ts'
import { findMessageBySource, insertMessage } from './message.ts'

export type Posted = { message: Message; repeated: boolean }

/**
 * Writes in a ticket's thread and announces it. A source that has posted already gives that message. Counts as a
 * modification of the ticket, but raises no version. Problems: `not-found`, `forbidden`, `conflict`.
 */
export async function postMessage(
  trx: Transaction,
  actor: Actor,
  ticketId: number,
  request: PostMessage,
  now: string,
): Promise<Posted> {
  const before = await lockTicket(trx, ticketId)
  const earlier = request.source === undefined ? undefined : await findMessageBySource(trx, request.source)
  if (earlier !== undefined) return { message: earlier, repeated: true }
  assertAllowed(actor.role, 'discuss', before)
  assertPossible(actor.role, 'discuss', before)

  const at = notBefore(before.modifiedAt, now)
  const ticket = {
    ...before,
    modifiedAt: at,
    messageCount: before.messageCount + 1,
    firstAnsweredAt: before.firstAnsweredAt ?? (actor.role === 'helpdesk' ? at : null),
  }
  await updateTicket(trx, before, ticket)
  const { body, origin, source } = request
  const message = await insertMessage(trx, { ticketId, author: actor, body, origin, createdAt: at }, source)
  await indexText(trx, ticketId, message.id, body)
  await appendEvent(trx, {
    type: 'message.posted',
    at,
    actor,
    ticket: ticketFacts(ticket),
    previous: {},
    message: { id: message.id, author: actor, origin, ...(source === undefined ? {} : { source }) },
  })
  return { message, repeated: false }
}
