import { connect, type Socket } from 'node:net'
import { openDatabase } from '@campus-helpdesk/db/connection'
import { insertRows } from '@campus-helpdesk/db/insertRows'
import { migrateUp } from '@campus-helpdesk/db/migrate'
import { describeOnEachDatabase, emptyDatabase, type TestDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { openStream } from './feedReaders.ts'
import { type RunningProgram, startProgram, until } from './startProgram.ts'

const events = 20_000

/** A feed of made-up events, each as long as a real one. */
async function fillFeed(database: TestDatabase): Promise<void> {
  const { db, close } = openDatabase(database.settings)
  await migrateUp(db)
  const facts = {
    version: 1,
    status: 'open',
    requester: { id: 'slack:U1', name: 'Ana'.repeat(30) },
    filler: 'x'.repeat(500),
  }
  const rows = Array.from({ length: events }, (_, n) => {
    const body = JSON.stringify({ actor: null, ticket: { id: n + 1, ...facts }, previous: {} })
    return [n + 1, n + 1, 'ticket.filed', '2026-11-21 09:30:00.000', body]
  })
  await db.transaction((trx) => insertRows(trx, 'events', ['position', 'ticket_id', 'type', 'at', 'body'], rows))
  await db('feed_head').update({ position: events })
  await close()
}

/** Asks for the stream from the beginning and takes nothing of it. */
function openWithoutReading(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.pause()
      const lines = [
        'GET /api/v1/events/stream?after=0 HTTP/1.1',
        `Host: ${hostname}:${port}`,
        'X-Actor-Role: helpdesk',
        '',
        '',
      ]
      socket.write(lines.join('\r\n'), () => resolve(socket))
    })
    socket.once('error', reject)
  })
}

describeOnEachDatabase('streams of a core API', (kind) => {
  let database: TestDatabase
  let program: RunningProgram
  beforeEach(async () => {
    database = await emptyDatabase(kind)
    await fillFeed(database)
    program = await startProgram(database.env)
  }, 60_000)
  afterEach(async () => {
    await program.kill()
    await database.drop()
  })

  const figure = async (line: RegExp) => {
    const { body } = await program.call('GET', '!/metrics')
    return Number(line.exec(body)?.[1])
  }
  const memory = () => figure(/^process_resident_memory_bytes (.*)$/m)
  const timers = () => figure(/^nodejs_active_resources\{type="Timeout"\} (.*)$/m)
  const file = () => program.call('POST', '/tickets', { body: { description: 'The lift is stuck' } })

  test('that take nothing cost others nothing, and no memory', async () => {
    const before = await memory()
    const idle = await Promise.all(Array.from({ length: 50 }, () => openWithoutReading(program.url)))
    const readers = await Promise.all(Array.from({ length: 5 }, () => openStream(program.url, { query: '?after=0' })))
    await until('the readers have all', () => readers.every(({ got }) => got.at(-1)?.id === events), 120)
    await file()
    await until('they have what is new', () => readers.every(({ got }) => got.at(-1)?.id === events + 1))
    // What was not taken is 50 times 20,000 events of over 600 bytes each.
    expect((await memory()) - before).toBeLessThan(150e6)
    for (const reader of readers) await reader.close()
    for (const socket of idle) socket.destroy()
  }, 180_000)

  test('that are closed, and long polls that are given up, leave nothing behind', async () => {
    const round = async () => {
      const streams = await Promise.all(
        Array.from({ length: 100 }, () => openStream(program.url, { query: `?after=${events}` })),
      )
      const polls = Array.from({ length: 100 }, async () => {
        const url = `${program.url}/api/v1/events?after=${events}&wait=30`
        await fetch(url, { headers: { 'x-actor-role': 'helpdesk' }, signal: AbortSignal.timeout(1_000) }).catch(
          () => undefined,
        )
      })
      await until('all wait', async () => (await timers()) > 200)
      await Promise.all([...streams.map((stream) => stream.close()), ...polls])
      await until('nobody waits any more', async () => (await timers()) < 50)
    }
    await round()
    const before = await memory()
    for (let n = 0; n < 5; n++) await round()
    expect((await memory()) - before).toBeLessThan(50e6)
  }, 120_000)

  test('end in order with it, as do long polls, though their readers would stay', async () => {
    const streams = await Promise.all(
      Array.from({ length: 50 }, () => openStream(program.url, { query: `?after=${events}` })),
    )
    const polls = Array.from({ length: 20 }, () =>
      program.call('GET', `/events?after=${events}&wait=30`, { role: 'helpdesk' }),
    )
    await until('all wait', async () => (await timers()) > 70)
    expect(await program.stop()).toMatchObject({ code: 0, output: expect.stringContaining('"msg":"stopped"') })
    // In order: nothing had to be cut, as would be done after the time of grace.
    expect(await Promise.all(streams.map(({ ended }) => ended))).toEqual(Array(50).fill('in order'))
    for (const said of await Promise.all(polls))
      expect(said).toMatchObject({ status: 200, body: { events: [], next: events } })
  }, 60_000)

  test('say something at least every 15 s, so that nobody takes them for dead', async () => {
    const stream = await openStream(program.url, { query: `?after=${events}` })
    const said = () => stream.comments.filter((comment) => comment.startsWith(':')).length
    await until('it has said something twice', () => said() >= 2, 90)
    expect(stream.got).toEqual([])
    await stream.close()
  }, 120_000)
})
