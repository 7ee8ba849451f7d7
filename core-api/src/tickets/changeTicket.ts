import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { Classification } from '@campus-helpdesk/core-api-contract/classification'
import type { ChangeTicket } from '@campus-helpdesk/core-api-contract/ticket'
import type { Transaction } from '@campus-helpdesk/db/connection'
import { appendEvent } from '../feed/appendEvent.ts'
import { descriptionPart, forgetText, indexText } from '../search/indexText.ts'
import { assertAllowed, assertPossible } from './policy.ts'
import { assignSteps, editSteps, moveSteps, recategoriseSteps, type Step } from './steps.ts'
import { lockTicket, type TicketState, updateTicket } from './ticket.ts'
import { ticketFacts } from './ticketFacts.ts'
import { assertVersion, type WantedVersion } from './version.ts'

export type TicketChange = {
  id: number
  change: ChangeTicket
  /** Of the new description, if there is one. */
  classification: Classification | undefined
  version: WantedVersion
  now: string
}

/**
 * Changes a ticket: all of it or nothing, one event and one version for each kind of change. What is already so is no
 * change. Problems: `not-found`, `forbidden`, `version-mismatch`, `conflict`.
 */
export async function changeTicket(trx: Transaction, actor: Actor, request: TicketChange): Promise<TicketState> {
  const before = await lockTicket(trx, request.id)
  const kinds = kindsOf(request)
  for (const { verb } of kinds) assertAllowed(actor.role, verb, before)
  assertVersion(before, request.version)

  const steps: Step[] = []
  let ticket = before
  for (const { verb, stepsFrom } of kinds) {
    const more = stepsFrom(ticket)
    if (more.length > 0) assertPossible(actor.role, verb, before)
    steps.push(...more)
    ticket = more.at(-1)?.ticket ?? ticket
  }
  if (steps.length === 0) return before

  await updateTicket(trx, before, ticket)
  if (ticket.description !== before.description) {
    await forgetText(trx, ticket.id, descriptionPart)
    await indexText(trx, ticket.id, descriptionPart, ticket.description)
  }
  for (const step of steps) {
    await appendEvent(trx, {
      type: step.type,
      at: step.ticket.modifiedAt,
      actor,
      ticket: ticketFacts(step.ticket),
      previous: step.previous,
    })
  }
  return ticket
}

type Kind = {
  verb: 'edit' | 'recategorise' | 'assign' | 'move'
  stepsFrom: (ticket: TicketState) => Step[]
}

/** The kinds of change that are asked for, in the order in which they happen. */
function kindsOf({ change, classification, now }: TicketChange): Kind[] {
  const { description, category, assignee, status } = change
  const kinds: Kind[] = []
  if (description !== undefined && classification !== undefined) {
    // Where the helpdesk decides in the same request, the words do not decide as well.
    const decided = category !== undefined
    kinds.push({
      verb: 'edit',
      stepsFrom: (ticket) =>
        editSteps(
          ticket,
          description,
          decided ? { ...classification, category: ticket.category } : classification,
          now,
        ),
    })
  }
  if (category !== undefined)
    kinds.push({ verb: 'recategorise', stepsFrom: (ticket) => recategoriseSteps(ticket, category, now) })
  if (assignee !== undefined) kinds.push({ verb: 'assign', stepsFrom: (ticket) => assignSteps(ticket, assignee, now) })
  if (status !== undefined) kinds.push({ verb: 'move', stepsFrom: (ticket) => moveSteps(ticket, status, now) })
  return kinds
}
