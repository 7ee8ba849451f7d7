import type { Person } from '@campus-helpdesk/core-api-contract/actor'
import type { Classification } from '@campus-helpdesk/core-api-contract/classification'
import type { EventType, Previous } from '@campus-helpdesk/core-api-contract/event'
import type { Category, Status } from '@campus-helpdesk/core-api-contract/ticket'
import { Problem } from '../problems.ts'
import type { TicketState } from './ticket.ts'

/** One kind of change: what it is called, the ticket after it, and what it took the place of. */
export type Step = { type: EventType; ticket: TicketState; previous: Previous }

/** Each step raises the version and is the last modification. Clocks of several processes may differ: time never goes back. */
function step(
  type: EventType,
  before: TicketState,
  now: string,
  change: Partial<TicketState>,
  previous: Previous = {},
): Step {
  const modifiedAt = notBefore(before.modifiedAt, now)
  return { type, ticket: { ...before, ...change, modifiedAt, version: before.version + 1 }, previous }
}

/** The later of two times. */
export function notBefore(earlier: string, now: string): string {
  return now > earlier ? now : earlier
}

/** New words; while the category is automatic it follows them, and a changed one is news of its own. */
export function editSteps(
  ticket: TicketState,
  description: string,
  classification: Classification,
  now: string,
): Step[] {
  if (ticket.description === description) return []
  if (ticket.categorySource !== 'auto') return [step('ticket.edited', ticket, now, { description })]
  const edited = step('ticket.edited', ticket, now, { description, categoryConfidence: classification.confidence })
  if (classification.category === ticket.category) return [edited]
  const { category } = classification
  return [edited, step('ticket.recategorised', edited.ticket, now, { category }, { category: ticket.category })]
}

/** The helpdesk's decision; to confirm what was found automatically is one, too. */
export function recategoriseSteps(ticket: TicketState, category: Category, now: string): Step[] {
  if (ticket.category === category && ticket.categorySource === 'helpdesk') return []
  const previous = { category: ticket.category }
  return [step('ticket.recategorised', ticket, now, { category, categorySource: 'helpdesk' }, previous)]
}

export function assignSteps(ticket: TicketState, assignee: Person | null, now: string): Step[] {
  if (ticket.assignee?.id === assignee?.id && ticket.assignee?.name === assignee?.name) return []
  return [step('ticket.assigned', ticket, now, { assignee }, { assignee: ticket.assignee })]
}

/** `open` to `active` to `closed`, one step at a time. Problems: `conflict` for a step that does not exist. */
export function moveSteps(ticket: TicketState, status: Status, now: string): Step[] {
  if (ticket.status === status) return []
  const previous = { status: ticket.status }
  const at = notBefore(ticket.modifiedAt, now)
  if (ticket.status === 'open' && status === 'active') {
    return [step('ticket.activated', ticket, now, { status, activatedAt: at }, previous)]
  }
  if (ticket.status === 'active' && status === 'closed') {
    return [step('ticket.closed', ticket, now, { status, closedAt: at }, previous)]
  }
  throw new Problem(
    'conflict',
    `Ticket ${ticket.id} is ${ticket.status} and cannot become ${status}: a ticket goes from open to active to closed, one step at a time`,
  )
}
