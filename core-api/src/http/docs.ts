import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { basePath } from '@campus-helpdesk/core-api-contract/endpoint'
import Router from '@koa/router'
import { send } from '@koa/send'
import type { HttpState } from './state.ts'

const require = createRequire(import.meta.url)
const swaggerFiles = dirname(require.resolve('swagger-ui-dist/package.json'))
const openApi = readFileSync(require.resolve('@campus-helpdesk/core-api-contract/openapi.json'), 'utf8')

/** Addresses from the root, so that they hold for /docs and /docs/ alike. */
const docs = `${basePath}/docs`

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Campus Helpdesk API</title>
<link rel="stylesheet" href="${docs}/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="docs"></div>
<script src="${docs}/swagger-ui-bundle.js"></script>
<script src="${docs}/start.js"></script>
</body>
</html>
`
const startScript = `SwaggerUIBundle({ url: '${basePath}/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null })\n`

/** Swagger UI styles its elements one by one. */
const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The contract as a document, and pages to read and try it. */
export function docsRoutes(): Router<HttpState> {
  const router = new Router<HttpState>({ prefix: basePath, sensitive: true })
  router.get('/openapi.json', (ctx) => {
    ctx.state.route = '/openapi.json'
    ctx.type = 'application/json'
    ctx.body = openApi
  })
  router.get('/docs', (ctx) => {
    ctx.state.route = '/docs'
    ctx.set('Content-Security-Policy', contentPolicy)
    ctx.type = 'html'
    ctx.body = page
  })
  router.get('/docs/start.js', (ctx) => {
    ctx.state.route = '/docs/start.js'
    ctx.type = 'js'
    ctx.body = startScript
  })
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    router.get(`/docs/${file}`, async (ctx) => {
      ctx.state.route = `/docs/${file}`
      await send(ctx, file, { root: swaggerFiles })
    })
  }
  return router
}
