import { defaults, type Endpoint } from './endpoint.ts'
import { feedPageSchema, readEventsQuerySchema, streamEventSchema, streamEventsQuerySchema } from './feed.ts'

export const feedEndpoints = {
  readEvents: {
    ...defaults,
    method: 'get',
    repeatable: true,
    path: '/events',
    summary: 'The feed behind a position: every change, once, in order (helpdesk)',
    tag: 'feed',
    query: readEventsQuerySchema,
    answers: { 200: feedPageSchema },
    problems: ['forbidden', 'conflict'],
  },
  streamEvents: {
    ...defaults,
    method: 'get',
    repeatable: true,
    path: '/events/stream',
    summary: 'The feed as server-sent events; the id is the position',
    tag: 'feed',
    query: streamEventsQuerySchema,
    answers: { 200: streamEventSchema },
    media: 'text/event-stream',
    problems: ['forbidden', 'conflict'],
  },
} as const satisfies Record<string, Endpoint>
