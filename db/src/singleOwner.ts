import Database from 'libsql'

/** Another process owns the embedded database. */
export class FileInUse extends Error {
  override readonly name = 'FileInUse'
}

/**
 * Claims the embedded database for this process, by a lock that the operating system lets go when the process ends,
 * however it ends: an exclusive transaction, never finished, on an empty database beside the file. Returns the release.
 */
export function claimFile(file: string): () => void {
  const lock = new Database(`${file}.owner`)
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    const isBusy = cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY'
    if (!isBusy) throw cause
    throw new FileInUse(
      `Another process already uses ${file}; only one core API at a time can own the embedded database`,
      { cause },
    )
  }
  return () => lock.close()
}
