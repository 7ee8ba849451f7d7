import { randomBytes } from 'node:crypto'
import { type Actor, actorSchema, type Role } from '@campus-helpdesk/core-api-contract/actor'
import type { HttpContext } from './state.ts'

const cookieName = 'entry'
const yearMs = 365 * 24 * 3600 * 1000

/**
 * Who has entered the page in this browser, by its signed cookie; undefined without one that is ours and for a role
 * that is still allowed.
 */
export function readEntry(ctx: HttpContext, roles: readonly Role[]): Actor | undefined {
  const actor = readCookie(ctx)
  return actor !== undefined && roles.includes(actor.role) ? actor : undefined
}

/** Enters, or changes role or name; the browser's id stays the same. */
export function writeEntry(ctx: HttpContext, { role, name }: { role: Role; name: string }, secure: boolean): Actor {
  const id = readCookie(ctx)?.id ?? `portal:${randomBytes(16).toString('base64url')}`
  const actor: Actor = { id, name, role }
  const value = Buffer.from(JSON.stringify(actor)).toString('base64url')
  setCookie(ctx, value, secure, yearMs)
  return actor
}

export function clearEntry(ctx: HttpContext, secure: boolean): void {
  setCookie(ctx, '', secure, 0)
}

function setCookie(ctx: HttpContext, value: string, secure: boolean, maxAge: number): void {
  // The connection to this process may be plain behind a proxy that speaks https with people.
  ctx.cookies.secure = secure
  ctx.cookies.set(cookieName, value, {
    signed: true,
    httpOnly: true,
    sameSite: 'strict',
    secure,
    maxAge,
    path: '/',
    overwrite: true,
  })
}

function readCookie(ctx: HttpContext): Actor | undefined {
  const value = ctx.cookies.get(cookieName, { signed: true })
  if (value === undefined || value === '') return undefined
  const parsed = actorSchema.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString()))
  return parsed.success ? parsed.data : undefined
}
