import { defaults, type Endpoint } from './endpoint.ts'
import { enterSchema, entrySchema } from './entry.ts'

export const entryEndpoints = {
  readEntry: {
    ...defaults,
    method: 'get',
    repeatable: true,
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
