import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import { endpoints } from '@campus-helpdesk/core-api-contract/endpoints'
import type { Entry } from '@campus-helpdesk/core-api-contract/entry'
import type Router from '@koa/router'
import { clearEntry, readEntry, writeEntry } from '../http/entryCookie.ts'
import { route } from '../http/route.ts'
import { isFromOwnPage } from '../http/sameOrigin.ts'
import type { HttpContext, HttpState } from '../http/state.ts'
import { Problem } from '../problems.ts'

type Dependencies = { roles: Role[]; publicUrl: string | null }

/** How a person enters the page and leaves it again. */
export function entryRoutes(router: Router<HttpState>, { roles, publicUrl }: Dependencies): void {
  const secure = publicUrl?.startsWith('https:') ?? false
  const assertOwnPage = (ctx: HttpContext) => {
    if (!isFromOwnPage(ctx, publicUrl))
      throw new Problem('forbidden', 'The page can be entered only from the page itself')
  }

  route(router, endpoints.readEntry, ({ ctx }) => {
    const entry: Entry = { roles, actor: (isFromOwnPage(ctx, publicUrl) ? readEntry(ctx, roles) : undefined) ?? null }
    return { status: 200, body: entry }
  })

  route(router, endpoints.enter, ({ body, ctx }) => {
    assertOwnPage(ctx)
    if (!roles.includes(body.role)) throw new Problem('forbidden', `The page cannot be entered as ${body.role} here`)
    const entry: Entry = { roles, actor: writeEntry(ctx, body, secure) }
    return { status: 200, body: entry }
  })

  route(router, endpoints.leave, ({ ctx }) => {
    assertOwnPage(ctx)
    clearEntry(ctx, secure)
    return { status: 204, body: null }
  })
}
