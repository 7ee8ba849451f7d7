import type { IncomingMessage } from 'node:http'
import type { DatabaseSettings } from '@campus-helpdesk/db/settings'
import Koa, { type Context } from 'koa'
import { type Floor, statuses } from './floor.ts'
import { type FloorName, openFloor } from './openFloor.ts'

// A floor as a server of its own: body parse, the statements, JSON, and nothing else.
const { FLOOR, FLOOR_SETTINGS = '', CORE_API_PORT } = process.env
const floor = openFloor(FLOOR as FloorName, JSON.parse(FLOOR_SETTINGS) as DatabaseSettings)

const app = new Koa()
app.use(async (ctx) => {
  if (ctx.path === '/readyz') ctx.body = 'ready'
  else ctx.body = await answer(floor, ctx)
})
app.listen(Number(CORE_API_PORT), '127.0.0.1')
process.once('disconnect', () => process.exit(0))

async function answer(floor: Floor, ctx: Context): Promise<unknown> {
  const [, , , , id, thread] = ctx.path.split('/')
  if (ctx.method === 'GET') {
    if (id !== undefined) return floor.read(Number(id))
    const { q, status, key, below } = ctx.query
    if (typeof q === 'string') return { items: await floor.search(q) }
    const after = typeof key === 'string' ? { key, id: Number(below) } : undefined
    return { items: await floor.list(typeof status === 'string' ? status.split(',') : statuses, after) }
  }
  const body = await readBody(ctx.req)
  if (id === undefined) {
    ctx.status = 201
    return floor.create(body.description ?? '')
  }
  if (thread === undefined) return floor.move(Number(id), body.status ?? '')
  ctx.status = 201
  return floor.post(Number(id), body.body ?? '')
}

async function readBody(request: IncomingMessage): Promise<{ description?: string; body?: string; status?: string }> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return JSON.parse(Buffer.concat(parts).toString())
}
