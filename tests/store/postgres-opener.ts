/**
 * A process of its own that uses the embedded server of a data folder: says its address, and leaves it in good
 * order when its input ends.
 */
import { once } from 'node:events';
import pino from 'pino';
import { openEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';

const server = await openEmbeddedPostgres(process.argv[2] ?? '', pino({ level: 'silent' }));
process.stdout.write(`${server.url}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
await server.release();
