import { join } from 'node:path';
import { Accounts } from '../../src/accounts/accounts.ts';
import type { Role } from '../../src/domain/role.ts';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { Database } from '../../src/store/database.ts';
import { createTestDatabase } from './database.ts';
import { testLog } from './test-app.ts';

export const BASE_URL = 'http://localhost';
export const PASSWORD = 'seven blue chairs';

export interface TestAccounts {
  database: Database;
  accounts: Accounts;
  /** A user with `PASSWORD`. */
  member(name: string, role: Role): Promise<void>;
  end(): Promise<void>;
}

/** The real accounts on a database of their own. */
export async function openTestAccounts(): Promise<TestAccounts> {
  const { url, drop } = await createTestDatabase();
  const database = await Database.open(url, join(PROJECT_ROOT, 'prisma', 'migrations'), testLog);
  const accounts = new Accounts({
    database,
    secretKey: async () => 'a secret of the tests, long enough',
    baseUrl: BASE_URL,
    log: testLog,
  });
  return {
    database,
    accounts,
    member: async (name, role) => {
      await accounts.add(name, role);
      await accounts.setPassword(name, PASSWORD);
    },
    end: async () => {
      await database.close();
      await drop();
    },
  };
}
