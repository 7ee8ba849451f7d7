import { Readable } from 'node:stream'
import type { Classification } from '@campus-helpdesk/core-api-contract/classification'
import { basePath } from '@campus-helpdesk/core-api-contract/endpoint'
import { endpoints } from '@campus-helpdesk/core-api-contract/endpoints'
import { feedIdHeader, feedPositionHeader } from '@campus-helpdesk/core-api-contract/feed'
import type { Message } from '@campus-helpdesk/core-api-contract/message'
import { pageSizes, type TicketPage } from '@campus-helpdesk/core-api-contract/paging'
import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import type { Database } from '@campus-helpdesk/db/connection'
import type Router from '@koa/router'
import { eventJson, readTicketEvents } from '../feed/readEvents.ts'
import { takeSnapshot } from '../feed/takeSnapshot.ts'
import { answerOnce, forgetAnswers, type Reply, replayed } from '../http/answerOnce.ts'
import type { Cursors } from '../http/cursors.ts'
import type { Metrics } from '../http/metrics.ts'
import { route } from '../http/route.ts'
import type { HttpState } from '../http/state.ts'
import { Problem } from '../problems.ts'
import { changeTicket } from './changeTicket.ts'
import { deleteTicket } from './deleteTicket.ts'
import { exportTickets } from './exportTickets.ts'
import { fileTicket } from './fileTicket.ts'
import { listTickets } from './listTickets.ts'
import { presentTicket } from './presentTicket.ts'
import { readTicket } from './readTicket.ts'

type Dependencies = {
  db: Database
  /** For long reads. */
  snapshots: Database
  /** Told after each commit. */
  committed: () => void
  classify: (text: string) => Classification
  newestMessages: (ticketId: number) => Promise<Message[]>
  cursors: Cursors
  metrics: Metrics
  now: () => string
}

export function ticketRoutes(router: Router<HttpState>, dependencies: Dependencies): void {
  const { db, snapshots, committed, classify, newestMessages, cursors, metrics, now } = dependencies

  route(router, endpoints.fileTicket, async ({ actor, body, repeat, ctx }) => {
    const classification = classify(body.description)
    let filed: Ticket | undefined
    const reply = await answerOnce({ db, committed }, repeat, undefined, now(), async (trx) => {
      const { ticket: state, repeated } = await fileTicket(trx, actor, body, classification, now())
      const ticket = presentTicket(state)
      filed = repeated ? undefined : ticket
      return { ticketId: ticket.id, reply: repeated ? replayed(shown(ticket, 200)) : filedReply(ticket) }
    })
    if (filed !== undefined) {
      ctx.state.ticketId = filed.id
      metrics.ticketsFiled.inc({ origin: filed.origin, category: filed.category })
    }
    return reply
  })

  // Before /tickets/{id}, which would take 'export' for an id.
  route(router, endpoints.exportTickets, async ({ actor, ctx }) => {
    if (actor.role !== 'helpdesk') throw new Problem('forbidden', 'Only the helpdesk may export all tickets')
    const taken = await takeSnapshot(db, snapshots)
    // A reader that takes nothing for a minute is gone, and must not hold the snapshot.
    ctx.req.socket.setTimeout(60_000)
    return {
      status: 200,
      headers: { [feedPositionHeader]: String(taken.position), [feedIdHeader]: taken.feedId },
      ready: Readable.from(exportTickets(taken), { objectMode: false }),
    }
  })

  route(router, endpoints.listTickets, async ({ actor, query }) => {
    const list = `tickets ${query.sort}`
    const after = query.cursor === undefined ? undefined : cursors.read(list, query.cursor)
    const { tickets, next, ...rest } = await listTickets(db, actor.role, query, after)
    const page: TicketPage = {
      items: tickets.map(presentTicket),
      nextCursor: next === undefined ? null : cursors.write(list, next),
      ...rest,
    }
    return { status: 200, body: page }
  })

  route(router, endpoints.readTicket, async ({ actor, params, query, ctx }) => {
    ctx.state.ticketId = params.id
    const ticket = presentTicket(await readTicket(db, actor, params.id))
    if (query.include === undefined) return shown(ticket, 200)
    const messages = await newestMessages(ticket.id)
    return { ...shown(ticket, 200), body: { ...ticket, messages } }
  })

  route(router, endpoints.changeTicket, ({ actor, params, body, version, repeat, ctx }) => {
    const { id } = params
    ctx.state.ticketId = id
    const classification = body.description === undefined ? undefined : classify(body.description)
    return answerOnce({ db, committed }, repeat, id, now(), async (trx) => {
      const ticket = await changeTicket(trx, actor, { id, change: body, classification, version, now: now() })
      return { ticketId: id, reply: shown(presentTicket(ticket), 200) }
    })
  })

  route(router, endpoints.deleteTicket, ({ actor, params, version, repeat, ctx }) => {
    const { id } = params
    ctx.state.ticketId = id
    return answerOnce({ db, committed }, repeat, id, now(), async (trx) => {
      await deleteTicket(trx, actor, id, version, now())
      await forgetAnswers(trx, id)
      return { ticketId: id, reply: { status: 204, body: null } }
    })
  })

  route(router, endpoints.readHistory, async ({ actor, params, query, ctx }) => {
    ctx.state.ticketId = params.id
    await readTicket(db, actor, params.id)
    const list = `history ${params.id}`
    const limit = query.limit ?? pageSizes.default
    const afterId = query.cursor === undefined ? 0 : cursors.read(list, query.cursor).id
    const events = await readTicketEvents(db, params.id, afterId, limit + 1)
    const page = events.slice(0, limit)
    const last = events.length > limit ? page.at(-1) : undefined
    const nextCursor = last === undefined ? null : cursors.write(list, { key: '', id: last.id })
    const items = page.map(({ type, at, body }) => eventJson({ type, at, body }))
    return { status: 200, ready: `{"items":[${items.join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}` }
  })
}

function shown(ticket: Ticket, status: number): Reply {
  return { status, body: ticket, headers: { ETag: `"${ticket.version}"` } }
}

function filedReply(ticket: Ticket): Reply {
  const reply = shown(ticket, 201)
  return { ...reply, headers: { ...reply.headers, Location: `${basePath}/tickets/${ticket.id}` } }
}
