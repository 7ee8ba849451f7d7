/** Rows of `key_locks`: idempotency keys share them by their hash. */
export const keyLockCount = 1_024
