import { type Database, openDatabase } from '@campus-helpdesk/db/connection'
import { parseDatabaseUrl } from '@campus-helpdesk/db/settings'
import { describeOnEachDatabase, emptyDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { startMariaDb } from '@campus-helpdesk/db/testing/mariadbServer'
import { expectKept, expectWhole } from './expectWhole.ts'
import { type Load, putUnderLoad, repeatUnanswered } from './load.ts'
import { startProgram, until } from './startProgram.ts'

/** On a quiet machine each takes some seconds; most of them are the disk's. */
const enough = 240_000

describeOnEachDatabase('kill -9 of the core API', (kind) => {
  test(
    'under load loses nothing that was answered, and leaves nothing half done',
    async () => {
      const database = await emptyDatabase(kind)
      const all: Pick<Load, 'answered' | 'unanswered'> = { answered: [], unanswered: [] }
      try {
        for (const answers of [20, 77, 150]) {
          const program = await startProgram(database.env)
          const load = putUnderLoad({ url: program.url, workers: 8, again: false })
          await until(`${answers} changes are answered`, () => load.answered.length >= answers)
          expect(load.refusals).toEqual([])
          await program.kill()
          await load.stop()
          expect(load.unanswered.length).toBeGreaterThan(0)
          all.answered.push(...load.answered)
          all.unanswered.push(...load.unanswered)
        }
        const program = await startProgram(database.env)
        const load = { ...all, refusals: [], lost: 0, stop: async () => undefined }
        await repeatUnanswered(program.url, load)
        expect(await program.stop()).toMatchObject({ code: 0 })
        const { db, close } = openDatabase(database.settings)
        try {
          await expectWhole(db)
          await expectKept(db, load)
        } finally {
          await close()
        }
      } finally {
        await database.drop()
      }
    },
    enough,
  )
})

describeOnEachDatabase('a restart of the database', (kind) => {
  if (kind === 'SQLite') return // It is part of the program.

  test(
    'under load loses nothing that was answered, and the core API serves again by itself',
    async () => {
      const server = await startMariaDb({ durable: true })
      const database = await createDatabase(server.url)
      const program = await startProgram({ DATABASE_URL: database.url })
      const load = putUnderLoad({ url: program.url, workers: 8, again: true })
      const moreAnswers = async () => {
        const goal = load.answered.length + 100
        await until('100 more changes are answered', () => load.answered.length >= goal)
      }
      const isReady = async () => (await program.call('GET', '!/readyz')).status === 200
      try {
        await moreAnswers()
        await server.kill()
        await until('the outage is told', () => load.refusals.length >= 20)
        expect((await program.call('GET', '!/healthz')).status).toBe(200)
        expect(await isReady()).toBe(false)
        expect((await program.call('GET', '/tickets')).status).toBe(503)
        await server.restart()
        await until('the core API is ready again', isReady)
        await moreAnswers()

        await server.restart()
        await until('the core API is ready again', isReady)
        await moreAnswers()
        await load.stop()
        await repeatUnanswered(program.url, load)

        expect(load.lost).toBe(0)
        for (const { status, headers, body } of load.refusals) {
          expect([status, headers.get('content-type'), body.type]).toEqual([
            503,
            'application/problem+json',
            'urn:campus-helpdesk:problem:unavailable',
          ])
          expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
        }
        const { db } = database
        await until('every event has its position', async () => !(await db('events').whereNull('position').first('id')))
        expect(await program.stop()).toMatchObject({ code: 0 })
        await expectWhole(db)
        await expectKept(db, load)
      } finally {
        await program.kill()
        await load.stop()
        await database.close()
        await server.stop()
      }
    },
    enough,
  )
})

async function createDatabase(server: string): Promise<{ url: string; db: Database; close: () => Promise<void> }> {
  const administrator = openDatabase(parseDatabaseUrl(`${server}/mysql`, ''))
  await administrator.db.raw('create database helpdesk')
  await administrator.close()
  const url = `${server}/helpdesk`
  return { url, ...openDatabase(parseDatabaseUrl(url, '')) }
}
