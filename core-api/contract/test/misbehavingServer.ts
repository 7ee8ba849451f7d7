import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CoreClient, createCoreClient } from '../src/coreClient.ts'
import { type ProblemKind, problemKinds, problemType } from '../src/problem.ts'
import type { CoreClientOptions } from '../src/request.ts'

export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void
type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string; at: number }

/** A server that answers the requests in turn as it is told, the last way for ever; and the requests that it saw. */
export async function withServer(
  behaviours: Behaviour[],
  use: (core: (options?: Partial<CoreClientOptions>) => CoreClient, seen: Seen[]) => Promise<void>,
) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const one = { method, url, headers, body: '', at: performance.now() }
    const behave = behaviours[Math.min(seen.push(one), behaviours.length) - 1]
    for await (const chunk of request) one.body += chunk
    behave?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    await use((options = { attempts: 2 }) => createCoreClient({ baseUrl, ...options }), seen)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Behaviour =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
export const problem = (kind: ProblemKind, headers = {}, more = {}): Behaviour => {
  const { status, title } = problemKinds[kind]
  return json(status, { type: problemType(kind), title, status, detail: 'Because', requestId: 'r1', ...more }, headers)
}
export const html =
  (status: number): Behaviour =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
  }
export const emptyPage = json(200, { items: [], nextCursor: null })
export const cut: Behaviour = (request) => request.socket.destroy()
export const never: Behaviour = () => {}
export const endless: Behaviour = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"items":[')
}
export const halved: Behaviour = (_, response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{"items":[')
  setImmediate(() => response.destroy())
}
