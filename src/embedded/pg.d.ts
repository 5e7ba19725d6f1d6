/** The few words of `pg` (which ships no types) that this room says. */
declare module 'pg' {
  export interface ClientConfig {
    connectionString: string;
    connectionTimeoutMillis?: number;
    query_timeout?: number;
  }

  export class Client {
    constructor(config: ClientConfig);
    connect(): Promise<void>;
    query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
    end(): Promise<void>;
    on(event: 'error', listener: (error: Error) => void): this;
    escapeIdentifier(name: string): string;
  }

  const pg: { Client: typeof Client };
  export default pg;
}
