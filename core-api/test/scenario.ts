import type { Status, Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import type { Call, RunningCoreApi } from './startCoreApi.ts'

/** Files a ticket and brings it to a status, as people would. */
export async function ticketIn(
  api: RunningCoreApi,
  status: Status,
  description = 'The lift is stuck',
  as: Call = {},
): Promise<Ticket> {
  const filed = await api.call('POST', '/tickets', { ...as, body: { description } })
  if (filed.status !== 201) throw new Error(`Not filed: ${JSON.stringify(filed.body)}`)
  let ticket: Ticket = filed.body
  for (const next of status === 'open' ? [] : status === 'active' ? ['active'] : ['active', 'closed']) {
    const moved = await api.call('PATCH', `/tickets/${ticket.id}`, { role: 'helpdesk', body: { status: next } })
    if (moved.status !== 200) throw new Error(`Not moved: ${JSON.stringify(moved.body)}`)
    ticket = moved.body
  }
  return ticket
}

/** What stands in the events table about a ticket, oldest first. */
export async function eventsOf(api: RunningCoreApi, ticketId: number) {
  const rows: { type: string; body: string }[] = await api.db('events').where({ ticket_id: ticketId }).orderBy('id')
  return rows.map(({ type, body }) => ({ type, ...JSON.parse(body) }))
}
