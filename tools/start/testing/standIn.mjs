import { createServer } from 'node:http'

// A program that does what its setting STAND_IN names, so that the tests can watch how programs are kept.
const behaviour = process.env.STAND_IN ?? 'serves'

if (behaviour === 'diesAtOnce') {
  console.error('the setting COLOUR is wrong')
  process.exit(2)
}
if (behaviour === 'endsLate') process.on('SIGTERM', () => undefined)
else process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))

const server = createServer((request, response) => {
  if (request.url === '/die') process.exit(3)
  response.statusCode = behaviour === 'isNeverReady' ? 503 : 200
  response.end(String(process.pid))
})
server.listen(Number(process.env.STAND_IN_PORT ?? 0), '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  console.log(JSON.stringify({ level: 30, time: Date.now(), msg: 'listening', url: `http://127.0.0.1:${port}` }))
})
