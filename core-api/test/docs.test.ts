import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningCoreApi, startCoreApi } from './startCoreApi.ts'

const require = createRequire(import.meta.url)
const file = fileURLToPath(new URL('../contract/openapi.json', import.meta.url))
type Operation = { operationId: string; requestBody?: unknown; responses: Record<string, unknown> }
const paths: Record<string, Record<string, Operation>> = JSON.parse(readFileSync(file, 'utf8')).paths
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
)

const addressOf = (path: string) => path.replace('{id}', '1').replace(/\{\w+\}/g, 'x')

let api: RunningCoreApi
beforeAll(async () => {
  api = await startCoreApi('SQLite')
})
afterAll(() => api.stop())

test('the API serves the committed document', async () => {
  const { status, headers, body } = await api.call('GET', '/openapi.json')
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
  expect(body).toEqual(JSON.parse(readFileSync(file, 'utf8')))
})

test('the pages to read it are served, all from here, and run no script but their own', async () => {
  const page = await api.call('GET', '/docs')
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const policy = page.headers.get('content-security-policy')?.split('; ')
  expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]))
  expect(page.body).not.toMatch(/<script(?! src=)| on\w+=|https?:/)
  const parts = [...page.body.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, part]) => part)
  const folder = '/api/v1/docs/'
  expect(parts).toEqual([`${folder}swagger-ui.css`, `${folder}swagger-ui-bundle.js`, `${folder}start.js`])
  const swagger = dirname(require.resolve('swagger-ui-dist/package.json'))
  for (const part of parts) {
    const answer = await fetch(`${api.url}${part}`)
    expect([part, answer.status, answer.headers.get('content-type')]).toEqual([
      part,
      200,
      part.endsWith('css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
    ])
    if (part.includes('swagger-ui')) {
      expect((await answer.text()) === readFileSync(join(swagger, part.replace(folder, '')), 'utf8')).toBe(true)
    }
  }
  expect((await api.call('GET', '/docs/start.js')).body).toContain("url: '/api/v1/openapi.json'")
  expect((await api.call('GET', '/docs/')).body).toBe(page.body)
})

test.each(operations)('$method $path is served as the document says', async ({ method, path, operation }) => {
  // With a parameter that no route knows nothing is changed and no stream begins; what is no route is 404 or 405.
  const address = addressOf(path)
  const body = operation.requestBody === undefined ? {} : { body: {} }
  const answer = await api.call(method, `!${address}?no-such-parameter=1`, { ...body, role: 'helpdesk' })
  expect(answer.status).toBe(400)
  expect(answer.body.errors).toContainEqual({ path: 'no-such-parameter', message: 'is not known here' })
  expect(Object.keys(operation.responses)).toContain('400')
  expect((await api.call('OPTIONS', `!${address}`)).headers.get('allow')?.split(', ')).toContain(method)
})

test('no other method is served at a path of the document', async () => {
  // An address may be one of several paths: /tickets/export is also /tickets/{id}, where that is no id.
  const matches = (path: string, address: string) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(address)
  for (const path of Object.keys(paths)) {
    const address = addressOf(path)
    const documented = operations.filter((one) => matches(one.path, address)).map(({ method }) => method)
    const allow = (await api.call('OPTIONS', `!${address}`)).headers.get('allow')?.split(', ')
    const expected = new Set([...documented, ...(documented.includes('GET') ? ['HEAD'] : [])])
    expect([path, allow?.sort()]).toEqual([path, [...expected].sort()])
  }
})
