import type { Person } from '@campus-helpdesk/core-api-contract/actor'
import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import type { ComponentChildren } from 'preact'
import { isUnsure } from '../isUnsure.ts'
import { Time } from '../ui/Time.tsx'
import { words } from '../words.ts'

/** What is known about a ticket, beside its texts. */
export function Facts({ ticket }: { ticket: Ticket }) {
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">{words.ticket.facts}</h2>
      <dl class="facts">
        <Fact name={words.ticket.category}>
          {words.categories[ticket.category]}
          <span class="quiet block">{decidedBy(ticket)}</span>
        </Fact>
        <Fact name={words.ticket.requester}>
          <Name of={ticket.requester} otherwise={words.list.erased} />
          <span class="quiet block">{words.ticket.through(words.origins[ticket.origin])}</span>
        </Fact>
        <Fact name={words.ticket.assignee}>
          <Name of={ticket.assignee} otherwise={words.ticket.nobody} />
        </Fact>
        <TimeFact name={words.ticket.opened} at={ticket.openedAt} />
        <TimeFact name={words.ticket.started} at={ticket.activatedAt} />
        <TimeFact name={words.ticket.firstAnswered} at={ticket.firstAnsweredAt} />
        <TimeFact name={words.ticket.closed} at={ticket.closedAt} />
        <TimeFact name={words.ticket.modified} at={ticket.modifiedAt} />
      </dl>
    </section>
  )
}

function decidedBy(ticket: Ticket): string {
  if (ticket.categorySource === 'helpdesk') return words.ticket.setByHelpdesk
  return isUnsure(ticket) ? words.ticket.automaticNotSure : words.ticket.automatic
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function TimeFact({ name, at }: { name: string; at: string | null }) {
  if (at === null) return null
  return (
    <Fact name={name}>
      <Time at={at} />
    </Fact>
  )
}

function Name({ of, otherwise }: { of: Person | null; otherwise: string }) {
  return of === null ? <span class="quiet">{otherwise}</span> : <bdi>{of.name}</bdi>
}
