import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Router from '@koa/router'
import { send } from '@koa/send'
import type { HttpState } from '../http/state.ts'
import { Problem } from '../problems.ts'

const built = fileURLToPath(new URL('../../../portal/dist/', import.meta.url))
const assets = `${built}assets`

/** Serves the built page: these paths and no others. The page itself finds out what to show. */
export function pageRoutes(): Router<HttpState> {
  const router = new Router<HttpState>()
  for (const path of ['/', '/tickets', '/tickets/:id', '/analysis']) {
    router.get(path, async (ctx) => {
      ctx.state.route = path
      if (!existsSync(built)) throw new Problem('not-found', 'The page is not built: npm run build')
      ctx.set('Cache-Control', 'no-cache')
      await send(ctx, 'index.html', { root: built })
    })
  }
  router.get('/assets/:file', async (ctx) => {
    ctx.state.route = '/assets/:file'
    // Their names change with their contents.
    try {
      await send(ctx, ctx.path.slice('/assets'.length), {
        root: assets,
        maxAge: 365 * 24 * 3600 * 1000,
        immutable: true,
      })
    } catch (error) {
      if (!saysClientError(error)) throw error
      throw new Problem('not-found', 'There is no such file')
    }
  })
  return router
}

/** `send` refuses names that are none, lead elsewhere or have no file with an error that carries a status. */
function saysClientError(error: unknown): boolean {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500
}
