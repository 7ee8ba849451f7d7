import { createCoreClient } from '@campus-helpdesk/core-api-contract/coreClient'
import type { FeedEvent } from '@campus-helpdesk/core-api-contract/feed'
import { type FeedPlace, type Follow, followEvents } from '@campus-helpdesk/core-api-contract/followEvents'
import { openDatabase } from '@campus-helpdesk/db/connection'
import { describeOnEachDatabase, emptyDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { readFeed } from './feedReaders.ts'
import { ticketIn } from './scenario.ts'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'
import { startProgram, until } from './startProgram.ts'

const actor = { role: 'helpdesk', id: 'slack:bot', name: 'Bot' } as const

/** A follower that notes all that it is told; what is given replaces a part of it. */
function startFollower(url: string, from: FeedPlace | undefined, parts: Partial<Follow> = {}) {
  const end = new AbortController()
  const notes = {
    handled: [] as FeedEvent[],
    stored: [] as FeedPlace[],
    /** The tickets of each export. */
    started: [] as number[][],
    troubles: [] as number[],
    heard: 0,
  }
  const follower = followEvents({
    core: createCoreClient({ baseUrl: url, attempts: 1 }),
    actor,
    load: async () => from,
    startOver: async ({ tickets }) => {
      const ids: number[] = []
      for await (const { id } of tickets) ids.push(id)
      notes.started.push(ids)
    },
    handle: (event) => void notes.handled.push(event),
    store: async (place) => void notes.stored.push(place),
    onHeard: () => notes.heard++,
    onTrouble: (_, pauseMs) => notes.troubles.push(pauseMs),
    signal: end.signal,
    ...parts,
  })
  const stop = async () => {
    end.abort()
    await follower
  }
  return { ...notes, notes, stop, end }
}

describeOnEachDatabase('followEvents', (kind) => {
  let api: RunningCoreApi
  beforeEach(async () => {
    api = await startCoreApi(kind)
  })
  afterEach(() => api.stop())

  const placed = () =>
    until('every event has a position', async () => !(await api.db('events').whereNull('position').first('id')))
  const feedIdNow = async (): Promise<string> => (await api.call('GET', '/events', { role: 'helpdesk' })).body.feedId
  const file = async () => (await ticketIn(api, 'open')).id

  test('begins with the export, and goes on with each event in order, stored once handled', async () => {
    const ids = [await file(), await file()]
    const { handled, stored, started, troubles, notes, stop } = startFollower(api.url, undefined)
    await until('it has begun', () => stored.length === 1)
    expect(started).toEqual([ids])
    const begun = stored[0]?.position ?? 0
    for (let n = 0; n < 3; n++) await ticketIn(api, 'active')
    await until('it has handled six', () => handled.length === 6 && stored.at(-1)?.position === begun + 6)
    expect(handled).toEqual(await readFeed(api.url, begun))
    expect(new Set(stored.map(({ feedId }) => feedId))).toEqual(new Set([await feedIdNow()]))
    expect(notes.heard).toBeGreaterThan(1)
    expect(troubles).toEqual([])
    await stop()
  })

  test('goes on from where it stopped, without the export', async () => {
    for (let n = 0; n < 3; n++) await file()
    await placed()
    const { handled, stored, started, stop } = startFollower(api.url, { feedId: await feedIdNow(), position: 1 })
    await until('it has stored what it handled', () => stored.at(-1)?.position === 3)
    expect(handled.map(({ position }) => position)).toEqual([2, 3])
    expect(started).toEqual([])
    await stop()
  })

  test('stores no place before what lies before it is handled', async () => {
    for (let n = 0; n < 3; n++) await file()
    await placed()
    const order: string[] = []
    const { stop } = startFollower(
      api.url,
      { feedId: await feedIdNow(), position: 0 },
      {
        handle: async ({ position }) => {
          await new Promise((resolve) => setTimeout(resolve, 5))
          order.push(`handled ${position}`)
        },
        store: async ({ position }) => void order.push(`stored ${position}`),
      },
    )
    await until('it has stored', () => order.length === 4)
    expect(order).toEqual(['handled 1', 'handled 2', 'handled 3', 'stored 3'])
    await stop()
  })

  test('tries an event that failed again, and again later, and leaves none out', async () => {
    for (let n = 0; n < 4; n++) await file()
    await placed()
    const seen: number[] = []
    let failing = 4
    const { stored, troubles, stop } = startFollower(
      api.url,
      { feedId: await feedIdNow(), position: 0 },
      {
        handle: ({ position }) => {
          seen.push(position)
          if (position === 3 && failing-- > 0) throw new Error('Slack is away')
        },
      },
    )
    await until('it has come to the end', () => stored.at(-1)?.position === 4)
    expect(seen).toEqual([1, 2, 3, 3, 3, 3, 3, 4])
    expect(stored.map(({ position }) => position)).toEqual([2, 4])
    // Each twice the one before, less what chance takes: at most half.
    expect(troubles).toEqual([...troubles].sort((one, other) => one - other))
    expect(troubles.map((ms, n) => ms >= 100 * 2 ** n && ms <= 200 * 2 ** n)).toEqual([true, true, true, true])
    await stop()
  })

  test('stores a place that could not be stored, though nothing more happens', async () => {
    await file()
    await placed()
    const stored: number[] = []
    let failing = 2
    const { handled, stop } = startFollower(
      api.url,
      { feedId: await feedIdNow(), position: 0 },
      {
        store: async ({ position }) => {
          if (failing-- > 0) throw new Error('The lease has gone')
          stored.push(position)
        },
      },
    )
    await until('it is stored', () => stored.length === 1)
    expect([stored, handled.map(({ position }) => position)]).toEqual([[1], [1]])
    await stop()
  })

  test('asks again where its place could not be loaded', async () => {
    await file()
    await placed()
    const place = { feedId: await feedIdNow(), position: 0 }
    let failing = 2
    const { handled, started, stop } = startFollower(api.url, undefined, {
      load: async () => {
        if (failing-- > 0) throw new Error('Not yet')
        return place
      },
    })
    await until('it has handled it', () => handled.length === 1)
    expect(started).toEqual([])
    await stop()
  })

  test('starts over from the export when the feed is another one, wherever it stands', async () => {
    const ids = [await file(), await file(), await file()]
    await placed()
    for (const position of [0, 2, 3, 99]) {
      const { handled, stored, started, stop } = startFollower(api.url, { feedId: 'another', position })
      await until('it has started over', () => stored.length === 1)
      expect(started).toEqual([ids])
      expect([handled, stored]).toEqual([[], [{ feedId: await feedIdNow(), position: 3 }]])
      await stop()
    }
  })

  test('takes the export again, from its beginning, where that failed', async () => {
    const ids = [await file(), await file()]
    const started: number[][] = []
    const { stored, troubles, stop } = startFollower(api.url, undefined, {
      startOver: async ({ tickets }) => {
        const seen: number[] = []
        started.push(seen)
        for await (const { id } of tickets) {
          seen.push(id)
          if (started.length === 1) throw new Error('No memory left')
        }
      },
    })
    await until('it has begun', () => stored.length === 1)
    expect([started, troubles.length]).toEqual([[ids.slice(0, 1), ids], 1])
    await stop()
  })

  test('lets an export go that nobody reads', async () => {
    await file()
    const signals: AbortSignal[] = []
    const watched: typeof fetch = (input, init) => {
      if (String(input).endsWith('/export') && init?.signal) signals.push(init.signal)
      return fetch(input, init)
    }
    const { stored, stop } = startFollower(api.url, undefined, {
      core: createCoreClient({ baseUrl: api.url, fetch: watched }),
      startOver: async () => undefined,
    })
    await until('it has begun', () => stored.length === 1)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    await stop()
  })

  test('ends when it is told to: while it waits, in a page, and in a pause', async () => {
    for (let n = 0; n < 3; n++) await file()
    await placed()
    const place = { feedId: await feedIdNow(), position: 0 }
    const waiting = startFollower(api.url, { ...place, position: 3 })
    await waiting.stop()

    const inPage = startFollower(api.url, place, {
      handle: ({ position }) => {
        if (position === 2) inPage.end.abort()
      },
    })
    await until('it has ended', () => inPage.stored.length > 0)
    await inPage.stop()
    expect(inPage.stored.map(({ position }) => position)).toEqual([2])

    const inPause = startFollower('http://127.0.0.1:9', place)
    await until('it is in trouble', () => inPause.troubles.length > 0)
    await inPause.stop()
  })
})

describeOnEachDatabase('followEvents, while the core API is killed and started again,', (kind) => {
  test('handles each event once and in order', async () => {
    const database = await emptyDatabase(kind)
    let program = await startProgram(database.env)
    const env = { ...database.env, CORE_API_PORT: new URL(program.url).port }
    const { handled, troubles, stop } = startFollower(program.url, undefined)
    let filed = 0
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 10; n++) {
        const said = await program.call('POST', '/tickets', { body: { description: 'The lift is stuck' } })
        expect(said.status).toBe(201)
        filed++
      }
      // At once: what has just been committed may have no position yet.
      await program.kill()
      await until('it is in trouble', () => troubles.length > round)
      program = await startProgram(env)
    }
    await program.call('POST', '/tickets', { body: { description: 'The last one' } })
    await until('it has handled the last one', () => handled.at(-1)?.ticket.id === filed + 1)
    const whole = await readFeed(program.url)
    expect(whole).toHaveLength(filed + 1)
    expect(handled).toEqual(whole.slice(whole.length - handled.length))
    await stop()
    await program.stop()
    await database.drop()
  })

  test('notices that another feed was restored meanwhile', async () => {
    const database = await emptyDatabase(kind)
    const program = await startProgram(database.env)
    const env = { ...database.env, CORE_API_PORT: new URL(program.url).port }
    for (let n = 0; n < 3; n++) await program.call('POST', '/tickets', { body: { description: 'The lift is stuck' } })
    const { started, stored, stop } = startFollower(program.url, undefined)
    await until('it has begun', () => stored.length === 1)
    await program.stop()
    // As of a copy from before the last ticket; the feed's id is made anew.
    const { db, close } = openDatabase(database.settings)
    await db('events').where('position', 3).delete()
    await db('tickets').where('id', 3).delete()
    await db('feed_head').update({ position: 2, feed_id: 'restored' })
    await close()
    const again = await startProgram(env)
    await until('it has started over', () => stored.at(-1)?.feedId === 'restored')
    expect([started.at(-1)?.length, stored.at(-1)?.position]).toEqual([2, 2])
    await stop()
    await again.stop()
    await database.drop()
  })
})
