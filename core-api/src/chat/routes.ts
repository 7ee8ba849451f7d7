import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import { endpoints } from '@campus-helpdesk/core-api-contract/endpoints'
import type { Database } from '@campus-helpdesk/db/connection'
import type Router from '@koa/router'
import { answerOnce } from '../http/answerOnce.ts'
import { route } from '../http/route.ts'
import type { HttpState } from '../http/state.ts'
import { Problem } from '../problems.ts'
import { findPlace, listPlaces, putPlace, removePlace } from './place.ts'
import { leaseReader, listReaders, moveReader, releaseReader } from './reader.ts'

type Dependencies = { db: Database; committed: () => void; now: () => string }

/** What the bots must not forget. They speak for the helpdesk here. */
export function chatRoutes(router: Router<HttpState>, { db, committed, now }: Dependencies): void {
  const writer = { db, committed }

  route(router, endpoints.listPlaces, async ({ actor, params }) => {
    assertHelpdesk(actor)
    return { status: 200, body: { items: await listPlaces(db, params.id) } }
  })

  route(router, endpoints.putPlace, ({ actor, params, body, repeat }) => {
    assertHelpdesk(actor)
    return answerOnce(writer, repeat, params.id, now(), async (trx) => {
      return { reply: { status: 200, body: await putPlace(trx, params, body, now()) } }
    })
  })

  route(router, endpoints.removePlace, ({ actor, params, repeat }) => {
    assertHelpdesk(actor)
    return answerOnce(writer, repeat, params.id, now(), async (trx) => {
      await removePlace(trx, params)
      return { reply: { status: 204, body: null } }
    })
  })

  route(router, endpoints.findPlace, async ({ actor, query }) => {
    assertHelpdesk(actor)
    return { status: 200, body: { items: await findPlace(db, query.place) } }
  })

  route(router, endpoints.listReaders, async ({ actor }) => {
    assertHelpdesk(actor)
    return { status: 200, body: { items: await listReaders(db) } }
  })

  route(router, endpoints.leaseReader, ({ actor, params, body, repeat }) => {
    assertHelpdesk(actor)
    return answerOnce(writer, repeat, undefined, now(), async (trx) => {
      return { reply: { status: 200, body: await leaseReader(trx, params.name, body, now()) } }
    })
  })

  route(router, endpoints.releaseReader, ({ actor, params, query, repeat }) => {
    assertHelpdesk(actor)
    return answerOnce(writer, repeat, undefined, now(), async (trx) => {
      await releaseReader(trx, params.name, query.fence)
      return { reply: { status: 204, body: null } }
    })
  })

  route(router, endpoints.moveReader, ({ actor, params, body, repeat }) => {
    assertHelpdesk(actor)
    return answerOnce(writer, repeat, undefined, now(), async (trx) => {
      return { reply: { status: 200, body: await moveReader(trx, params.name, body) } }
    })
  })
}

/** Problems: `forbidden`. */
function assertHelpdesk(actor: Actor): void {
  if (actor.role !== 'helpdesk')
    throw new Problem('forbidden', 'Only the helpdesk, and the bots that speak for it, may do this')
}
