/** ESM mode; TypeScript is stripped by swc; packages of this workspace are read from their sources. */
export default {
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@campus-helpdesk/source', 'node', 'node-addons'] },
  globalSetup: '<rootDir>/tools/test/globalSetup.mjs',
  globalTeardown: '<rootDir>/tools/test/globalTeardown.mjs',
  reporters: ['default', '<rootDir>/tools/test/jestReporter.mjs'],
  maxWorkers: 2,
  workerIdleMemoryLimit: '512MB',
  testTimeout: 30_000,
}
