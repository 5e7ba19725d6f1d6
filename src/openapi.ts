import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { parseConfig } from './common/config.js';
import { configureHttp, createFastifyAdapter } from './common/http-app.js';
import { Metrics } from './common/metrics.js';
import { buildAsyncApi } from './operations/async-docs.js';
import { buildOpenApi } from './operations/docs.js';

/** The documents as texts, by file. Nothing is constructed and nothing connected to: in preview only routes are read. */
async function documents(): Promise<Record<string, string>> {
  const config = parseConfig({ DATABASE_URL: 'postgresql://nowhere/jumu', REDIS_URL: 'redis://nowhere' });
  const app = await NestFactory.create<NestFastifyApplication>(
    await AppModule.forConfig(config, new Metrics()),
    createFastifyAdapter(config),
    { preview: true, logger: ['error', 'fatal'], abortOnError: false },
  );
  await configureHttp(app, config);
  const text = (document: object) => `${JSON.stringify(document, null, 2)}\n`;
  return { 'openapi.json': text(buildOpenApi(app)), 'asyncapi.json': text(buildAsyncApi(app)) };
}

/**
 * Writes `openapi.json` and `asyncapi.json`, or with `--check` compares them. It runs from what `nest build` made, because
 * the types of DTO fields are written into the documents by the compiler plugin, which only works there.
 */
async function main(): Promise<void> {
  const isCheck = process.argv.includes('--check');
  for (const [file, text] of Object.entries(await documents())) {
    const path = resolve(file);
    if (!isCheck) {
      await writeFile(path, text);
      console.log(`Wrote ${path}`);
    } else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
      throw new Error(`${file} is not what the code says: run "npm run openapi" and commit it`);
    }
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
