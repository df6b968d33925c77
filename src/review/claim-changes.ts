import { AppError } from '../errors.ts';
import { appendAct, listActs, lockClaim, type StoredEvent, saveStatus } from '../store/claim-history.ts';
import { lockClaims } from '../store/claims.ts';
import type { Database, Tx } from '../store/database.ts';
import { changeArchive } from '../store/fact-checks.ts';
import { type ClaimEvent, type ClaimStatus, isDecisive, type ReviewAct, statusAfter } from './claim-state.ts';

/** Who decides about which claim. */
export interface Decision {
  claimId: number;
  /** User name. */
  actor: string;
  /** The last decisive event the moderator saw, 0 without any: when there is a newer one, nothing happens. */
  seen: number;
  /** Network address it comes from. */
  origin?: string | null;
}

/** A claim that nobody else changes until the transaction ends. */
export interface OpenedClaim {
  events: StoredEvent[];
  status: ClaimStatus;
}

type Work = (tx: Tx, claim: OpenedClaim) => Promise<ReviewAct>;

/**
 * Decides about a claim: history, state, archive and the notice to those who asked change together or not at all.
 * The archive is locked first and always, so that no two decisions wait for each other.
 * @throws `not-found`, `claim-changed`, `claim-undecided`
 */
export function decideClaim(
  database: Database,
  decision: Decision,
  wanted: 'open' | 'decided',
  work: Work,
): Promise<void> {
  return changeArchive(database, async (tx) => {
    const claim = await open(tx, decision.claimId);
    checkUnchanged(claim.events, decision);
    const isOpen = claim.status.state === 'open';
    if (isOpen && wanted === 'decided') throw new AppError('claim-undecided');
    if (!isOpen && wanted === 'open') throw new AppError('claim-changed');
    await record(tx, decision, claim, await work(tx, claim));
  });
}

/** Adds to the history of a claim what decides nothing, whatever others did meanwhile. @throws `not-found` */
export function changeClaim(database: Database, decision: Decision, work: Work): Promise<void> {
  return database.transaction(async (tx) => {
    const claim = await open(tx, decision.claimId);
    await record(tx, decision, claim, await work(tx, claim));
  });
}

/** @throws `claim-changed` */
export function checkUnchanged(events: readonly StoredEvent[], { seen }: Decision): void {
  if (events.some(({ id, type }) => id > seen && isDecisive(type))) throw new AppError('claim-changed');
}

async function open(tx: Tx, claimId: number): Promise<OpenedClaim> {
  await lockClaims(tx);
  if (!(await lockClaim(tx, claimId))) throw new AppError('not-found');
  const events = await listActs(tx, claimId);
  return { events, status: statusOf(events) };
}

async function record(tx: Tx, decision: Decision, { events }: OpenedClaim, act: ReviewAct): Promise<void> {
  await appendAct(tx, decision.claimId, decision, act);
  await saveStatus(tx, decision.claimId, statusAfter([...events.map(toEvent), act]));
}

export const statusOf = (events: readonly StoredEvent[]): ClaimStatus => statusAfter(events.map(toEvent));

const toEvent = ({ type, data }: StoredEvent): ClaimEvent => ({ type, ...data }) as ClaimEvent;
