import type { StoredEvent } from '../store/claim-history.ts';
import { isDecisive } from './claim-state.ts';

/** Decisions that are told to people: with four eyes, another publisher has to approve them. */
export const PROPOSED_FORMS = ['publish', 'link', 'not-checkable', 'correct'] as const;

/** A decision as it was typed. */
export type Proposal = {
  form: (typeof PROPOSED_FORMS)[number];
  /** Of the form, by name. */
  fields: Record<string, string>;
};

export interface PendingProposal extends Proposal {
  /** Of its event. */
  id: number;
  /** User name of who proposed it. */
  actor: string;
  at: Date;
}

/** What waits for another publisher: a proposal after which nothing was decided. */
export function pendingProposal(events: readonly StoredEvent[]): PendingProposal | null {
  const last = events.findLast(({ type }) => isDecisive(type));
  return last?.type === 'proposed' ? proposalOf(last) : null;
}

/** What was sent back last and not proposed anew, to go on from what was typed. */
export function returnedProposal(events: readonly StoredEvent[]): PendingProposal | null {
  const last = events.findLast(({ type }) => isDecisive(type));
  if (last?.type !== 'sent-back') return null;
  const proposed = events.find(({ id }) => id === last.data.proposal);
  return proposed ? proposalOf(proposed) : null;
}

const proposalOf = ({ id, actor, at, data }: StoredEvent): PendingProposal => ({
  ...(data as Proposal),
  ...{ id, at, actor: actor ?? '' },
});
