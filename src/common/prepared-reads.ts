import { createHash } from 'node:crypto';
import { DriverException } from '@mikro-orm/core';
import type { DatabaseError, Pool } from 'pg';

/**
 * Reads that are asked all the time: planned once per connection, and past the ORM, which writes the values into the text
 * anew for each. They see nothing of a transaction that the caller is in.
 */
export class PreparedReads {
  private pool: Pool | null = null;
  private readonly statements = new Map<string, { name: string; text: string }>();

  /** The database's pool, as soon as there is one. */
  use(pool: Pool): void {
    this.pool = pool;
  }

  /** `sql` is a text of ours, one of a few, with a `?` for each value. */
  async rows<Row extends object>(sql: string, values: unknown[]): Promise<Row[]> {
    if (this.pool === null) {
      throw new Error('The database is not connected yet');
    }
    const client = await this.pool.connect();
    try {
      const { rows } = await client.query<Row>({ ...this.statementOf(sql), values });
      client.release();
      return rows;
    } catch (error) {
      client.release(!isHarmless(error as DatabaseError));
      throw new DriverException(error as Error);
    }
  }

  private statementOf(sql: string): { name: string; text: string } {
    const known = this.statements.get(sql);
    if (known) {
      return known;
    }
    let place = 0;
    const text = sql.replace(/\?/g, () => `$${++place}`);
    const statement = { name: createHash('sha256').update(sql).digest('hex').slice(0, 16), text };
    this.statements.set(sql, statement);
    return statement;
  }
}

/** A refusal leaves the connection as good as it was; not so an end, nor a plan that a migration has made useless. */
function isHarmless({ severity, code }: DatabaseError): boolean {
  return severity === 'ERROR' && code !== '0A000';
}
