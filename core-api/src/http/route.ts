import type { Readable } from 'node:stream'
import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { Endpoint } from '@campus-helpdesk/core-api-contract/endpoint'
import type { FieldError } from '@campus-helpdesk/core-api-contract/problem'
import { visibleAscii } from '@campus-helpdesk/core-api-contract/text'
import type Router from '@koa/router'
import type { z } from 'zod'
import { invalidRequest } from '../problems.ts'
import { hashRequest, type RepeatKey, type Reply } from './answerOnce.ts'
import { parseIfMatch } from './ifMatch.ts'
import { parseQuery } from './parseQuery.ts'
import { readJson } from './readJson.ts'
import type { HttpContext, HttpState } from './state.ts'

/** What a route's handler gets: everything checked by the endpoint's schemas. */
export type ApiRequest<E extends Endpoint> = {
  actor: Actor
  params: z.output<E['params']>
  query: z.output<E['query']>
  body: E['body'] extends z.ZodType ? z.output<E['body']> : null
  /** Which versions a change is meant for, by If-Match. */
  version: 'any' | readonly number[]
  /** For `answerOnce`. */
  repeat: RepeatKey
  ctx: HttpContext
}

/** What needs no rendering any more: text, or a stream of it. */
type ReadyReply = { status: number; ready: string | Readable; headers?: Record<string, string> }
type AnyReply = Reply | ReadyReply

const anybody: Actor = { id: 'anonymous', name: 'anonymous', role: 'user' }
const keySchema = visibleAscii(200)

/** Serves an endpoint of the contract: checks everything that came, says all that is wrong at once, and sends the reply. */
export function route<E extends Endpoint>(
  router: Router<HttpState>,
  endpoint: E,
  handle: (request: ApiRequest<E>) => Promise<AnyReply> | AnyReply,
): void {
  router.register(endpoint.path.replace(/\{(\w+)\}/g, ':$1'), [endpoint.method], async (ctx: HttpContext) => {
    ctx.state.route = endpoint.path
    send(ctx, endpoint, await handle(await readRequest(ctx, endpoint)))
  })
}

async function readRequest<E extends Endpoint>(ctx: HttpContext, endpoint: E): Promise<ApiRequest<E>> {
  const { caller } = ctx.state
  if (caller === undefined && !endpoint.open) throw new Error(`Nobody was authenticated for ${endpoint.path}`)
  const actor = caller?.actor ?? anybody
  const errors: FieldError[] = [...(caller?.errors ?? [])]
  const sent = endpoint.body === null ? null : await readJson(ctx)
  const params = check(endpoint.params, ctx.params, errors)
  const query = check(endpoint.query, parseQuery(ctx.querystring, errors), errors)
  const body = endpoint.body === null ? null : check(endpoint.body, sent, errors)
  const version = endpoint.conditional ? parseIfMatch(ctx.req.headers['if-match'], errors) : 'any'
  const key = endpoint.keyed ? readKey(ctx, errors) : undefined
  if (errors.length > 0) throw invalidRequest(errors)
  const requestHash = key === undefined ? '' : hashRequest([ctx.method, ctx.path, actor, body])
  return {
    actor,
    params,
    query,
    body,
    version,
    repeat: { key, scope: caller?.scope ?? '', requestHash },
    ctx,
  } as ApiRequest<E>
}

function readKey(ctx: HttpContext, errors: FieldError[]): string | undefined {
  const header = ctx.req.headers['idempotency-key']
  return header === undefined ? undefined : check(keySchema, header, errors, 'Idempotency-Key')
}

function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  errors: FieldError[],
  name?: string,
): z.output<Schema> | undefined {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) {
    const path = name ?? issue.path.join('.')
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        errors.push({ path: path === '' ? key : `${path}.${key}`, message: 'is not known here' })
    } else {
      errors.push({ path: path === '' ? 'body' : path, message: issue.message })
    }
  }
  return undefined
}

function send(ctx: HttpContext, endpoint: Endpoint, reply: AnyReply): void {
  ctx.status = reply.status
  if (reply.headers !== undefined) ctx.set(reply.headers)
  const body = 'body' in reply ? (reply.body === null ? null : JSON.stringify(reply.body)) : reply.ready
  if (body === null) return
  ctx.type = endpoint.media ?? 'application/json'
  ctx.body = body
}
