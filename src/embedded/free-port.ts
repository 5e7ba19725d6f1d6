import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** The wanted port if nobody listens there, else one the system gives. */
export async function choosePort(wanted: number | undefined): Promise<number> {
  return (wanted !== undefined ? await tryPort(wanted) : null) ?? (await tryPort(0)) ?? Promise.reject(noPort());
}

export async function isPortTaken(port: number): Promise<boolean> {
  return (await tryPort(port)) === null;
}

function noPort(): Error {
  return new Error(`No free TCP port on ${HOST}`);
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      const given = typeof address === 'object' ? (address?.port ?? null) : null;
      server.close(() => resolve(given));
    });
  });
}
