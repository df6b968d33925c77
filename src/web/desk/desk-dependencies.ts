import type { Accounts } from '../../accounts/accounts.ts';

/** What the moderators' pages need from the rest of the program. */
export interface DeskDependencies {
  accounts: Accounts;
}
