import { chatEndpoints } from './chatEndpoints.ts'
import { entryEndpoints } from './entryEndpoints.ts'
import { feedEndpoints } from './feedEndpoints.ts'
import { threadEndpoints } from './threadEndpoints.ts'
import { ticketEndpoints } from './ticketEndpoints.ts'

/** Everything that the core API serves below `basePath`; validation, types, the client and the OpenAPI document come from this. */
export const endpoints = {
  ...ticketEndpoints,
  ...threadEndpoints,
  ...feedEndpoints,
  ...chatEndpoints,
  ...entryEndpoints,
}

export type Endpoints = typeof endpoints
export type EndpointName = keyof Endpoints
