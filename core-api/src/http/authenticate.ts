import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import type { FieldError } from '@campus-helpdesk/core-api-contract/problem'
import type { ServiceToken } from '../config.ts'
import { Problem } from '../problems.ts'
import { maySpeakFor, readActor } from './actor.ts'
import { readEntry } from './entryCookie.ts'
import { isFromOwnPage, provenanceOf } from './sameOrigin.ts'
import type { Caller, HttpContext, HttpMiddleware } from './state.ts'

type Trust = { tokens: readonly ServiceToken[]; portalRoles: readonly Role[]; publicUrl: string | null }

/**
 * Finds out who is asking: a front end with a service token, a browser that has entered the page, or, where no tokens
 * are configured, anybody on this machine. Problems: `unauthenticated`, `forbidden` (a role above the token's).
 */
export function authenticate(trust: Trust): HttpMiddleware {
  const findToken = createTokenCheck(trust.tokens)
  return async (ctx, next) => {
    ctx.state.caller = identify(ctx, trust, findToken)
    await next()
  }
}

function identify(ctx: HttpContext, trust: Trust, findToken: (token: string) => ServiceToken | undefined): Caller {
  const errors: FieldError[] = []
  const authorization = ctx.get('Authorization')
  if (authorization !== '') {
    const token = findToken(/^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1] ?? '')
    if (token === undefined) throw unauthenticated('This token is not known here', 'Bearer error="invalid_token"')
    const actor = readActor(ctx, errors)
    if (!maySpeakFor(token.role, actor.role)) {
      throw new Problem('forbidden', `This token may speak for ${token.role} only`)
    }
    return { actor, scope: `token:${token.name}`, errors }
  }
  const entered = isFromOwnPage(ctx, trust.publicUrl) ? readEntry(ctx, trust.portalRoles) : undefined
  if (entered !== undefined) return { actor: entered, scope: entered.id, errors }
  if (trust.tokens.length > 0) throw unauthenticated('Send a service token: Authorization: Bearer <token>', 'Bearer')
  if (provenanceOf(ctx, trust.publicUrl) === 'elsewhere') {
    throw new Problem('forbidden', 'A web page elsewhere may not use this API through the browser of its reader')
  }
  return { actor: readActor(ctx, errors), scope: 'local', errors }
}

function unauthenticated(detail: string, challenge: string): Problem {
  return new Problem('unauthenticated', detail, { headers: { 'WWW-Authenticate': challenge } })
}

/** Compares keyed hashes of equal length, and all of them each time: how long it takes tells nothing about the tokens. */
function createTokenCheck(tokens: readonly ServiceToken[]): (token: string) => ServiceToken | undefined {
  const key = randomBytes(32)
  const hash = (token: string) => createHmac('sha256', key).update(token).digest()
  const known = tokens.map((token) => ({ token, digest: hash(token.token) }))
  return (given) => {
    const digest = hash(given)
    let found: ServiceToken | undefined
    for (const candidate of known) {
      if (timingSafeEqual(candidate.digest, digest)) found = candidate.token
    }
    return found
  }
}
