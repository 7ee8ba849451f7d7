import process from 'node:process'

// Imported first by each command: everything else may then rely on this version.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Campus Helpdesk needs Node 20.19 or newer; this is Node ${process.versions.node} (https://nodejs.org).`,
  )
  process.exit(1)
}
