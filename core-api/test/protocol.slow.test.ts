import { problemType } from '@campus-helpdesk/core-api-contract/problem'
import { exchange, requestOf } from './rawHttp.ts'
import { startCoreApi } from './startCoreApi.ts'

test('a body without an end is given up with a problem, and others are served meanwhile', async () => {
  const api = await startCoreApi('SQLite')
  try {
    const lines = ['POST /api/v1/tickets HTTP/1.1', `Host: ${new URL(api.url).host}`, 'Content-Type: application/json']
    const unfinished = [
      requestOf([...lines, 'Content-Length: 100'], '{"description":'),
      requestOf([...lines, 'Content-Length: 100']),
      requestOf([...lines, 'Transfer-Encoding: chunked'], 'f\r\n{"description":\r\n'),
    ]
    const answers = Promise.all(unfinished.map((bytes) => exchange(api.url, bytes)))
    expect((await api.call('POST', '/tickets', { body: { description: 'The lift is stuck' } })).status).toBe(201)
    for (const [answer] of await answers) {
      expect(answer?.status).toBe(408)
      expect(answer?.headers.get('content-type')).toBe('application/problem+json')
      expect(answer?.headers.get('connection')).toBe('close')
      expect(JSON.parse(answer?.body ?? '')).toMatchObject({
        type: problemType('request-timeout'),
        status: 408,
        detail: 'The body did not arrive whole within 10 s',
      })
    }
    expect((await api.call('GET', '/tickets')).body.items).toHaveLength(1)
  } finally {
    await api.stop()
  }
})
