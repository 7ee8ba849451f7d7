import { describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

describeOnEachDatabase('health', (database) => {
  let api: RunningCoreApi
  beforeAll(async () => {
    api = await startCoreApi(database)
  })
  afterAll(() => api.stop())

  test('it is alive and ready, and gives its figures to Prometheus', async () => {
    expect(await api.call('GET', '!/healthz')).toMatchObject({ status: 200, body: { status: 'alive' } })
    expect(await api.call('GET', '!/readyz')).toMatchObject({
      status: 200,
      body: { status: 'ready', database: 'migrated' },
    })
    const metrics = await api.call('GET', '!/metrics')
    expect([metrics.status, metrics.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ])
    for (const line of metrics.body.split('\n').filter(Boolean)) {
      expect(line).toMatch(/^# (HELP|TYPE) \w+ |^[a-z\d_:]+(\{.+\})? (-?[\d.e+-]+|NaN)$/i)
    }
  })

  test('it is alive but not ready while the database lacks a migration, and while it is out of reach', async () => {
    const name = (await api.db('knex_migrations').orderBy('id', 'desc').first()).name
    await api.db('knex_migrations').where({ name }).delete()
    expect(await api.call('GET', '!/readyz')).toMatchObject({
      status: 503,
      body: { status: 'not ready', database: 'not migrated' },
    })
    await api.db.destroy()
    expect(await api.call('GET', '!/readyz')).toMatchObject({
      status: 503,
      body: { status: 'not ready', database: 'out of reach' },
    })
    expect((await api.call('GET', '!/healthz')).status).toBe(200)
  })
})
