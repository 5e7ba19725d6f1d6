/** What all sizes of test share. @type {import('jest').Config} */
const size = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

/** Jest runs them only when one of the project's own tests is asked for. */
const services = {
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

/** @type {import('jest').Config} */
export default {
  projects: [
    { ...size, displayName: 'small', testMatch: ['<rootDir>/test/small/**/*.spec.ts'] },
    { ...size, ...services, displayName: 'medium', testMatch: ['<rootDir>/test/medium/**/*.spec.ts'] },
    {
      ...size,
      ...services,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/contract-setup.ts'],
    },
  ],
  reporters: ['default', '<rootDir>/test/support/summary-reporter.js'],
  testSequencer: '<rootDir>/test/support/slow-first.js',
  collectCoverageFrom: ['src/**/*.ts'],
  // Only what hangs takes so long, however slow the machine is: how quick something is, `npm run bench` tells.
  testTimeout: 600_000,
  maxWorkers: 2,
  // Modules of finished files stay in a worker: without a limit it grew to 3.7 GB, and all tests took a quarter longer.
  workerIdleMemoryLimit: '1.5GB',
};
