import type { Database, Transaction } from './connection.ts'
import { isUnreachable } from './dialect.ts'
import { LostRace } from './lostRace.ts'
import { describeOnEachDatabase, freshDatabase } from './testing/eachDatabase.ts'
import { inTransaction } from './transaction.ts'

type Fresh = Awaited<ReturnType<typeof freshDatabase>>

const secrets = async (db: Database) =>
  Object.fromEntries((await db('secrets')).map(({ name, value }) => [name, value]))

describeOnEachDatabase('a transaction', (kind) => {
  let database: Fresh
  beforeAll(async () => {
    database = await freshDatabase(kind)
  })
  beforeEach(async () => {
    await database.db('secrets').delete()
    await database.db('secrets').insert([
      { name: 'a', value: '0' },
      { name: 'b', value: '0' },
    ])
  })
  afterAll(() => database.drop())

  test('gives what its work gives, and keeps what it wrote', async () => {
    const { db } = database
    const result = await inTransaction(db, async (trx, attempt) => {
      await trx('secrets').where({ name: 'a' }).update({ value: '1' })
      return { attempt }
    })
    expect(result).toEqual({ attempt: 1 })
    expect(await secrets(db)).toEqual({ a: '1', b: '0' })
  })

  test.each([
    ['an error of the work', async () => Promise.reject(new RangeError('no'))],
    ['an error of the database', (trx: Transaction) => trx('secrets').insert({ name: 'a', value: '9' })],
    ['an error in the SQL', (trx: Transaction) => trx.raw('selec 1')],
  ])('is rolled back as a whole after %s, and not run again', async (_, fail) => {
    const { db } = database
    let runs = 0
    const ending = inTransaction(db, async (trx) => {
      runs++
      await trx('secrets').where({ name: 'a' }).update({ value: '1' })
      await trx('secrets').insert({ name: 'c', value: '1' })
      await fail(trx)
    })
    await expect(ending).rejects.toThrow()
    expect(runs).toBe(1)
    expect(await secrets(db)).toEqual({ a: '0', b: '0' })
  })

  test('that lost a race is run again from nothing, with the number of the attempt', async () => {
    const { db } = database
    const attempts: number[] = []
    await inTransaction(db, async (trx, attempt) => {
      attempts.push(attempt)
      await trx('secrets').insert({ name: 'c', value: `${attempt}` })
      if (attempt < 3) throw new LostRace('lost')
    })
    expect(attempts).toEqual([1, 2, 3])
    expect(await secrets(db)).toEqual({ a: '0', b: '0', c: '3' })
  })

  test('is given up after the fifth attempt, with nothing kept', async () => {
    const { db } = database
    let runs = 0
    const ending = inTransaction(db, async (trx) => {
      runs++
      await trx('secrets').insert({ name: 'c', value: '1' })
      throw new LostRace('lost')
    })
    await expect(ending).rejects.toThrow(LostRace)
    expect(runs).toBe(5)
    expect(await secrets(db)).toEqual({ a: '0', b: '0' })
  })

  test('does not lose what many of them add at once', async () => {
    const { db } = database
    const add = async (trx: Transaction) => {
      const { value } = await trx('secrets').where({ name: 'a' }).forUpdate().first()
      await trx('secrets')
        .where({ name: 'a' })
        .update({ value: `${Number(value) + 1}` })
    }
    await Promise.all(Array.from({ length: 40 }, () => inTransaction(db, add)))
    expect((await secrets(db)).a).toBe('40')
  })

  if (kind === 'SQLite') return // One connection writes there: nobody waits for a lock.

  const touch = (trx: Transaction, name: string, by: string) =>
    trx('secrets')
      .where({ name })
      .update({ value: trx.raw('concat(value, ?)', [by]) })

  test('that is chosen as the victim of a deadlock is run again, and both are kept', async () => {
    const { db } = database
    const runs = { x: 0, y: 0 }
    const holds = { x: signal(), y: signal() }
    const cross = (me: 'x' | 'y', other: 'x' | 'y', names: [string, string]) =>
      inTransaction(db, async (trx) => {
        runs[me]++
        await touch(trx, names[0], me)
        holds[me].give()
        await holds[other].given
        await touch(trx, names[1], me)
      })
    await Promise.all([cross('x', 'y', ['a', 'b']), cross('y', 'x', ['b', 'a'])])
    expect(runs.x + runs.y).toBe(3)
    expect(Object.values(await secrets(db)).map((value) => [...String(value)].sort().join(''))).toEqual(['0xy', '0xy'])
  })

  const briefWait = 'set session innodb_lock_wait_timeout = 1'

  test('that waits for a lock too long is run again', async () => {
    const { db } = database
    const holder = await db.transaction()
    await touch(holder, 'a', 'h')
    let runs = 0
    await inTransaction(db, async (trx) => {
      if (++runs === 2) await holder.commit()
      await trx.raw(briefWait)
      await touch(trx, 'b', 'w')
      await touch(trx, 'a', 'w')
    })
    expect([runs, await secrets(db)]).toEqual([2, { a: '0hw', b: '0w' }])
  })

  test('gives a lock that is never free up after the fifth attempt', async () => {
    const { db } = database
    const holder = await db.transaction()
    await touch(holder, 'a', 'h')
    let runs = 0
    const ending = inTransaction(db, async (trx) => {
      runs++
      await trx.raw(briefWait)
      await touch(trx, 'b', 'w')
      await touch(trx, 'a', 'w')
    })
    await expect(ending).rejects.toMatchObject({ errno: 1205 })
    await holder.commit()
    expect([runs, await secrets(db)]).toEqual([5, { a: '0h', b: '0' }])
  })

  test('whose connection is lost fails as one whose database is away, keeps nothing, and the next one works', async () => {
    const { db } = database
    let runs = 0
    const failure = await inTransaction(db, async (trx) => {
      runs++
      await touch(trx, 'a', 'k')
      const [[{ id }]] = await trx.raw('select connection_id() as id')
      await db.raw('kill ?', [id])
      await touch(trx, 'b', 'k')
    }).catch((error: unknown) => error)
    expect([runs, isUnreachable(failure)]).toEqual([1, true])
    await inTransaction(db, (trx) => touch(trx, 'b', 'n'))
    expect(await secrets(db)).toEqual({ a: '0', b: '0n' })
  })
})

function signal(): { given: Promise<void>; give: () => void } {
  let give: (() => void) | undefined
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give: () => give?.() }
}
