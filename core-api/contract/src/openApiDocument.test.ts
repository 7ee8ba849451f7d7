import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { endpoints } from './endpoints.ts'
import { makeOpenApiDocument } from './openApiDocument.ts'
import { problemKinds } from './problem.ts'

const committed = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'))

test('the committed OpenAPI document is the one that the contract makes (else: npm run openapi)', () => {
  expect(committed).toEqual(JSON.parse(JSON.stringify(makeOpenApiDocument())))
})

test('a public validator finds the document to be OpenAPI 3.1', async () => {
  const validator = new Validator()
  const result = await validator.validate(structuredClone(committed))
  expect(result).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

test('each endpoint is described under its own operation id', () => {
  const ids = Object.values<Record<string, { operationId: string }>>(committed.paths).flatMap((path) =>
    Object.values(path).map((operation) => operation.operationId),
  )
  expect(ids.sort()).toEqual(Object.keys(endpoints).sort())
})

test('each kind of problem stands in the document with its status', () => {
  const answers = JSON.stringify(committed.paths)
  for (const [kind, { status }] of Object.entries(problemKinds)) {
    if (status === 405) continue // Belongs to no operation: it is the answer to methods that are none.
    expect(answers).toContain(`(urn:campus-helpdesk:problem:${kind})`)
  }
})
