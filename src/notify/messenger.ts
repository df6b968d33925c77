import type { Adapter } from '../domain/adapter.ts';

/** What sending needs of an adapter. */
export type Messenger = Pick<Adapter, 'channel' | 'pace' | 'send' | 'showWorking' | 'windowMs' | 'invite'>;
