import {
  type Actor,
  personIdSchema,
  personNameSchema,
  type Role,
  roleSchema,
} from '@campus-helpdesk/core-api-contract/actor'
import type { FieldError } from '@campus-helpdesk/core-api-contract/problem'
import type { z } from 'zod'
import type { HttpContext } from './state.ts'

/** Who is acting, by the X-Actor headers; what is wrong with them is added to `errors`. */
export function readActor(ctx: HttpContext, errors: FieldError[]): Actor {
  const role = check('X-Actor-Role', roleSchema, ctx.get('X-Actor-Role') || 'user', errors) ?? 'user'
  const id = check('X-Actor-Id', personIdSchema, ctx.get('X-Actor-Id') || 'anonymous', errors) ?? 'anonymous'
  return { id, role, name: readName(ctx, id, errors) }
}

function readName(ctx: HttpContext, id: string, errors: FieldError[]): string {
  const header = ctx.get('X-Actor-Name')
  if (header === '') return id
  let decoded: string
  try {
    if (!/^[\x20-\x7e]*$/.test(header)) throw new URIError('not ASCII')
    decoded = decodeURIComponent(header)
  } catch {
    errors.push({ path: 'X-Actor-Name', message: 'must be percent-encoded UTF-8' })
    return id
  }
  return check('X-Actor-Name', personNameSchema, decoded, errors) ?? id
}

function check<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  value: string,
  errors: FieldError[],
): z.output<Schema> | undefined {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) errors.push({ path, message: issue.message })
  return undefined
}

/** Speaking for the helpdesk includes speaking for users. */
export function maySpeakFor(highest: Role, role: Role): boolean {
  return highest === 'helpdesk' || role === 'user'
}
