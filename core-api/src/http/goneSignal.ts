import type { HttpContext } from './state.ts'

/** Aborted once the answer is out or its reader has gone away. */
export function goneSignal(ctx: HttpContext): AbortSignal {
  const gone = new AbortController()
  if (ctx.res.closed) gone.abort()
  else ctx.res.once('close', () => gone.abort())
  return gone.signal
}
