import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { parseConfig } from './common/config.js';
import { configureHttp, createFastifyAdapter } from './common/http-app.js';
import { Metrics } from './common/metrics.js';
import { buildOpenApi } from './operations/docs.js';

const FILE = 'openapi.json';

/** The document as text. Nothing is constructed and nothing connected to: in preview only the route table is read. */
async function openApiText(): Promise<string> {
  const config = parseConfig({ DATABASE_URL: 'postgresql://nowhere/jumu', REDIS_URL: 'redis://nowhere' });
  const app = await NestFactory.create<NestFastifyApplication>(
    await AppModule.forConfig(config, new Metrics()),
    createFastifyAdapter(config),
    { preview: true, logger: ['error', 'fatal'], abortOnError: false },
  );
  await configureHttp(app, config);
  return `${JSON.stringify(buildOpenApi(app), null, 2)}\n`;
}

/**
 * Writes `openapi.json`, or with `--check` compares it. It runs from what `nest build` made, because the types of DTO
 * fields are written into the document by the compiler plugin, which only works there.
 */
async function main(): Promise<void> {
  const path = resolve(FILE);
  const text = await openApiText();
  if (!process.argv.includes('--check')) {
    await writeFile(path, text);
    console.log(`Wrote ${path}`);
    return;
  }
  const committed = await readFile(path, 'utf8').catch(() => '');
  if (committed !== text) {
    throw new Error(`${FILE} is not what the controllers say: run "npm run openapi" and commit it`);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
