import { defaults, type Endpoint, ticketId } from './endpoint.ts'
import { messageSchema, postMessageSchema } from './message.ts'
import { messagePageSchema, pageQuerySchema } from './paging.ts'

export const threadEndpoints = {
  listMessages: {
    ...defaults,
    method: 'get',
    repeatable: true,
    path: '/tickets/{id}/messages',
    summary: "Page through a ticket's thread, oldest first",
    tag: 'threads',
    params: ticketId,
    query: pageQuerySchema,
    answers: { 200: messagePageSchema },
    problems: ['forbidden', 'not-found'],
  },
  postMessage: {
    ...defaults,
    method: 'post',
    path: '/tickets/{id}/messages',
    summary: "Write in a ticket's thread",
    tag: 'threads',
    params: ticketId,
    body: postMessageSchema,
    answers: { 201: messageSchema, 200: messageSchema },
    problems: ['forbidden', 'not-found', 'conflict', 'key-reused'],
    keyed: true,
  },
} as const satisfies Record<string, Endpoint>
