import { Buffer } from 'node:buffer'
import { type Database, openDatabase } from './connection.ts'
import { isUniqueViolation } from './dialect.ts'
import { emptyDatabase } from './testing/eachDatabase.ts'

describe('the embedded database through Knex', () => {
  let db: Database
  let drop: () => Promise<void>
  beforeAll(async () => {
    const empty = await emptyDatabase('SQLite')
    const opened = openDatabase(empty.settings)
    db = opened.db
    drop = async () => {
      await opened.close()
      await empty.drop()
    }
    // No type: a value stays what it was bound as.
    await db.raw('create table anything (id integer primary key, value)')
    await db.raw('create table parents (id integer primary key, name text not null unique)')
    await db.raw('create table children (parent_id integer not null references parents (id))')
  })
  afterAll(() => drop())

  const keep = async (value: unknown) => {
    const [id] = await db('anything').insert({ value })
    return db('anything')
      .where({ id })
      .first('value', db.raw('typeof(value) as type'), db.raw('cast(value as text) as text'))
  }

  const time = new Date('2026-11-21T09:30:00.123Z')
  test.each<[string, unknown, string, unknown]>([
    ['true', true, 'integer', 1],
    ['false', false, 'integer', 0],
    ['a whole number', 12, 'integer', 12],
    ['a whole number below zero', -12, 'integer', -12],
    ['a whole number beyond 32 bits', 2 ** 40 + 1, 'integer', 2 ** 40 + 1],
    ['the largest safe whole number', Number.MAX_SAFE_INTEGER, 'integer', Number.MAX_SAFE_INTEGER],
    ['a fraction', 0.25, 'real', 0.25],
    ['a bigint', 12n, 'integer', 12],
    ['a Date', time, 'text', '2026-11-21T09:30:00.123Z'],
    ['null', null, 'null', null],
    ['undefined', undefined, 'null', null],
    ['an empty text', '', 'text', ''],
    ['any text', 'Aufzug 🛗 مصعد \'"\\ ?\n\r\t\u0001 :x $1', 'text', 'Aufzug 🛗 مصعد \'"\\ ?\n\r\t\u0001 :x $1'],
    ['bytes', new Uint8Array([0, 1, 255]), 'blob', Buffer.from([0, 1, 255])],
    ['a Buffer', Buffer.from([0, 1, 255]), 'blob', Buffer.from([0, 1, 255])],
  ])('keeps %s', async (_, value, type, expected) => {
    expect(await keep(value)).toMatchObject({ type, value: expected })
  })

  test('keeps all digits of a bigint', async () => {
    expect(await keep(2n ** 62n + 1n)).toMatchObject({ type: 'integer', text: '4611686018427387905' })
  })

  test('gives bytes back as a Buffer', async () => {
    const row = await keep(new Uint8Array([1]))
    expect(Buffer.isBuffer(row.value)).toBe(true)
  })

  test.each([
    ['NUL in a text', 'cut\0here', /NUL/],
    ['an object', { a: 1 }, /Cannot bind a object/],
    ['a list', [1], /Cannot bind a object/],
    ['a symbol', Symbol('s'), /Cannot bind a symbol/],
  ])('refuses %s, and goes on', async (_, value, message) => {
    const before = await db('anything').count({ n: '*' })
    await expect(db.raw('insert into anything (value) values (?)', [value as string])).rejects.toThrow(message)
    await expect(
      db.transaction((trx) => trx.raw('insert into anything (value) values (?)', [value as string])),
    ).rejects.toThrow(message)
    expect(await db('anything').count({ n: '*' })).toEqual(before)
  })

  test('compares with what is bound as with what is kept', async () => {
    const [id] = await db('anything').insert({ value: true })
    for (const where of [
      { id, value: true },
      { id, value: 1 },
      { id: BigInt(id ?? 0), value: 1n },
    ])
      expect(await db('anything').where(where).pluck('id')).toEqual([id])
    expect(await db('anything').whereIn(['id', 'value'], [[Number(id), 1]])).toHaveLength(1)
    expect(await db('anything').where({ id }).limit(1).offset(0)).toHaveLength(1)
  })

  test('says how many rows were changed', async () => {
    const [id] = await db('anything').insert({ value: 'x' })
    expect(await db('anything').where({ id }).update({ value: 'x' })).toBe(1)
    expect(await db('anything').where({ id }).delete()).toBe(1)
    expect(await db('anything').where({ id }).delete()).toBe(0)
  })

  test('tells which rule a row breaks', async () => {
    await db('parents').insert({ id: 1, name: 'a' })
    const failures = {
      unique: await db('parents')
        .insert({ name: 'a' })
        .catch((error: unknown) => error),
      primary: await db('parents')
        .insert({ id: 1, name: 'b' })
        .catch((error: unknown) => error),
      foreign: await db('children')
        .insert({ parent_id: 9 })
        .catch((error: unknown) => error),
      missing: await db('parents')
        .insert({ name: null })
        .catch((error: unknown) => error),
    }
    for (const failure of Object.values(failures)) expect(failure).toMatchObject({ code: 'SQLITE_CONSTRAINT' })
    expect(Object.entries(failures).map(([rule, failure]) => [rule, isUniqueViolation(failure)])).toEqual([
      ['unique', true],
      ['primary', true],
      ['foreign', false],
      ['missing', false],
    ])
  })
})
