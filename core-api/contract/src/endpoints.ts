import { z } from 'zod'
import { classificationSchema, classifyRequestSchema } from './classification.ts'
import { enterSchema, entrySchema } from './entry.ts'
import { ticketFactsSchema } from './event.ts'
import {
  feedPageSchema,
  historyPageSchema,
  historyQuerySchema,
  readEventsQuerySchema,
  streamEventSchema,
  streamEventsQuerySchema,
} from './feed.ts'
import { messageSchema, postMessageSchema, ticketWithMessagesSchema } from './message.ts'
import { listTicketsQuerySchema, messagePageSchema, pageQuerySchema, ticketPageSchema } from './paging.ts'
import type { ProblemKind } from './problem.ts'
import { changeTicketSchema, fileTicketSchema, ticketSchema } from './ticket.ts'
import { idTextSchema } from './values.ts'

export const basePath = '/api/v1'

/** What a route takes and gives; validation, types, the client and the OpenAPI document all come from this. */
export type Endpoint = {
  method: 'get' | 'post' | 'patch' | 'delete'
  /** Below `basePath`, parameters in braces. */
  path: string
  summary: string
  tag: 'tickets' | 'threads' | 'feed' | 'classifier' | 'entry'
  params: z.ZodType
  query: z.ZodType
  body: z.ZodType | null
  /** Success by status; null: no content. */
  answers: Readonly<Record<number, z.ZodType | null>>
  /** Other than JSON: the answer is a stream, and its schema is that of each line or message. */
  media?: 'application/x-ndjson' | 'text/event-stream'
  /** What it may refuse with, beside what every route may. */
  problems: readonly ProblemKind[]
  /** Takes `Idempotency-Key`. */
  keyed: boolean
  /** Takes `If-Match`. */
  conditional: boolean
  /** Needs no token: the page's browser has none before it has entered. */
  open: boolean
}

const nothing = z.strictObject({})
const ticketId = z.strictObject({ id: idTextSchema })

const defaults = {
  params: nothing,
  query: nothing,
  body: null,
  keyed: false,
  conditional: false,
  open: false,
} as const

export const endpoints = {
  fileTicket: {
    ...defaults,
    method: 'post',
    path: '/tickets',
    summary: 'File a ticket; its category is assigned',
    tag: 'tickets',
    body: fileTicketSchema,
    answers: { 201: ticketSchema, 200: ticketSchema },
    problems: ['key-reused'],
    keyed: true,
  },
  listTickets: {
    ...defaults,
    method: 'get',
    path: '/tickets',
    summary: 'List and search tickets, newest first',
    tag: 'tickets',
    query: listTicketsQuerySchema,
    answers: { 200: ticketPageSchema },
    problems: [],
  },
  readTicket: {
    ...defaults,
    method: 'get',
    path: '/tickets/{id}',
    summary: 'Read a ticket',
    tag: 'tickets',
    params: ticketId,
    query: z.strictObject({
      include: z.literal('messages', 'must be: messages').optional(),
    }),
    answers: { 200: ticketWithMessagesSchema },
    problems: ['forbidden', 'not-found'],
  },
  changeTicket: {
    ...defaults,
    method: 'patch',
    path: '/tickets/{id}',
    summary: 'Edit, move, recategorise or assign a ticket: all of it or nothing',
    tag: 'tickets',
    params: ticketId,
    body: changeTicketSchema,
    answers: { 200: ticketSchema },
    problems: ['forbidden', 'not-found', 'conflict', 'version-mismatch', 'key-reused'],
    keyed: true,
    conditional: true,
  },
  deleteTicket: {
    ...defaults,
    method: 'delete',
    path: '/tickets/{id}',
    summary: 'Erase a ticket with its thread and its links (helpdesk)',
    tag: 'tickets',
    params: ticketId,
    answers: { 204: null },
    problems: ['forbidden', 'not-found', 'version-mismatch', 'key-reused'],
    keyed: true,
    conditional: true,
  },
  listMessages: {
    ...defaults,
    method: 'get',
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
  readHistory: {
    ...defaults,
    method: 'get',
    path: '/tickets/{id}/history',
    summary: "Page through a ticket's own events, oldest first: who changed what, when",
    tag: 'tickets',
    params: ticketId,
    query: historyQuerySchema,
    answers: { 200: historyPageSchema },
    problems: ['forbidden', 'not-found'],
  },
  exportTickets: {
    ...defaults,
    method: 'get',
    path: '/tickets/export',
    summary: "Every ticket's facts, exactly as of the position in the header Feed-Position (helpdesk)",
    tag: 'feed',
    answers: { 200: ticketFactsSchema },
    media: 'application/x-ndjson',
    problems: ['forbidden'],
  },
  readEvents: {
    ...defaults,
    method: 'get',
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
    path: '/events/stream',
    summary: 'The feed as server-sent events; the id is the position',
    tag: 'feed',
    query: streamEventsQuerySchema,
    answers: { 200: streamEventSchema },
    media: 'text/event-stream',
    problems: ['forbidden', 'conflict'],
  },
  classify: {
    ...defaults,
    method: 'post',
    path: '/classify',
    summary: 'Say which category a text would get and because of which words; changes nothing',
    tag: 'classifier',
    body: classifyRequestSchema,
    answers: { 200: classificationSchema },
    problems: [],
  },
  readEntry: {
    ...defaults,
    method: 'get',
    path: '/entry',
    summary: 'Who has entered the page in this browser',
    tag: 'entry',
    answers: { 200: entrySchema },
    problems: [],
    open: true,
  },
  enter: {
    ...defaults,
    method: 'post',
    path: '/entry',
    summary: 'Enter the page as a user or as helpdesk; gives this browser its cookie',
    tag: 'entry',
    body: enterSchema,
    answers: { 200: entrySchema },
    problems: ['forbidden'],
    open: true,
  },
  leave: {
    ...defaults,
    method: 'delete',
    path: '/entry',
    summary: "Leave the page; takes this browser's cookie away",
    tag: 'entry',
    answers: { 204: null },
    problems: ['forbidden'],
    open: true,
  },
} as const satisfies Record<string, Endpoint>

export type Endpoints = typeof endpoints
export type EndpointName = keyof Endpoints
