import { connect } from 'node:net'

export type RawAnswer = { status: number; headers: Headers; body: string }

/** What no client library sends: the lines as they are, with CRLF between them, an empty line, and the body. */
export function requestOf(lines: readonly string[], body: string | Buffer = ''): Buffer {
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)])
}

/** Sends bytes on one connection and gives the answers, once the server has closed it or that many have come. */
export function exchange(url: string, bytes: Buffer, answersWanted = 1): Promise<RawAnswer[]> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const socket = connect(Number(port), hostname)
    const deadline = setTimeout(() => finish(new Error(`No whole answer, only: ${received}`)), 20_000)
    const finish = (error?: Error) => {
      clearTimeout(deadline)
      socket.destroy()
      const answers = parseAnswers(received)
      if (error !== undefined && answers.length < answersWanted) reject(error)
      else resolve(answers)
    }
    socket.on('error', finish)
    socket.on('close', () => finish())
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (parseAnswers(received).length >= answersWanted) finish()
    })
    socket.write(bytes)
  })
}

/** The complete answers with a Content-Length or without a body that the bytes hold. */
function parseAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = []
  for (let rest = bytes; ; ) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return answers
    const [statusLine = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n')
    const headers = new Headers(
      lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    )
    const bodyEnd = end + 4 + Number(headers.get('content-length') ?? 0)
    if (rest.length < bodyEnd) return answers
    const status = Number(statusLine.split(' ')[1])
    // 100 Continue and its like announce an answer and are none.
    if (status >= 200) answers.push({ status, headers, body: rest.subarray(end + 4, bodyEnd).toString() })
    rest = rest.subarray(bodyEnd)
  }
}
