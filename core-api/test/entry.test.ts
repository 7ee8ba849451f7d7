import { createHmac } from 'node:crypto'
import { problemType } from '@campus-helpdesk/core-api-contract/problem'
import { cookiesOf, enter, jarOf, ownPage } from './browserEntry.ts'
import { type Call, type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const year = 365 * 24 * 3600

describe('entering the page', () => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi('SQLite')
  })
  afterAll(() => api.stop())

  const asking = async (headers: Record<string, string>, call: Call = {}) =>
    api.call('GET', '/entry', { ...call, headers: { ...ownPage, ...headers } })

  test('gives a signed cookie of a year that no script reads and no other site sends', async () => {
    const entered = await enter(api, { role: 'helpdesk', name: ' Zoë 😀 ' })
    expect(entered).toMatchObject({
      status: 200,
      body: { roles: ['user', 'helpdesk'], actor: { role: 'helpdesk', name: 'Zoë 😀' } },
    })
    const cookies = cookiesOf(entered)
    expect(cookies.map(({ name }) => name)).toEqual(['entry', 'entry.sig'])
    for (const { attributes } of cookies) {
      expect(attributes).toEqual({ path: '/', expires: expect.any(String), samesite: 'strict', httponly: '' })
      const seconds = (Date.parse(attributes.expires ?? '') - Date.now()) / 1000
      expect(Math.abs(seconds - year)).toBeLessThan(60)
    }
    expect(await asking(jarOf(entered))).toMatchObject({ status: 200, body: entered.body })
  })

  test('each browser gets an id of 128 random bits, which stays when name or role change', async () => {
    const first = await enter(api, { role: 'user', name: 'Ann' })
    const { id } = first.body.actor
    expect(id).toMatch(/^portal:[\w-]{22}$/)
    expect(Buffer.from(id.slice('portal:'.length), 'base64url')).toHaveLength(16)
    const renamed = await enter(api, { role: 'helpdesk', name: 'Bo' }, { ...ownPage, ...jarOf(first) })
    expect(renamed.body.actor).toEqual({ id, role: 'helpdesk', name: 'Bo' })
    const others = await Promise.all(Array.from({ length: 20 }, () => enter(api, { role: 'user', name: 'Ann' })))
    expect(new Set([id, ...others.map((answer) => answer.body.actor.id)]).size).toBe(21)
  })

  test('the cookie says who files, writes and moves, and X-Actor headers do not', async () => {
    const jar = { ...ownPage, ...jarOf(await enter(api, { role: 'user', name: 'Ann' })) }
    const { actor } = (await asking(jar)).body
    const call: Call = { headers: jar, role: 'helpdesk', actor: 'slack:U1', name: 'Mallory' }
    const filed = await api.call('POST', '/tickets', { ...call, body: { description: 'No light', origin: 'portal' } })
    expect(filed).toMatchObject({ status: 201, body: { requester: { id: actor.id, name: 'Ann' }, origin: 'portal' } })
    const path = `/tickets/${filed.body.id}`
    expect((await api.call('PATCH', path, { ...call, body: { status: 'active' } })).status).toBe(403)
    const posted = await api.call('POST', `${path}/messages`, { ...call, body: { body: 'Hello' } })
    expect(posted.body.author).toEqual(actor)
    const desk = { ...ownPage, ...jarOf(await enter(api, { role: 'helpdesk', name: 'Bo' })) }
    const moved = await api.call('PATCH', path, { headers: desk, role: 'user', body: { status: 'active' } })
    expect([moved.status, moved.body.status]).toEqual([200, 'active'])
  })

  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: 'OWN' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{}, 403],
    [{ origin: 'OWN' }, 200],
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, 200],
  ])('is possible from the page itself only: with %j it is %s, leaving as well', async (sent, status) => {
    const headers = Object.fromEntries(Object.entries(sent).map(([k, v]) => [k, v === 'OWN' ? api.url : v]))
    const entered = await enter(api, { role: 'user', name: 'Ann' }, headers)
    const left = await api.call('DELETE', '/entry', { headers })
    expect([entered.status, left.status]).toEqual([status, status === 200 ? 204 : 403])
    if (status === 403) {
      for (const answer of [entered, left]) {
        expect(answer.body.type).toBe(problemType('forbidden'))
        expect(cookiesOf(answer)).toEqual([])
      }
    }
  })

  test('a cookie that comes from elsewhere enters nothing', async () => {
    const jar = jarOf(await enter(api, { role: 'helpdesk', name: 'Bo' }))
    const filed = await api.call('POST', '/tickets', { body: { description: 'x' } })
    const path = `/tickets/${filed.body.id}`
    for (const [headers, status] of [
      [{ ...jar, 'sec-fetch-site': 'cross-site' }, 403],
      [{ ...jar, origin: 'https://evil.example' }, 403],
      // No browser: the headers say who is acting, by default a user.
      [jar, 403],
    ] as const) {
      expect((await api.call('PATCH', path, { headers, body: { status: 'active' } })).status).toBe(status)
    }
    expect(
      (await api.call('GET', '/entry', { headers: { ...jar, 'sec-fetch-site': 'cross-site' } })).body.actor,
    ).toBeNull()
    expect((await api.call('GET', path)).body.status).toBe('open')
  })

  test('an altered, forged, foreign or halved cookie is as none', async () => {
    const entered = await enter(api, { role: 'user', name: 'Ann' })
    const [entry, signature] = cookiesOf(entered).map(({ value }) => value)
    const { id } = entered.body.actor
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const desk = encode({ id, name: 'Ann', role: 'helpdesk' })
    const signed = (value: string, key: string, data = `entry=${value}`) =>
      `entry=${value}; entry.sig=${createHmac('sha256', key).update(data).digest('base64url')}`
    for (const cookie of [
      `entry=${entry}`,
      `entry.sig=${signature}`,
      `entry=${desk}`,
      `entry=${desk}; entry.sig=${signature}`,
      `entry=${desk}; entry.sig=`,
      `entry=${entry}x; entry.sig=${signature}`,
      `entry=${entry}; entry.sig=${signature?.slice(0, -1)}`,
      `entry=${entry}; entry.sig=x${signature}`,
      signed(desk, ''),
      signed(desk, 'another secret'),
      'entry=; entry.sig=',
      `entry=%00; entry.sig=%zz`,
      signed(encode({ id, name: 'Ann', role: 'root' }), 'a secret of the tests, not of anybody else'),
      signed(encode('Ann'), 'a secret of the tests, not of anybody else'),
    ]) {
      expect((await asking({ cookie })).body.actor).toBeNull()
      const again = await enter(api, { role: 'user', name: 'Ann' }, { ...ownPage, cookie })
      expect(again.body.actor.id).not.toBe(id)
    }
    // The real one, to see that the forgeries fail for the right reason.
    expect((await asking({ cookie: `entry=${entry}; entry.sig=${signature}` })).body.actor.id).toBe(id)
    expect((await asking({ cookie: signed(desk, 'a secret of the tests, not of anybody else') })).body.actor.role).toBe(
      'helpdesk',
    )
  })

  test('leaving takes the cookie away', async () => {
    const jar = jarOf(await enter(api, { role: 'user', name: 'Ann' }))
    const left = await api.call('DELETE', '/entry', { headers: { ...ownPage, ...jar } })
    expect([left.status, left.body]).toEqual([204, null])
    for (const { value, attributes } of cookiesOf(left).filter(({ name }) => name === 'entry')) {
      expect([value, Date.parse(attributes.expires ?? '')]).toEqual(['', 0])
    }
    expect(cookiesOf(left).map(({ name }) => name)).toContain('entry')
    expect((await asking(jarOf(left))).body.actor).toBeNull()
  })

  test.each([
    [{ role: 'user' }, ['name']],
    [{ name: 'Ann' }, ['role']],
    [{ role: 'admin', name: '' }, ['role', 'name']],
    [{ role: 'user', name: ' \n' }, ['name']],
    [{ role: 'user', name: '😀'.repeat(101) }, ['name']],
    [{ role: 'user', name: 'Ann', id: 'portal:me', password: 'x' }, ['id', 'password']],
  ])('%j is refused by naming %j', async (body, paths) => {
    const answer = await enter(api, body)
    expect(answer.status).toBe(400)
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toEqual(paths)
    expect(cookiesOf(answer)).toEqual([])
  })

  test('the longest name in the widest script fits into the cookie', async () => {
    const name = '😀'.repeat(100)
    const jar = jarOf(await enter(api, { role: 'user', name }))
    expect(jar.cookie.length).toBeLessThan(4_000)
    expect((await asking(jar)).body.actor.name).toBe(name)
  })

  test('an idempotency key belongs to the entry that it came with', async () => {
    const file = async (headers: Record<string, string>, body: unknown) =>
      (await api.call('POST', '/tickets', { key: 'same', headers, body })).body.id
    const one = { ...ownPage, ...jarOf(await enter(api, { role: 'user', name: 'Ann' })) }
    const two = { ...ownPage, ...jarOf(await enter(api, { role: 'user', name: 'Ann' })) }
    const body = { description: 'No light' }
    const ids = [await file(one, body), await file(one, body), await file(two, body), await file({}, body)]
    expect(ids[0]).toBe(ids[1])
    expect(new Set(ids).size).toBe(3)
  })
})
