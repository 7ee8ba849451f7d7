import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import { type Status, statuses } from '@campus-helpdesk/core-api-contract/ticket'
import { Problem } from '../problems.ts'

/** `forbidden`: not for this role. `conflict`: not any more, for anybody. */
type Verdict = 'yes' | 'forbidden' | 'conflict'
type Rule = (status: Status) => Verdict

const always: Rule = () => 'yes'
const never: Rule = () => 'forbidden'
const hiddenOnceClosed: Rule = (status) => (status === 'closed' ? 'forbidden' : 'yes')
const untilClosed: Rule = (status) => (status === 'closed' ? 'conflict' : 'yes')

type Verb = 'read' | 'edit' | 'discuss' | 'move' | 'assign' | 'recategorise' | 'delete'

/** The whole answer to 'who may do what'. Everybody may file. */
const policy = {
  user: {
    read: hiddenOnceClosed,
    edit: hiddenOnceClosed,
    discuss: hiddenOnceClosed,
    move: never,
    assign: never,
    recategorise: never,
    delete: never,
  },
  helpdesk: {
    read: always,
    edit: untilClosed,
    discuss: untilClosed,
    move: untilClosed,
    assign: untilClosed,
    recategorise: always,
    delete: always,
  },
} satisfies Record<Role, Record<Verb, Rule>>

type Subject = { id: number; status: Status }

/** Problems: `forbidden`. */
export function assertAllowed(role: Role, verb: Verb, ticket: Subject): void {
  if (policy[role][verb](ticket.status) !== 'forbidden') return
  const reason =
    ticket.status === 'closed' && policy[role][verb]('open') === 'yes' ? `, because ticket ${ticket.id} is closed` : ''
  throw new Problem('forbidden', `A ${role} may not ${verb} this ticket${reason}`)
}

/** Problems: `conflict`. Asked of real changes only: what is already so is no change. */
export function assertPossible(role: Role, verb: Verb, ticket: Subject): void {
  if (policy[role][verb](ticket.status) !== 'conflict') return
  throw new Problem('conflict', `Ticket ${ticket.id} is closed, and closed is final`)
}

/** The statuses of the tickets that a role may see, in the order of a ticket's life. */
export function visibleStatuses(role: Role): Status[] {
  return statuses.filter((status) => policy[role].read(status) === 'yes')
}
