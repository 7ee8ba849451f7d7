import { createServer } from 'node:net'

/**
 * Looks whether somebody else listens where a program is to listen, before anything is built for it. Everything else
 * that may be wrong with the address is the program's to say.
 * @param {import('./programs.mjs').Program[]} programs @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | null>} what to tell the person, or null
 */
export async function findTakenPort(programs, env) {
  for (const { name, port } of programs) {
    const number = Number(env[port.variable] || port.otherwise)
    if (await isTaken(number, env.HOST || '127.0.0.1')) {
      return (
        `Port ${number}, where ${name} is to listen, is taken by another program (perhaps Campus Helpdesk runs already).\n` +
        `Stop that one, or choose another port: ${port.variable}=${number + 10} npm start`
      )
    }
  }
  return null
}

/** @param {number} port @param {string} host @returns {Promise<boolean>} */
function isTaken(port, host) {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return Promise.resolve(false)
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code === 'EADDRINUSE'))
    probe.listen(port, host, () => probe.close(() => resolve(false)))
  })
}
