import { Agent, request as send } from 'node:http'

/** One request; `body` is JSON. */
export type Request = { method: string; path: string; body?: string }

/** Requests are sent over so many connections until the time is over, or all have been sent if they are `once`. */
export type Job = {
  port: number
  requests: Request[]
  connections: number
  seconds: number
  most: number
  pace?: number
}

/** Latencies in ms, unsorted; `failed` counts what was not answered by 2xx, `firstFailure` says how. */
export type Outcome = { latencies: number[]; seconds: number; failed: number; firstFailure: string }

const headers = { 'x-actor-role': 'helpdesk' }

// A process of its own, so that it does not share the event loop of any server; jobs come from the parent.
process.on('message', (job: Job) => {
  void run(job).then((outcome) => process.send?.(outcome))
})
process.once('disconnect', () => process.exit(0))

async function run({ port, requests, connections, seconds, most, pace }: Job): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
  const outcome: Outcome = { latencies: [], seconds: 0, failed: 0, firstFailure: '' }
  const start = performance.now()
  const end = start + seconds * 1000
  let sent = 0

  async function oneByOne(): Promise<void> {
    while (performance.now() < end && sent < most) {
      const next = requests[sent % requests.length]
      const dueAt = pace === undefined ? 0 : start + (sent * 1000) / pace
      sent++
      if (next === undefined) return
      const early = dueAt - performance.now()
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
      const before = performance.now()
      const failure = await ask(agent, port, next)
      outcome.latencies.push(performance.now() - before)
      if (failure === undefined) continue
      outcome.failed++
      outcome.firstFailure ||= failure
    }
  }

  await Promise.all(Array.from({ length: connections }, oneByOne))
  outcome.seconds = (performance.now() - start) / 1000
  agent.destroy()
  return outcome
}

/** Resolves with what went wrong, if anything did. */
function ask(agent: Agent, port: number, { method, path, body }: Request): Promise<string | undefined> {
  return new Promise((resolve) => {
    const bodyHeaders =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const asked = send({ agent, port, method, path, host: '127.0.0.1', headers: { ...headers, ...bodyHeaders } })
    asked.once('error', (error) => resolve(error.message))
    asked.once('response', (answer) => {
      const { statusCode = 0 } = answer
      let text = ''
      if (statusCode >= 200 && statusCode < 300) answer.resume()
      else answer.on('data', (part) => (text += part))
      answer.once('end', () =>
        resolve(
          statusCode >= 200 && statusCode < 300 ? undefined : `${method} ${path}: ${statusCode} ${text.slice(0, 300)}`,
        ),
      )
    })
    asked.end(body)
  })
}
