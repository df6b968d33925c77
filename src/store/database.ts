import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { APPLICATION_NAME } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';
import { Prisma, PrismaClient } from './prisma-client/client.ts';
import { statementName } from './statement-name.ts';
import { WorkLocks } from './work-locks.ts';

export { Prisma };

/** What can run a query: the database itself or a transaction of it. */
export type Tx = Prisma.TransactionClient;

/** Each worker may hold a transaction and read beside it; the pages need some too. */
const POOL_SIZE = 40;
const TRANSACTION = { maxWait: 20_000, timeout: 60_000 };
const OLDEST_SERVER = 150_000;

/** PostgreSQL behind Prisma; one pool of connections for everything in the process. */
export class Database {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /** For work that several processes may be about to do. */
  readonly locks: WorkLocks;

  private constructor(pool: pg.Pool) {
    this.pool = pool;
    this.locks = new WorkLocks(pool);
    // Its type knows no statement without a name; the driver does.
    const statementNameGenerator = statementName as () => string;
    this.prisma = new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator }) });
  }

  /**
   * Connects, checks the server's version and applies missing migrations.
   * Throws `database-unreachable`, `database-too-old`, `migration-failed`, `migration-unknown`.
   */
  static async open(url: string, migrationsFolder: string, log: Log): Promise<Database> {
    const pool = new pg.Pool({ connectionString: url, application_name: APPLICATION_NAME, max: POOL_SIZE });
    pool.on('error', (err) => log.warn({ err }, 'an idle database connection broke'));
    try {
      const client = await pool.connect().catch((cause) => {
        throw new AppError('database-unreachable', { cause });
      });
      try {
        await refuseOldServer(client);
        const applied = await migrate(client, migrationsFolder);
        if (applied.length > 0) log.info({ applied }, 'migrations applied');
      } finally {
        client.release();
      }
      return new Database(pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  /** All of `work` happens or nothing. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.prisma.$transaction(work, TRANSACTION);
  }

  async isUp(): Promise<boolean> {
    try {
      await this.prisma.$queryRaw`SELECT 1`;
      return true;
    } catch {
      // The question was whether it is up.
      return false;
    }
  }

  async close(): Promise<void> {
    await this.locks.close();
    await this.prisma.$disconnect();
    await this.pool.end();
  }
}

async function refuseOldServer(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  );
  const version = rows[0]?.version ?? 0;
  if (version < OLDEST_SERVER) {
    throw new AppError('database-too-old', { params: { version: Math.floor(version / 10_000) } });
  }
}
