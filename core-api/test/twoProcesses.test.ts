import { type Database, openDatabase } from '@campus-helpdesk/db/connection'
import { describeOnEachDatabase, emptyDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { expectOncePerKey, expectOncePerSource, madeIds, type Repeated, sendInParallel } from './sendInParallel.ts'
import { type RunningProgram, runProgram, startProgram, until } from './startProgram.ts'

describeOnEachDatabase('two core APIs on one database', (kind) => {
  if (kind === 'SQLite') {
    test('are one too many: the second refuses to start and says why', async () => {
      const database = await emptyDatabase(kind)
      const first = await startProgram(database.env)
      try {
        const second = await runProgram(database.env)
        expect(second).toMatchObject({
          code: 1,
          output: expect.stringMatching(/^core-api: Another process already uses/),
        })
        expect((await first.call('GET', '!/readyz')).status).toBe(200)
        await first.kill()
        const third = await startProgram(database.env)
        expect((await third.call('GET', '!/readyz')).status).toBe(200)
        expect(await third.stop()).toMatchObject({ code: 0 })
      } finally {
        await first.kill()
        await database.drop()
      }
    })
    return
  }

  let database: Awaited<ReturnType<typeof emptyDatabase>>
  let programs: RunningProgram[]
  let db: Database
  let closeDatabase: () => Promise<void>
  beforeAll(async () => {
    database = await emptyDatabase(kind)
    programs = await Promise.all([startProgram(database.env), startProgram(database.env)])
    const opened = openDatabase(database.settings)
    db = opened.db
    closeDatabase = opened.close
  })
  afterAll(async () => {
    for (const program of programs) expect(await program.stop()).toMatchObject({ code: 0 })
    await closeDatabase()
    await database.drop()
  })

  const urls = () => programs.map(({ url }) => url)
  const [first, second] = [() => programs[0] as RunningProgram, () => programs[1] as RunningProgram]
  const file = async (description = 'The lift is stuck') =>
    (await first().call('POST', '/tickets', { body: { description } })).body

  test('that start at once on an empty one both serve', async () => {
    for (const program of programs) {
      expect((await program.call('GET', '!/readyz')).status).toBe(200)
      expect((await program.call('POST', '/tickets', { body: { description: 'No light' } })).status).toBe(201)
    }
  })

  const by = {
    key: (name: string) => ({ headers: { 'idempotency-key': name }, more: {} }),
    source: (name: string) => ({ headers: {}, more: { source: { place: 'two', ref: name } } }),
  }
  for (const how of ['key', 'source'] as const) {
    const expectOnce = how === 'key' ? expectOncePerKey : expectOncePerSource
    const twenty = (path: string, body: (n: number) => object): Repeated[] =>
      Array.from({ length: 20 }, (_, n) => {
        const name = `${path}-${how}-${n}`
        const { headers, more } = by[how](name)
        return { method: 'POST', path, name, headers, body: { ...body(n), ...more } }
      })

    test(`make of 200 parallel requests with 20 ${how}s 20 tickets`, async () => {
      const [before] = await db('tickets').count({ n: '*' })
      const answers = await sendInParallel(
        urls(),
        twenty('/tickets', (n) => ({ description: `Lamp ${n} is broken` })),
        10,
      )
      expectOnce(answers)
      expect(await db('tickets').count({ n: '*' })).toEqual([{ n: Number(before?.n) + 20 }])
      expect(await db('events').whereIn('ticket_id', madeIds(answers))).toHaveLength(20)
    })

    test(`make of 200 parallel requests with 20 ${how}s 20 messages`, async () => {
      const { id } = await file()
      const requests = twenty(`/tickets/${id}/messages`, (n) => ({ body: `Message ${n}` }))
      expectOnce(await sendInParallel(urls(), requests, 10))
      expect((await second().call('GET', `/tickets/${id}`)).body.messageCount).toBe(20)
      expect(await db('messages').where({ ticket_id: id })).toHaveLength(20)
    })
  }

  test('let one of two changes with the same If-Match through', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await file()
      const answers = await Promise.all(
        programs.map((program, n) =>
          program.call('PATCH', `/tickets/${id}`, { ifMatch: '"1"', body: { description: `Words ${n}` } }),
        ),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    }
  })

  test('keep the messages of one thread in one order, each once', async () => {
    const { id } = await file()
    await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        programs[n % 2]?.call('POST', `/tickets/${id}/messages`, { body: { body: `Message ${n}` } }),
      ),
    )
    const bodies: { ticket: { messageCount: number }; message?: { id: number } }[] = (
      await db('events').where({ ticket_id: id }).orderBy('id').pluck('body')
    ).map((body: string) => JSON.parse(body))
    expect(bodies.map(({ ticket }) => ticket.messageCount)).toEqual(Array.from({ length: 61 }, (_, n) => n))
    const ids = bodies.slice(1).map(({ message }) => message?.id)
    expect(await db('messages').where({ ticket_id: id }).orderBy('id').pluck('id')).toEqual(ids)
  })

  test("go on with each other's lists", async () => {
    for (let n = 0; n < 3; n++) await file()
    const page = (await first().call('GET', '/tickets?limit=1')).body
    const next = await second().call('GET', `/tickets?limit=1&cursor=${page.nextCursor}`)
    expect([next.status, next.body.items[0]?.id < page.items[0]?.id]).toEqual([200, true])
  })

  test('give every event of both one place in the feed', async () => {
    await until('every event has a position', async () => !(await db('events').whereNull('position').first('id')))
    const positions: number[] = await db('events').orderBy('position').pluck('position')
    expect(positions).toEqual(Array.from({ length: positions.length }, (_, n) => n + 1))
    const rows: { ticket_id: number; id: number }[] = await db('events').orderBy('position').select('ticket_id', 'id')
    const last = new Map<number, number>()
    for (const { ticket_id, id } of rows) {
      expect(id).toBeGreaterThan(last.get(ticket_id) ?? 0)
      last.set(ticket_id, id)
    }
  })
})
