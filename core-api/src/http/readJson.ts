import type { IncomingMessage } from 'node:http'
import rawBody from 'raw-body'
import { Problem } from '../problems.ts'
import type { HttpContext } from './state.ts'

/** In bytes. */
const largestBody = 256 * 1024
/** For the whole body to arrive. */
const bodyTimeoutMs = 10_000

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/**
 * The body, parsed from JSON. Problems: `unsupported-media-type`, `content-too-large`, `request-timeout`,
 * `malformed-json`.
 */
export async function readJson(ctx: HttpContext): Promise<unknown> {
  if (ctx.request.type.trim().toLowerCase() !== 'application/json') {
    const given = ctx.get('Content-Type')
    throw new Problem(
      'unsupported-media-type',
      `Content-Type must be application/json${given === '' ? '' : `, not ${given.slice(0, 100)}`}`,
    )
  }
  const encoding = ctx.get('Content-Encoding').toLowerCase()
  if (encoding !== '' && encoding !== 'identity') {
    throw new Problem('unsupported-media-type', 'The body must not be compressed')
  }
  if (Number(ctx.get('Content-Length')) > largestBody) throw tooLarge()
  const bytes = await withinTime(ctx.req)
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    throw new Problem('malformed-json', 'The body is not valid UTF-8')
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    // Only the place is said, not the text: V8's message quotes what was sent.
    const place = /position (\d+)/.exec(String(error))?.[1]
    throw new Problem(
      'malformed-json',
      place === undefined
        ? 'The body ends too early or is no JSON'
        : `The body is not valid JSON at character ${place}`,
    )
  }
}

async function withinTime(request: IncomingMessage): Promise<Buffer> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const detail = `The body did not arrive whole within ${bodyTimeoutMs / 1000} s`
      reject(new Problem('request-timeout', detail, { headers: { Connection: 'close' } }))
    }, bodyTimeoutMs)
  })
  try {
    return await Promise.race([rawBody(request, { limit: largestBody }), timeout])
  } catch (error) {
    if (isOfType(error, 'entity.too.large')) {
      // The rest is read and thrown away: the next request on this connection stands behind it.
      request.resume()
      throw tooLarge()
    }
    if (isOfType(error, 'request.aborted') || isOfType(error, 'request.size.invalid')) {
      throw new Problem('malformed-json', 'The body ended before the length that was announced')
    }
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function isOfType(error: unknown, type: string): boolean {
  return error instanceof Error && 'type' in error && error.type === type
}

function tooLarge(): Problem {
  return new Problem('content-too-large', `The body may have at most ${largestBody} bytes`)
}
