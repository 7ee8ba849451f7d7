import { endpoints } from '@campus-helpdesk/core-api-contract/endpoints'
import { type MessagePage, pageSizes } from '@campus-helpdesk/core-api-contract/paging'
import type { Database } from '@campus-helpdesk/db/connection'
import type Router from '@koa/router'
import { answerOnce, replayed } from '../http/answerOnce.ts'
import type { Cursors } from '../http/cursors.ts'
import { route } from '../http/route.ts'
import type { HttpState } from '../http/state.ts'
import { listMessages } from './listMessages.ts'
import { postMessage } from './postMessage.ts'

type Dependencies = { db: Database; committed: () => void; cursors: Cursors; now: () => string }

export function threadRoutes(router: Router<HttpState>, { db, committed, cursors, now }: Dependencies): void {
  route(router, endpoints.listMessages, async ({ actor, params, query, ctx }) => {
    ctx.state.ticketId = params.id
    const list = `messages ${params.id}`
    const afterId = query.cursor === undefined ? 0 : cursors.read(list, query.cursor).id
    const { messages, hasMore } = await listMessages(db, actor, params.id, afterId, query.limit ?? pageSizes.default)
    const last = hasMore ? messages.at(-1) : undefined
    const page: MessagePage = {
      items: messages,
      nextCursor: last === undefined ? null : cursors.write(list, { key: '', id: last.id }),
    }
    return { status: 200, body: page }
  })

  route(router, endpoints.postMessage, ({ actor, params, body, repeat, ctx }) => {
    const { id } = params
    ctx.state.ticketId = id
    return answerOnce({ db, committed }, repeat, id, now(), async (trx) => {
      const { message, repeated } = await postMessage(trx, actor, id, body, now())
      // A repeated source answers with what it posted, which may be in another ticket's thread.
      const { ticketId } = message
      return { ticketId, reply: repeated ? replayed({ status: 200, body: message }) : { status: 201, body: message } }
    })
  })
}
