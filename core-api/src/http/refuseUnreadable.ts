import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { STATUS_CODES } from 'node:http'
import { type ProblemDetails, problemKinds, problemType } from '@campus-helpdesk/core-api-contract/problem'

/** What Node's parser refuses gets problem details too, where there is still somebody to say it to. */
export function refuseUnreadable(server: Server): void {
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1); Node would answer it barely.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    if (error.code === 'HPE_HEADER_OVERFLOW') {
      socket.end(bare(431))
      return
    }
    const kind = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-timeout' : 'invalid-request'
    const { status, title } = problemKinds[kind]
    const detail = 'What arrived is not a whole HTTP request'
    const problem: ProblemDetails = { type: problemType(kind), title, status, detail, requestId: randomUUID() }
    const body = JSON.stringify(problem)
    socket.end(
      `${bare(status).slice(0, -2)}Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  })
}

function bare(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`
}
