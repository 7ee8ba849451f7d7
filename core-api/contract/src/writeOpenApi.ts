import { writeFileSync } from 'node:fs'
import { makeOpenApiDocument } from './openApiDocument.ts'

// Run by `npm run openapi` after a change of the contract; a test fails until the committed file is what this makes.
writeFileSync(new URL('../openapi.json', import.meta.url), `${JSON.stringify(makeOpenApiDocument(), null, 2)}\n`)
