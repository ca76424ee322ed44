// Lints an OpenAPI description: node lint.mjs FILE. Exit status 1 when there is anything to tell.
import { createConfig, formatProblems, lint } from '@redocly/openapi-core';

// The recommended rules, all of them errors. Left out: a licence is not the API's, the server is where the description was
// asked for, and problems of any status are described once.
const config = await createConfig({
  extends: ['recommended-strict'],
  rules: { 'info-license': 'off', 'info-license-url': 'off', 'no-empty-servers': 'off', 'operation-4xx-response': 'off' },
});
const problems = await lint({ ref: process.argv[2], config });
formatProblems(problems, { format: 'stylish', totals: { errors: problems.length, warnings: 0, ignored: 0 } });
process.exitCode = problems.length ? 1 : 0;
