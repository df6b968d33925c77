import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { AppError } from '../errors.ts';

/** How long requests under way may take to end when the server closes. */
const GRACE_MS = 5_000;
/** A phone on a slow line takes its time to upload a film. */
const REQUEST_MS = 30 * 60 * 1000;

export interface Listening {
  port: number;
  /** Ends event streams and idle connections at once, lets other requests finish for five seconds. */
  close(): Promise<void>;
}

/** Throws `port-in-use`. With port 0 the system chooses a free one. */
export async function listen(app: Hono, address: { port: number; host?: string }): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  server.requestTimeout = REQUEST_MS;
  const close = closeQuickly(server);
  await started(server, address);
  return { port: (server.address() as AddressInfo).port, close };
}

function started(server: Server, { port, host }: { port: number; host?: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' ? new AppError('port-in-use', { params: { port }, cause: error }) : error,
      );
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

/**
 * How to close the server. Node's own `close` waits for event streams, which never end, and for the
 * connections that browsers open ahead of any request.
 */
function closeQuickly(server: Server): () => Promise<void> {
  /** Connections on which nobody waits for an answer that ends. */
  const dispensable = new Set<Socket>();
  let closing = false;
  server.on('connection', (socket) => {
    dispensable.add(socket);
    socket.once('close', () => dispensable.delete(socket));
  });
  server.prependListener('request', ({ headers, socket }: IncomingMessage, response: ServerResponse) => {
    if (headers.accept === 'text/event-stream') return;
    dispensable.delete(socket);
    response.once('close', () => {
      if (closing) socket.destroySoon();
      else if (!socket.destroyed) dispensable.add(socket);
    });
  });
  return async () => {
    closing = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of dispensable) socket.destroy();
    const impatience = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    await closed;
    clearTimeout(impatience);
  };
}
