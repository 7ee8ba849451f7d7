import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

// A program that does what its setting STAND_IN names, so that the tests can watch how programs are kept.
const behaviour = process.env.STAND_IN ?? 'serves'

// `servesOnce`: this file says that it has had its one good life.
const mark = process.env.STAND_IN_MARK ?? ''
if (behaviour === 'diesAtOnce' || (behaviour === 'servesOnce' && existsSync(mark))) {
  console.error('the setting COLOUR is wrong')
  process.exit(2)
}
process.on('SIGTERM', () => {
  if (behaviour !== 'endsLate') end()
})
process.on('disconnect', end)

const server = createServer((_request, response) => {
  response.statusCode = behaviour === 'isNeverReady' ? 503 : 200
  response.end(() => {
    if (behaviour !== 'servesOnce') return
    writeFileSync(mark, '')
    process.exit(3)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  console.log(JSON.stringify({ level: 30, time: Date.now(), msg: 'listening', url: `http://127.0.0.1:${port}` }))
})

function end() {
  console.log('ended')
  process.exit(0)
}
