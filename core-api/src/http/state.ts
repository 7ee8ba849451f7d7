import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { FieldError } from '@campus-helpdesk/core-api-contract/problem'
import type { DefaultContext, Middleware, ParameterizedContext } from 'koa'
import type { Logger } from 'pino'

/** Who is asking, once that is known. */
export type Caller = {
  actor: Actor
  /** Whose idempotency keys these are: the token's name, or the entry. */
  scope: string
  /** What is wrong with the headers that say who is acting; said together with all else that is wrong. */
  errors: FieldError[]
}

/** What the middlewares know of a request. */
export type HttpState = {
  requestId: string
  log: Logger
  /** The route's pattern, for metrics and log; the path itself would be a new label for each id. */
  route?: string
  /** The ticket that it is about, for the log. */
  ticketId?: number
  caller?: Caller
}

export type HttpContext = ParameterizedContext<HttpState, DefaultContext, unknown>
export type HttpMiddleware = Middleware<HttpState, DefaultContext>
