import { Agent, request } from 'node:http'
import { openDatabase } from '@campus-helpdesk/db/connection'
import { describeOnEachDatabase, emptyDatabase, type TestDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { type RunningProgram, startProgram, until } from './startProgram.ts'

describeOnEachDatabase('the core API that is asked to end', (kind) => {
  let database: TestDatabase
  let program: RunningProgram
  beforeEach(async () => {
    database = await emptyDatabase(kind)
    program = await startProgram(database.env)
  })
  afterEach(async () => {
    await program.kill()
    await database.drop()
  })

  const ticketCount = async () => {
    const { db, close } = openDatabase(database.settings)
    const tickets = await db('tickets')
    await close()
    return tickets.length
  }
  const refusesConnections = () =>
    until('nobody is let in any more', () =>
      program.call('GET', '!/healthz').then(
        () => false,
        () => true,
      ),
    )

  test('finishes the requests that it has begun, and takes no new ones', async () => {
    const begun = Array.from({ length: 5 }, (_, n) => beginFiling(program.url, `Lamp ${n} is broken`))
    await Promise.all(begun.map(({ read }) => read))
    const ending = program.stop()
    await refusesConnections()
    for (const { finish } of begun) expect(await finish()).toMatchObject({ status: 201, connection: 'close' })
    expect(await ending).toMatchObject({ code: 0, signal: null })
    expect(await ticketCount()).toBe(5)
  })

  test('ends though clients keep their connections busy, and cuts none of their requests off', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4 })
    let filed = 0
    const busy = Array.from({ length: 4 }, async () => {
      for (;;) {
        const status = await file(program.url, agent).catch(() => undefined)
        if (status === undefined) return
        expect(status).toBe(201)
        filed++
      }
    })
    await until('all are at work', () => filed > 20)
    expect(await program.stop()).toMatchObject({ code: 0, signal: null })
    await Promise.all(busy)
    agent.destroy()
    expect(await ticketCount()).toBe(filed)
  })

  test('ends streams and answers those who wait for events', async () => {
    const head = (await program.call('GET', '/events', { role: 'helpdesk' })).body.next
    const waiting = program.call('GET', `/events?after=${head}&wait=30`, { role: 'helpdesk' })
    const stream = await fetch(`${program.url}/api/v1/events/stream`)
    const text = stream.text()
    const ending = program.stop()
    expect(await waiting).toMatchObject({ status: 200, body: { events: [], next: head } })
    expect(await text).not.toContain('data:')
    expect(await ending).toMatchObject({ code: 0, signal: null })
  })
})

type Filing = {
  read: Promise<void>
  finish: () => Promise<{ status: number | undefined; connection: string | undefined }>
}

/** Sends a request but for its body; `read` resolves when the server has taken it up. */
function beginFiling(url: string, description: string): Filing {
  const body = JSON.stringify({ description })
  const sending = request(`${url}/api/v1/tickets`, {
    method: 'POST',
    agent: new Agent({ keepAlive: true }),
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), expect: '100-continue' },
  })
  const answer = new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
    sending.once('error', reject)
    sending.once('response', (response) => {
      response.resume()
      response.once('end', () => resolve({ status: response.statusCode, connection: response.headers.connection }))
    })
  })
  const read = new Promise<void>((resolve) => sending.once('continue', resolve))
  sending.flushHeaders()
  return {
    read,
    finish: () => {
      sending.end(body)
      return answer
    },
  }
}

function file(url: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = request(`${url}/api/v1/tickets`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json' },
    })
    sending.once('error', reject)
    sending.once('response', (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode))
      response.once('error', reject)
    })
    sending.end('{"description":"No light"}')
  })
}
