import { createCoreClient } from '@campus-helpdesk/core-api-contract/coreClient'
import type { TicketFacts } from '@campus-helpdesk/core-api-contract/event'
import { describeOnEachDatabase, emptyDatabase, type TestDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { expectPromises, followByNext, type OpenStream, openStream, readFeed, replay } from './feedReaders.ts'
import { expectAllIn, writeUntil } from './feedWriters.ts'
import { type RunningProgram, startProgram, until } from './startProgram.ts'

const writeMs = 20_000
const actor = { role: 'helpdesk', id: 'portal:h1', name: 'Bo' } as const

type Export = { position: number; tickets: TicketFacts[] }

async function takeExport(url: string): Promise<Export> {
  const { position, tickets } = await createCoreClient({ baseUrl: url }).exportTickets({ actor })
  const all: TicketFacts[] = []
  for await (const ticket of tickets) all.push(ticket)
  return { position, tickets: all }
}

/** Without people, of whom a later deletion takes those of its ticket out of the events. */
function withoutPeople(tickets: readonly TicketFacts[]) {
  return tickets.map(({ requester: _, assignee: __, ...facts }) => facts)
}

/** What a stream gives that comes back after it was cut, from where it was, until it is at the last position. */
async function streamTo(url: string, last: () => number | undefined): Promise<OpenStream['got']> {
  const got: OpenStream['got'] = []
  while (got.length === 0 || got.at(-1)?.id !== last()) {
    const headers = { 'last-event-id': `${got.at(-1)?.id ?? 0}` }
    const stream = await openStream(url, { headers }).catch(() => undefined)
    if (stream === undefined) await new Promise((resolve) => setTimeout(resolve, 100))
    else {
      let ended = false
      void stream.ended.finally(() => {
        ended = true
      })
      await until('it is there', () => ended || (stream.got.length > 0 && stream.got.at(-1)?.id === last()), 600)
      await stream.close()
      got.push(...stream.got)
    }
  }
  return got
}

describeOnEachDatabase('the feed, while 16 writers write for 20 s and readers follow,', (kind) => {
  let database: TestDatabase
  let programs: RunningProgram[] = []
  beforeEach(async () => {
    database = await emptyDatabase(kind)
  })
  afterEach(async () => {
    for (const program of programs) expect(await program.stop()).toMatchObject({ code: 0 })
    await database.drop()
  })

  /** Writers at all of them, three readers by `next` and a stream; then everything that can be said about what they got. */
  async function writeAndFollow(meanwhile: () => Promise<unknown>): Promise<Awaited<ReturnType<typeof readFeed>>> {
    const urls = programs.map(({ url }) => url)
    const urlOf = (n: number) => urls[n % urls.length] ?? ''
    const deadline = Date.now() + writeMs
    let last: number | undefined
    const follow = Promise.all([0, 1, 2].map((n) => followByNext(urlOf(n), () => last !== undefined)))
    const stream = streamTo(urlOf(1), () => last)
    const [written] = await Promise.all([writeUntil(urls, 16, () => Date.now() > deadline), meanwhile()])
    await until('every event has a position', async () => {
      const { body } = await callMetrics(urlOf(0))
      return /^helpdesk_feed_unsequenced_events 0$/m.test(body)
    })
    const events = await readFeed(urlOf(0))
    last = events.at(-1)?.position
    expectPromises(events)
    expectAllIn(events, written)
    const positions = events.map(({ position }) => position)
    for (const reader of await follow) {
      expect(reader.map(({ position }) => position)).toEqual(positions)
      expect(reader.map(({ type, ticket }) => [type, ticket.id, ticket.version, ticket.messageCount])).toEqual(
        events.map(({ type, ticket }) => [type, ticket.id, ticket.version, ticket.messageCount]),
      )
    }
    expect((await stream).map(({ id }) => id)).toEqual(positions)
    const whole = await takeExport(urlOf(0))
    expect([whole.position, whole.tickets]).toEqual([positions.at(-1), replay(events)])
    expect(written.filed.length).toBeGreaterThan(100)
    return events
  }
  const callMetrics = async (url: string) => {
    const program = programs.find((each) => each.url === url)
    if (program === undefined) throw new Error(`No program at ${url}`)
    return program.call('GET', '!/metrics')
  }

  test('of one process: every change once and in order, and 50 exports exact', async () => {
    programs = [await startProgram(database.env)]
    await withExports(() => programs[0]?.url ?? '')
  }, 600_000)

  async function withExports(urlOf: (n: number) => string): Promise<void> {
    const exports: Export[] = []
    const events = await writeAndFollow(async () => {
      while (exports.length < 50) exports.push(await takeExport(urlOf(exports.length)))
    })
    for (const { position, tickets } of exports) {
      const replayed = replay(events.filter((event) => event.position <= position))
      expect(withoutPeople(tickets)).toEqual(withoutPeople(replayed))
    }
    expect(new Set(exports.map(({ position }) => position)).size).toBeGreaterThan(10)
  }

  test('of one process that is killed in between and started again: every change once and in order', async () => {
    const first = await startProgram(database.env)
    const env = { ...database.env, CORE_API_PORT: new URL(first.url).port }
    programs = [first]
    await writeAndFollow(async () => {
      for (let n = 0; n < 3; n++) {
        await new Promise((resolve) => setTimeout(resolve, writeMs / 4))
        await programs[0]?.kill()
        programs = [await startProgram(env)]
      }
    })
  }, 600_000)

  if (kind === 'SQLite') return

  test('of two processes: every change once and in order, and 50 exports exact', async () => {
    programs = await Promise.all([startProgram(database.env), startProgram(database.env)])
    await withExports((n) => programs[n % 2]?.url ?? '')
  }, 600_000)

  test('of two processes, one of which is killed in between and started again: every change once and in order', async () => {
    programs = await Promise.all([startProgram(database.env), startProgram(database.env)])
    const env = { ...database.env, CORE_API_PORT: new URL(programs[1]?.url ?? '').port }
    await writeAndFollow(async () => {
      for (let n = 0; n < 3; n++) {
        await new Promise((resolve) => setTimeout(resolve, writeMs / 4))
        await programs[1]?.kill()
        programs[1] = await startProgram(env)
      }
    })
  }, 600_000)
})
