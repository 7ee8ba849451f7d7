import { Writable } from 'node:stream'
import { type DatabaseKind, describeOnEachDatabase } from '@campus-helpdesk/db/testing/eachDatabase'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

/** The lines of a log, as they come. */
function collectLines(): { lines: Record<string, unknown>[]; to: Writable } {
  const lines: Record<string, unknown>[] = []
  const to = new Writable({
    write: (chunk, _, done) => {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  return { lines, to }
}

const token = 'hush-token'
const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'request-7' }

async function withApi(
  kind: DatabaseKind,
  use: (api: RunningCoreApi, lines: Record<string, unknown>[]) => Promise<void>,
) {
  const { lines, to } = collectLines()
  const api = await startCoreApi(kind, { API_TOKENS: `bots:helpdesk:${token}` }, to)
  try {
    await use(api, lines)
  } finally {
    await api.stop()
  }
}

describeOnEachDatabase('the log and the metrics', (kind) => {
  test('tell of each request by route, ids, status and time', async () => {
    await withApi(kind, async (api, lines) => {
      await api.call('POST', '/tickets', { headers, body: { description: 'The lift is stuck' } })
      await api.call('GET', '/tickets/1?include=messages', { headers })
      await api.call('GET', '/tickets/abc', { headers })
      await api.call('GET', '/nothing', { headers })
      const line = { level: 30, msg: 'request', program: 'core-api', requestId: 'request-7', ms: expect.any(Number) }
      expect(lines).toEqual([
        expect.objectContaining({ ...line, method: 'POST', route: '/tickets', status: 201, ticketId: 1 }),
        expect.objectContaining({ ...line, method: 'GET', route: '/tickets/{id}', status: 200, ticketId: 1 }),
        expect.objectContaining({ ...line, method: 'GET', route: '/tickets/{id}', status: 400 }),
        expect.objectContaining({ ...line, method: 'GET', route: 'none', status: 404 }),
      ])
      const { body } = await api.call('GET', '!/metrics')
      const count = (labels: string) =>
        new RegExp(`^helpdesk_http_request_duration_seconds_count\\{${labels}\\} (\\d+)$`, 'm').exec(body)?.[1]
      expect(count('method="POST",route="/tickets",status="201"')).toBe('1')
      expect(count('method="GET",route="/tickets/{id}",status="400"')).toBe('1')
      expect(count('method="GET",route="none",status="404"')).toBe('1')
      expect(body).toMatch(/^helpdesk_tickets_filed_total\{origin="api",category="facility"\} 1$/m)
    })
  })

  test('hold no name, text, key or token, whatever happens', async () => {
    await withApi(kind, async (api, lines) => {
      const call = { headers, actor: 'hush-id', name: 'Hush Name', key: 'hush-key', role: 'helpdesk' } as const
      const source = { place: 'hush-place', ref: 'hush-ref' }
      await api.call('POST', '/tickets', { ...call, body: { description: 'Hush text', source } })
      await api.call('POST', '/tickets/1/messages', { ...call, key: 'hush-2', body: { body: 'Hush text', source } })
      await api.call('PATCH', '/tickets/1', { ...call, body: { assignee: { id: 'hush-id', name: 'Hush Name' } } })
      await api.call('GET', '/tickets?q=hush&requester=hush-id', call)
      await api.call('GET', '/hush/hush?hush=hush', call)
      await api.call('GET', '/tickets/hush', call)
      await api.call('POST', '/tickets', { ...call, raw: '{"hush":hush' })
      await api.call('POST', '/tickets', { ...call, body: { hush: 'hush' } })
      await api.call('GET', '/tickets', { headers: { authorization: 'Bearer hush-wrong' } })
      await api.call('POST', '/entry', {
        headers: { 'sec-fetch-site': 'same-origin' },
        body: { role: 'user', name: 'Hush' },
      })
      // The database fails while it holds the texts: by a table that is gone, and by values that it refuses.
      const failing = { ...call, body: { description: 'Hush text', source: { place: 'hush-place', ref: 'hush-3' } } }
      await api.db.schema.alterTable('search_terms', (table) => table.renameColumn('term', 'word'))
      expect((await api.call('POST', '/tickets', { ...failing, key: 'hush-3' })).status).toBe(500)
      await api.db.schema.alterTable('tickets', (table) => table.unique(['requester_name'], { indexName: 'one_each' }))
      expect((await api.call('POST', '/tickets', { ...failing, key: 'hush-4' })).status).toBeGreaterThanOrEqual(500)
      await api.db.schema.dropTable('idempotency_keys')
      expect((await api.call('POST', '/tickets', { ...failing, key: 'hush-5' })).status).toBe(500)
      expect(lines.filter(({ level }) => level === 50)).toHaveLength(3)
      for (const { err } of lines.filter(({ level }) => level === 50)) {
        // What is left still says where it happened.
        expect(err).toMatchObject({ type: expect.any(String), stack: expect.stringContaining('    at ') })
      }
      expect(JSON.stringify(lines)).not.toMatch(/hush/i)
      expect((await api.call('GET', '!/metrics')).body).not.toMatch(/hush/i)
    })
  })

  test('an answer to what went wrong here says the request id and nothing else', async () => {
    await withApi(kind, async (api) => {
      await api.db.schema.dropTable('events')
      const answer = await api.call('POST', '/tickets', { headers, body: { description: 'Hush' } })
      expect([answer.status, answer.body]).toEqual([
        500,
        {
          type: 'urn:campus-helpdesk:problem:internal',
          title: 'Something went wrong here',
          status: 500,
          detail: 'Something went wrong here; the request id finds it in the log',
          requestId: 'request-7',
        },
      ])
      expect(await api.db('tickets')).toEqual([])
    })
  })
})
