import type { Message } from '@campus-helpdesk/core-api-contract/message'
import { type MessagePage, pageSizes } from '@campus-helpdesk/core-api-contract/paging'
import { core } from '../core.ts'

/** All messages of a ticket, oldest first. */
export async function readThread(ticketId: number, signal: AbortSignal): Promise<Message[]> {
  const messages: Message[] = []
  let cursor: MessagePage['nextCursor'] = null
  do {
    const query = cursor === null ? { limit: pageSizes.max } : { limit: pageSizes.max, cursor }
    const page: MessagePage = (await core.listMessages({ params: { id: ticketId }, query }, { signal })).body
    messages.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return messages
}
