/** Has no types of its own; what we use of it. */
declare module 's3rver' {
  import { type Server } from 'node:http';

  export default class S3rver {
    readonly httpServer: Server;
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      configureBuckets: { name: string }[];
    });
    run(): Promise<{ port: number }>;
  }
}
