import { writeFileSync } from 'node:fs'
import { makeOpenApiDocument } from '@campus-helpdesk/core-api-contract/openApiDocument'

// After a change of the contract: a test fails until the committed file is what this makes.
const file = new URL('../core-api/contract/openapi.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(makeOpenApiDocument(), null, 2)}\n`)
