import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { Message } from '@campus-helpdesk/core-api-contract/message'
import type { Database } from '@campus-helpdesk/db/connection'
import { readTicket } from '../tickets/readTicket.ts'
import { messagesAfter } from './message.ts'

export type MessageList = { messages: Message[]; hasMore: boolean }

/** A page of a ticket's thread, oldest first, from behind the message `afterId`. Problems: `not-found`, `forbidden`. */
export async function listMessages(
  db: Database,
  actor: Actor,
  ticketId: number,
  afterId: number,
  limit: number,
): Promise<MessageList> {
  await readTicket(db, actor, ticketId)
  const messages = await messagesAfter(db, ticketId, afterId, limit + 1)
  return { messages: messages.slice(0, limit), hasMore: messages.length > limit }
}
