import type { Classification } from '@campus-helpdesk/core-api-contract/classification'
import { endpoints } from '@campus-helpdesk/core-api-contract/endpoints'
import type Router from '@koa/router'
import { route } from '../http/route.ts'
import type { HttpState } from '../http/state.ts'

export function classifierRoutes(router: Router<HttpState>, classify: (text: string) => Classification): void {
  route(router, endpoints.classify, ({ body }) => ({ status: 200, body: classify(body.text) }))
}
