import { openDatabase } from '@campus-helpdesk/db/connection'
import { insertRows } from '@campus-helpdesk/db/insertRows'
import { migrateUp } from '@campus-helpdesk/db/migrate'
import { describeOnEachDatabase, emptyDatabase, type TestDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { type RunningProgram, startProgram } from './startProgram.ts'

const tickets = 1_000_000

async function fillTickets(database: TestDatabase): Promise<void> {
  const { db, close } = openDatabase(database.settings)
  await migrateUp(db)
  const time = '2026-11-21 09:30:00.000'
  const row = {
    status: 'open',
    description: 'The lift in building C is stuck',
    category: 'facility',
    category_source: 'auto',
    category_confidence: 0.5,
    requester_id: 'slack:U1',
    requester_name: 'Ana',
    origin: 'api',
    opened_at: time,
    modified_at: time,
    version: 1,
    message_count: 0,
  }
  const columns = Object.keys(row)
  const some = Array.from({ length: 50_000 }, () => Object.values(row))
  for (let n = 0; n < tickets; n += some.length)
    await db.transaction((trx) => insertRows(trx, 'tickets', columns, some))
  await close()
}

describeOnEachDatabase('the export of a million tickets', (kind) => {
  let database: TestDatabase
  let program: RunningProgram
  beforeAll(async () => {
    database = await emptyDatabase(kind)
    await fillTickets(database)
    program = await startProgram(database.env)
  }, 300_000)
  afterAll(async () => {
    await program.kill()
    await database.drop()
  }, 60_000)

  const memory = async () => {
    const { body } = await program.call('GET', '!/metrics')
    return Number(/^process_resident_memory_bytes (.*)$/m.exec(body)?.[1])
  }
  const lines = (part: Uint8Array | undefined) => part?.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0) ?? 0

  test('takes constant memory, and writing goes on meanwhile', async () => {
    const response = await fetch(`${program.url}/api/v1/tickets/export`, { headers: { 'x-actor-role': 'helpdesk' } })
    const reader = response.body?.getReader()
    let count = lines((await reader?.read())?.value)
    let written = 0
    let most = 0
    let done = false
    const writing = (async () => {
      while (!done) {
        const said = await program.call('POST', '/tickets', { body: { description: 'No light' } })
        expect(said.status).toBe(201)
        written++
        most = Math.max(most, await memory())
      }
    })()
    for (;;) {
      const part = await reader?.read()
      if (part === undefined || part.done) break
      count += lines(part.value)
    }
    done = true
    await writing
    expect(count).toBe(tickets)
    expect(written).toBeGreaterThan(10)
    expect(most).toBeLessThan(250e6)
  }, 300_000)
})
