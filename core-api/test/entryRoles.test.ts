import { cookiesOf, enter, jarOf, ownPage } from './browserEntry.ts'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

async function withApi(env: Record<string, string>, use: (api: RunningCoreApi) => Promise<void>): Promise<void> {
  const api = await startCoreApi('SQLite', env)
  try {
    await use(api)
  } finally {
    await api.stop()
  }
}

test('the cookie is Secure when people reach the page by https, and only then', async () => {
  for (const [PUBLIC_URL, secure] of [
    ['https://helpdesk.example.edu', true],
    ['http://helpdesk.example.edu', false],
  ] as const) {
    await withApi({ PUBLIC_URL }, async (api) => {
      const entered = await enter(api, { role: 'user', name: 'Ann' }, { origin: PUBLIC_URL })
      expect(cookiesOf(entered).map(({ attributes }) => 'secure' in attributes)).toEqual([secure, secure])
      expect(entered.headers.get('strict-transport-security') !== null).toBe(secure)
      const left = await api.call('DELETE', '/entry', { headers: { origin: PUBLIC_URL, ...jarOf(entered) } })
      expect(cookiesOf(left)[0]?.attributes.secure).toBe(secure ? '' : undefined)
      expect((await enter(api, { role: 'user', name: 'Ann' }, { origin: `${PUBLIC_URL}.evil` })).status).toBe(403)
    })
  }
})

const tokens = 'bots:helpdesk:a-token-of-the-tests'

test.each([
  [{}, ['user', 'helpdesk']],
  [{ HOST: '0.0.0.0', API_TOKENS: tokens }, ['user']],
  [{ PORTAL_ROLES: 'helpdesk' }, ['helpdesk']],
  [{ HOST: '0.0.0.0', API_TOKENS: tokens, PORTAL_ROLES: 'user,helpdesk' }, ['user', 'helpdesk']],
])('with %j the page is entered as %j only', async (env, roles) => {
  await withApi(env as Record<string, string>, async (api) => {
    expect((await api.call('GET', '/entry', { headers: ownPage })).body).toEqual({ roles, actor: null })
    for (const role of ['user', 'helpdesk']) {
      const entered = await enter(api, { role, name: 'Ann' })
      expect(entered.status).toBe(roles.includes(role) ? 200 : 403)
      const listed = await api.call('GET', '/tickets', { headers: { ...ownPage, ...jarOf(entered) } })
      expect(listed.status).toBe(roles.includes(role) || !('API_TOKENS' in env) ? 200 : 401)
    }
    const page = await api.call('GET', '!/')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  })
})

test('with tokens, only the entry, its page and its own cookie need none', async () => {
  await withApi({ API_TOKENS: tokens }, async (api) => {
    expect((await api.call('GET', '/tickets', { headers: ownPage })).status).toBe(401)
    const headers = { ...ownPage, ...jarOf(await enter(api, { role: 'user', name: 'Ann' })) }
    expect((await api.call('POST', '/tickets', { headers, body: { description: 'No light' } })).status).toBe(201)
    expect((await api.call('POST', '/tickets', { headers: { cookie: headers.cookie ?? '' }, body: {} })).status).toBe(
      401,
    )
    const both = { ...headers, authorization: 'Bearer a-token-of-the-tests' }
    const asBot = await api.call('POST', '/tickets', { headers: both, actor: 'bot', body: { description: 'x' } })
    expect(asBot.body.requester.id).toBe('bot')
    expect((await api.call('GET', '/tickets', { headers: { ...headers, authorization: 'Bearer x' } })).status).toBe(401)
  })
})

test('a cookie for a role that is not allowed any more is not taken', async () => {
  let headers: Record<string, string> = {}
  let id = ''
  await withApi({ API_TOKENS: tokens }, async (api) => {
    const entered = await enter(api, { role: 'helpdesk', name: 'Bo' })
    headers = { ...ownPage, ...jarOf(entered) }
    id = entered.body.actor.id
    expect((await api.call('GET', '/tickets', { headers })).status).toBe(200)
  })
  await withApi({ API_TOKENS: tokens, PORTAL_ROLES: 'user' }, async (api) => {
    expect((await api.call('GET', '/tickets', { headers })).status).toBe(401)
    expect((await api.call('GET', '/entry', { headers })).body).toEqual({ roles: ['user'], actor: null })
    const entered = await enter(api, { role: 'user', name: 'Bo' }, headers)
    expect(entered.body.actor).toEqual({ id, role: 'user', name: 'Bo' })
  })
})

test('without roles the page is off, and its cookies are worth nothing', async () => {
  let headers: Record<string, string> = {}
  await withApi({}, async (api) => {
    headers = { ...ownPage, ...jarOf(await enter(api, { role: 'helpdesk', name: 'Bo' })) }
  })
  await withApi({ PORTAL_ROLES: '' }, async (api) => {
    for (const path of ['!/', '!/tickets', '!/tickets/1', '!/assets/x.js', '/entry']) {
      const answer = await api.call('GET', path)
      expect(answer).toMatchObject({ status: 404, body: { detail: 'There is nothing at this address' } })
    }
    expect((await enter(api, { role: 'user', name: 'Ann' })).status).toBe(404)
    const filed = await api.call('POST', '/tickets', { headers, body: { description: 'x' } })
    expect(filed.body.requester.id).toBe('anonymous')
  })
})
