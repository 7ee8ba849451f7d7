import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { Classification } from '@campus-helpdesk/core-api-contract/classification'
import type { FileTicket } from '@campus-helpdesk/core-api-contract/ticket'
import type { Transaction } from '@campus-helpdesk/db/connection'
import { appendEvent } from '../feed/appendEvent.ts'
import { descriptionPart, indexText } from '../search/indexText.ts'
import { findTicketBySource, insertTicket, type TicketState } from './ticket.ts'
import { ticketFacts } from './ticketFacts.ts'

export type Filed = { ticket: TicketState; repeated: boolean }

/**
 * Files a ticket and announces it. A source that has filed one already gives that ticket, as it is now. No effect
 * outside `trx`, so it may be run again.
 */
export async function fileTicket(
  trx: Transaction,
  actor: Actor,
  request: FileTicket,
  classification: Classification,
  now: string,
): Promise<Filed> {
  const earlier = request.source === undefined ? undefined : await findTicketBySource(trx, request.source)
  if (earlier !== undefined) return { ticket: earlier, repeated: true }

  const ticket = await insertTicket(
    trx,
    {
      status: 'open',
      description: request.description,
      category: classification.category,
      categorySource: 'auto',
      categoryConfidence: classification.confidence,
      requester: { id: actor.id, name: actor.name },
      assignee: null,
      origin: request.origin,
      openedAt: now,
      modifiedAt: now,
      activatedAt: null,
      firstAnsweredAt: null,
      closedAt: null,
      erasedAt: null,
      version: 1,
      messageCount: 0,
    },
    request.source,
  )
  await indexText(trx, ticket.id, descriptionPart, ticket.description)
  await appendEvent(trx, { type: 'ticket.filed', at: now, actor, ticket: ticketFacts(ticket), previous: {} })
  return { ticket, repeated: false }
}
