/** What a claim can be. `withdrawn`: all who asked had their data deleted. */
export const CLAIM_STATES = [
  'open',
  'published',
  'linked',
  'not-checkable',
  'spam',
  'duplicate',
  'withdrawn',
] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

/** What moderators do with a claim; each is one event of its history. */
export type ReviewAct =
  /** A new fact-check was published for it. */
  | { type: 'published'; factCheckId: string; notice: number }
  /** The archive had the fact-check. */
  | { type: 'linked'; factCheckId: string; notice: number }
  | { type: 'not-checkable'; notice: number }
  | { type: 'spam' }
  | { type: 'merged'; into: number }
  | { type: 'corrected'; factCheckId: string; notice: number }
  /** The decision and what corrected it no longer hold. */
  | { type: 'reopened'; notice: number | null }
  | { type: 'asked'; question: string; notice: number }
  /** A publisher's decision that another one has to approve: nothing of it has happened yet. */
  | { type: 'proposed'; form: string; fields: Record<string, string> }
  /** Stands before the decision it let through. */
  | { type: 'approved'; proposal: number; by: string }
  /** `text`: why; empty when who proposed it took it back. */
  | { type: 'sent-back'; proposal: number; text: string }
  | { type: 'assigned'; to: string | null }
  | { type: 'noted'; text: string }
  | { type: 'tagged'; tag: string }
  | { type: 'untagged'; tag: string };

/** What the program notes: where the claim came from, and what was merged into it. */
export type QueueEvent =
  | { type: 'opened'; tipId: number }
  | { type: 'joined'; tipId: number }
  | { type: 'absorbed'; claim: number }
  | { type: 'released'; claim: number };

export type ClaimEvent = ReviewAct | QueueEvent;
export type ClaimEventType = ClaimEvent['type'];

/** Those that who decides has to know of. */
const DECISIVE: readonly string[] = [
  'published',
  'linked',
  'not-checkable',
  'spam',
  'merged',
  'corrected',
  'reopened',
  'proposed',
  'sent-back',
];
export const isDecisive = (type: string): boolean => DECISIVE.includes(type);

/** Everything about a claim that follows from its history. */
export interface ClaimStatus {
  state: Exclude<ClaimState, 'withdrawn'>;
  factCheckId: string | null;
  mergedInto: number | null;
  assignee: string | null;
  tags: string[];
  /** The notice with the latest word on it; 0: nobody was told anything that still holds. */
  verdict: number;
  /** A decision waits for another publisher. */
  awaitsApproval: boolean;
}

export const OPEN: ClaimStatus = {
  state: 'open',
  factCheckId: null,
  mergedInto: null,
  assignee: null,
  tags: [],
  verdict: 0,
  awaitsApproval: false,
};

export const statusAfter = (events: readonly ClaimEvent[]): ClaimStatus => events.reduce(next, OPEN);

function next(status: ClaimStatus, event: ClaimEvent): ClaimStatus {
  const reopened = { ...OPEN, assignee: status.assignee, tags: status.tags };
  switch (event.type) {
    case 'published':
    case 'linked':
      return { ...reopened, state: event.type, factCheckId: event.factCheckId, verdict: event.notice };
    case 'corrected': {
      const state = status.state === 'not-checkable' ? 'published' : status.state;
      const { factCheckId, notice: verdict } = event;
      return { ...status, state, factCheckId, verdict, awaitsApproval: false };
    }
    case 'not-checkable':
      return { ...reopened, state: 'not-checkable', verdict: event.notice };
    case 'spam':
      return { ...reopened, state: 'spam' };
    case 'merged':
      return { ...reopened, state: 'duplicate', mergedInto: event.into };
    case 'reopened':
      return reopened;
    case 'proposed':
      return { ...status, awaitsApproval: true };
    case 'sent-back':
      return { ...status, awaitsApproval: false };
    case 'assigned':
      return { ...status, assignee: event.to };
    case 'tagged':
      return { ...status, tags: [...status.tags.filter((tag) => tag !== event.tag), event.tag] };
    case 'untagged':
      return { ...status, tags: status.tags.filter((tag) => tag !== event.tag) };
    default:
      return status;
  }
}
