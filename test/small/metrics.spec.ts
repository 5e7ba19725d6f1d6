import { Logger } from '@nestjs/common';
import { Metrics } from '../../src/common/metrics.js';
import { LedgerFigures } from '../../src/operations/ledger-figures.js';
import { mayReadMetrics } from '../../src/operations/metrics.guard.js';

const TOKEN = 'correct-token';

describe('who may read metrics', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('this machine, from %s', (peer) => {
    expect(mayReadMetrics(peer, {}, null)).toBe(true);
  });

  it.each(['10.0.0.7', '128.0.0.1', '::ffff:10.0.0.7', 'fe80::1', '', 'localhost', undefined])(
    'nobody at %s',
    (peer) => {
      expect(mayReadMetrics(peer, {}, null)).toBe(false);
      expect(mayReadMetrics(peer, { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' }, TOKEN)).toBe(false);
    },
  );

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])(
    'nobody behind a proxy of this machine (%s)',
    (name) => {
      expect(mayReadMetrics('127.0.0.1', { [name]: '127.0.0.1' }, null)).toBe(false);
    },
  );

  it('whoever has the token, from anywhere', () => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.9' };
    expect(mayReadMetrics('10.0.0.7', headers, TOKEN)).toBe(true);
  });

  it.each(['Bearer wrong', `Bearer ${TOKEN}x`, 'Bearer ', 'Bearer null', `Basic ${TOKEN}`, TOKEN])(
    'nobody who says "%s"',
    (authorization) => {
      expect(mayReadMetrics('10.0.0.7', { authorization }, TOKEN)).toBe(false);
      expect(mayReadMetrics('10.0.0.7', { authorization }, null)).toBe(false);
    },
  );
});

describe("the ledger's figures", () => {
  it('are looked up once for all who ask at the same time, and are gone when the database is', async () => {
    Logger.overrideLogger(false);
    const metrics = new Metrics();
    const asked: string[] = [];
    let isAway = false;
    const execute = async (sql: string) => {
      asked.push(sql);
      if (isAway) {
        throw new Error('away');
      }
      return sql.includes('from jobs') ? [{ kind: 'drama', state: 'running', count: 3 }] : [];
    };
    const newFigures = () => new LedgerFigures({ fork: () => ({ execute }) } as never, metrics);
    const figures = newFigures();
    await Promise.all([figures.refresh(), figures.refresh()]);
    await figures.refresh();
    expect(asked).toHaveLength(3);
    expect(await metrics.registry.metrics()).toContain('jumu_jobs{kind="drama",state="running"} 3');
    isAway = true;
    await newFigures().refresh();
    expect(await metrics.registry.metrics()).not.toContain('jumu_jobs{');
  });
});
