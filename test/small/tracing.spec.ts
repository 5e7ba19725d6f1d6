import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentTraceId, currentTraceParent, inSpan, placeOf } from '../../src/common/tracing.js';

const ROOT = join(import.meta.dirname, '../..');

describe('tracing that nobody has asked for', () => {
  it('lets work through, and has no traces', async () => {
    const parent = placeOf('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    const seen = await inSpan('work', { parent }, async (span) => ({
      id: currentTraceId(),
      parent: currentTraceParent(),
      isRecording: span.isRecording(),
    }));
    expect(seen).toEqual({ id: undefined, parent: null, isRecording: false });
    await expect(inSpan('work', {}, () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  });

  it('loads nothing of the SDK', () => {
    const paths = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.ts'),
    );
    const users = (pattern: RegExp) =>
      paths.filter((path) => pattern.test(readFileSync(join(ROOT, 'src', path), 'utf8'))).sort();
    expect(users(/from '@opentelemetry\/(?!api')/)).toEqual(['common/trace-export.ts']);
    expect(users(/^import (?!\{ type TraceExport \}).*trace-export\.js/m)).toEqual([]);
  });
});
