import { Readable } from 'node:stream'
import { endpoints } from '@campus-helpdesk/core-api-contract/endpoints'
import { feedIdHeader, feedPageSizes } from '@campus-helpdesk/core-api-contract/feed'
import type { Database } from '@campus-helpdesk/db/connection'
import type Router from '@koa/router'
import { goneSignal } from '../http/goneSignal.ts'
import { route } from '../http/route.ts'
import type { HttpState } from '../http/state.ts'
import { invalidRequest, Problem } from '../problems.ts'
import type { FeedHub } from './feedHub.ts'
import { readHead } from './head.ts'
import { eventJson, readEvents } from './readEvents.ts'
import { createPartReader, type MaySee, streamEvents } from './streamEvents.ts'

type Dependencies = { db: Database; hub: FeedHub; maySee: MaySee }

export function feedRoutes(router: Router<HttpState>, { db, hub, maySee }: Dependencies): void {
  const readPart = createPartReader(db, maySee)

  route(router, endpoints.readEvents, async ({ actor, query, ctx }) => {
    if (actor.role !== 'helpdesk')
      throw new Problem('forbidden', 'Only the helpdesk may read the feed; users have its stream')
    const { after = 0, limit = feedPageSizes.default, wait = 0 } = query
    // Before anything is waited for, during which the reader may go.
    const gone = goneSignal(ctx)
    const head = await readHead(db)
    assertNotBeyond(after, head.position)
    let events = await readEvents(db, after, limit)
    // Beyond the head, not beyond `after`: between the two there may be a gap.
    if (events.length === 0 && wait > 0 && (await hub.waitBeyond(head.position, wait * 1000, gone)) !== undefined) {
      events = await readEvents(db, after, limit)
    }
    // Put together as text: the bodies are JSON already.
    const next = events.at(-1)?.position ?? after
    const { feedId } = head
    return {
      status: 200,
      ready: `{"feedId":"${feedId}","events":[${events.map((event) => eventJson(event)).join(',')}],"next":${next}}`,
    }
  })

  route(router, endpoints.streamEvents, async ({ actor, query, ctx }) => {
    const gone = goneSignal(ctx)
    const head = await readHead(db)
    const after = query.after ?? lastEventId(ctx.get('Last-Event-ID')) ?? head.position
    assertNotBeyond(after, head.position)
    const text = streamEvents(readPart, hub, actor.role, after, gone)
    // A reader that takes nothing, not even the comments, for a minute is gone.
    ctx.req.socket.setTimeout(60_000)
    return {
      status: 200,
      headers: { [feedIdHeader]: head.feedId, 'X-Accel-Buffering': 'no' },
      ready: Readable.from(text, { objectMode: false }),
    }
  })
}

function assertNotBeyond(after: number, position: number): void {
  if (after <= position) return
  throw new Problem(
    'conflict',
    `The feed reaches to ${position} only; behind ${after} there is nothing yet. If it was there before, start again from the export`,
  )
}

function lastEventId(header: string): number | undefined {
  if (header === '') return undefined
  const value = Number(header)
  if (/^\d{1,16}$/.test(header) && Number.isSafeInteger(value)) return value
  throw invalidRequest([{ path: 'Last-Event-ID', message: 'must be the position of an event' }])
}
