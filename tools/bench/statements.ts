import type { DatabaseKind, TestDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { startCoreApi } from '../../core-api/test/startCoreApi.ts'
import type { Floor } from './floors/floor.ts'
import { type FloorName, openFloor } from './floors/openFloor.ts'
import { say } from './say.ts'
import { frequentWord, rareWord, seed } from './seed.ts'

type Same = {
  name: string
  ours: { method: string; path: string; body?: unknown }
  floor: (floor: Floor) => Promise<unknown>
}

const size = 1_000

/** Once each: what core-api is asked, and what the floors are asked for it. */
const asked: Same[] = [
  { name: 'read', ours: { method: 'GET', path: '/tickets/10?include=messages' }, floor: (floor) => floor.read(10) },
  { name: 'list', ours: { method: 'GET', path: '/tickets' }, floor: (floor) => floor.list(['open', 'active', 'closed'], undefined) },
  { name: 'list closed', ours: { method: 'GET', path: '/tickets?status=closed' }, floor: (floor) => floor.list(['closed'], undefined) },
  { name: 'search rare', ours: { method: 'GET', path: `/tickets?q=${rareWord}` }, floor: (floor) => floor.search(rareWord) },
  { name: 'search frequent', ours: { method: 'GET', path: `/tickets?q=${frequentWord}` }, floor: (floor) => floor.search(frequentWord) },
  { name: 'create', ours: { method: 'POST', path: '/tickets', body: { description: 'The lift is stuck' } }, floor: (floor) => floor.create('The lift is stuck') },
  { name: 'post', ours: { method: 'POST', path: `/tickets/${size}/messages`, body: { body: 'On the way' } }, floor: (floor) => floor.post(size, 'On the way') },
  { name: 'change status', ours: { method: 'PATCH', path: `/tickets/${size}`, body: { status: 'active' } }, floor: (floor) => floor.move(size, 'active') },
] // biome-ignore format: as a table

/** Whether the floors make the statements of core-api, operation by operation: each one's verb and tables. Prints them. */
export async function checkStatements(kind: DatabaseKind, database: TestDatabase): Promise<boolean> {
  const ours = await ofOurs(kind)
  const floors = { K: await ofFloor('K', database), O: await ofFloor('O', database) }
  say(`\nThe statements of each operation on ${kind}, as core-api makes them, and whether the floors make the same:`)
  let same = true
  for (const { name } of asked) {
    const wanted = ours.get(name) ?? []
    const differs = Object.entries(floors).filter(([, made]) => made.get(name)?.join() !== wanted.join())
    const verdict =
      differs.length === 0 ? 'same' : differs.map(([floor, made]) => `${floor} DIFFERS: ${made.get(name)?.join(', ')}`)
    say(`  ${name.padEnd(16)} ${String(wanted.length).padStart(2)}: ${wanted.join(', ')}  [${verdict}]`)
    same &&= differs.length === 0
  }
  return same
}

type Heard = { sql: string; __knexTxId?: string }

const transactionOf = (query: Heard) => query.__knexTxId

async function ofOurs(kind: DatabaseKind): Promise<Map<string, string[]>> {
  const api = await startCoreApi(kind)
  try {
    await seed(api.db, size)
    const made = new Map<string, string[]>()
    for (const { name, ours } of asked) {
      const heard: Heard[] = []
      const listen = (query: Heard) => heard.push(query)
      api.db.on('query', listen)
      const said = await api.call(ours.method, ours.path, { role: 'helpdesk', body: ours.body })
      api.db.removeListener('query', listen)
      if (said.status >= 300) throw new Error(`${name}: ${said.status} ${JSON.stringify(said.body)}`)
      // The feed is sequenced meanwhile, perhaps from before: that is no part of the operation.
      const ofFeed = heard.filter(({ sql }) => /position|feed_head/.test(sql))
      const begun = heard.filter(({ sql }) => sql.startsWith('BEGIN')).map(transactionOf)
      const foreign = new Set(ofFeed.map(transactionOf))
      const own = heard.filter((query) => {
        const transaction = transactionOf(query)
        if (transaction === undefined) return !ofFeed.includes(query)
        return begun.includes(transaction) && !foreign.has(transaction)
      })
      made.set(
        name,
        own.map(({ sql }) => shapeOf(sql)),
      )
    }
    return made
  } finally {
    await api.stop()
  }
}

async function ofFloor(name: FloorName, database: TestDatabase): Promise<Map<string, string[]>> {
  let heard: string[] = []
  const floor = openFloor(name, database.settings, (sql) => heard.push(sql))
  const made = new Map<string, string[]>()
  for (const same of asked) {
    heard = []
    await same.floor(floor)
    made.set(same.name, heard.map(shapeOf))
  }
  await floor.close()
  return made
}

/** `select search_terms`: the verb, and the tables that are named, in their order. */
function shapeOf(sql: string): string {
  const verb = /^\w+/.exec(sql.trim())?.[0].toLowerCase() ?? ''
  const tables = [...sql.matchAll(/(?:from|join|into|update) `?(\w+)`?/g)].map(([, table]) => table)
  return [verb, ...tables.filter((table) => table !== 'select')].join(' ')
}
