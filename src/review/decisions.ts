import { AppError } from '../errors.ts';
import type { NoticeWriter } from '../notify/notices.ts';
import { setRetired } from '../store/archive-edits.ts';
import {
  appendAct,
  listActs,
  listClaimMediaIds,
  lockClaim,
  moveTips,
  rootOfClaim,
  takeTipsBack,
} from '../store/claim-history.ts';
import type { Database, Tx } from '../store/database.ts';
import {
  addClaimMedia,
  findFactChecks,
  removeClaimMedia,
  removeExamples,
  removeFactCheck,
  writeFactChecks,
} from '../store/fact-checks.ts';
import { readSettings } from '../store/settings.ts';
import type { Words } from '../words.ts';
import {
  changeClaim,
  checkUnchanged,
  type Decision,
  decideClaim,
  type OpenedClaim,
  statusOf,
} from './claim-changes.ts';
import type { ReviewAct } from './claim-state.ts';
import { NOTE_LENGTH } from './claim-work.ts';
import { type Proposal, pendingProposal } from './proposals.ts';
import { toFactCheck, type VerdictDraft } from './verdict-draft.ts';
import { writtenText } from './written-text.ts';

export interface DecisionParts {
  database: Database;
  words: Words;
  notices: NoticeWriter;
}

/** With it, a decision is carried out that somebody else proposed. */
interface Approval {
  /** Of the event `proposed`. */
  approves?: number;
}

/**
 * What moderators decide about claims. Each call is one transaction: history, state, archive, and the notice to those
 * who asked change together or not at all. All throw `not-found`, and those with `seen` also `claim-changed`.
 */
export class Decisions {
  readonly #parts: DecisionParts;

  constructor(parts: DecisionParts) {
    this.#parts = parts;
  }

  /** A new fact-check, which everybody who asked is told. @throws as `toFactCheck` */
  publish(decision: Decision & Approval, draft: VerdictDraft): Promise<void> {
    const proposal: Proposal = { form: 'publish', fields: { ...draft } };
    return this.#decideTogether(decision, 'open', proposal, async (tx) => {
      const factCheckId = `desk-${decision.claimId}`;
      const row = this.#row(draft, factCheckId);
      await removeExamples(tx);
      await writeFactChecks(tx, [row]);
      await addClaimMedia(tx, factCheckId, decision.claimId, await listClaimMediaIds(tx, decision.claimId));
      const notice = await this.#announce(tx, decision.claimId, factCheckId, false);
      return { type: 'published', factCheckId, notice };
    });
  }

  /** The archive had it: its files become fingerprints of that fact-check. */
  link(decision: Decision & Approval, factCheckId: string): Promise<void> {
    const proposal: Proposal = { form: 'link', fields: { factCheck: factCheckId } };
    return this.#decideTogether(decision, 'open', proposal, async (tx) => {
      const notice = await this.#announce(tx, decision.claimId, factCheckId, false);
      await addClaimMedia(tx, factCheckId, decision.claimId, await listClaimMediaIds(tx, decision.claimId));
      return { type: 'linked', factCheckId, notice };
    });
  }

  notCheckable(decision: Decision & Approval): Promise<void> {
    const proposal: Proposal = { form: 'not-checkable', fields: {} };
    return this.#decideTogether(decision, 'open', proposal, async (tx) => ({
      type: 'not-checkable',
      notice: await this.#parts.notices.announce(tx, decision.claimId, { kind: 'not-checkable' }),
    }));
  }

  /** Nobody is told. */
  spam(decision: Decision): Promise<void> {
    return decideClaim(this.#parts.database, decision, 'open', async () => ({ type: 'spam' }));
  }

  /** It is the same as another claim: who asked about it asked about that one. @throws `merge-impossible` */
  merge(decision: Decision, other: number): Promise<void> {
    return decideClaim(this.#parts.database, decision, 'open', async (tx) => {
      const impossible = new AppError('merge-impossible', { params: { id: other } });
      if (other === decision.claimId || !(await lockClaim(tx, other))) throw impossible;
      const into = await rootOfClaim(tx, other);
      if (into === decision.claimId) throw impossible;
      const { verdict } = statusOf(await listActs(tx, into));
      await moveTips(tx, decision.claimId, into);
      await appendAct(tx, into, decision, { type: 'absorbed', claim: decision.claimId });
      if (verdict > 0) await this.#parts.notices.repeat(tx, into, verdict);
      return { type: 'merged', into };
    });
  }

  /** Another verdict in place of the one that was told: the same people hear of it. @throws `claim-undecided` */
  correct(decision: Decision & Approval, draft: VerdictDraft): Promise<void> {
    const proposal: Proposal = { form: 'correct', fields: { ...draft } };
    return this.#decideTogether(decision, 'decided', proposal, async (tx, { status }) => {
      if (status.verdict === 0) throw new AppError('claim-undecided');
      // What others wrote stays as it is: the correction is a fact-check of our own.
      const factCheckId = `desk-${decision.claimId}`;
      await writeFactChecks(tx, [this.#row(draft, factCheckId)]);
      await setRetired(tx, factCheckId, null);
      if (status.factCheckId && status.factCheckId !== factCheckId) {
        await removeClaimMedia(tx, status.factCheckId, decision.claimId);
      }
      await addClaimMedia(tx, factCheckId, decision.claimId, await listClaimMediaIds(tx, decision.claimId));
      await this.#parts.notices.cancel(tx, decision.claimId, status.verdict);
      const notice = await this.#announce(tx, decision.claimId, factCheckId, true);
      return { type: 'corrected', factCheckId, notice };
    });
  }

  /**
   * Takes the last decision back: the claim waits again. Messages that were not sent are not sent; who was told hears
   * that the verdict is withdrawn. A claim that was merged gets its people back. @throws `claim-undecided`
   */
  undo(decision: Decision): Promise<void> {
    const { claimId } = decision;
    return decideClaim(this.#parts.database, decision, 'decided', async (tx, { status }) => {
      const { factCheckId, mergedInto, verdict } = status;
      if (mergedInto !== null) {
        const root = await rootOfClaim(tx, mergedInto);
        await takeTipsBack(tx, claimId, root);
        await appendAct(tx, mergedInto, decision, { type: 'released', claim: claimId });
      }
      if (factCheckId !== null) await removeClaimMedia(tx, factCheckId, claimId);
      if (factCheckId === `desk-${claimId}`) await removeFactCheck(tx, factCheckId);
      const wasTold = verdict > 0 && (await this.#parts.notices.cancel(tx, claimId, verdict));
      const withdrawn = { kind: 'withdrawn', onlyAfter: verdict } as const;
      return {
        type: 'reopened',
        notice: wasTold ? await this.#parts.notices.announce(tx, claimId, withdrawn) : null,
      };
    });
  }

  /**
   * Carries out what another publisher proposed, as if both had decided it.
   * @throws `approval-impossible`: nothing waits; `approval-own`; as the decision
   */
  async approve(decision: Decision): Promise<void> {
    const proposal = pendingProposal(await listActs(this.#parts.database.prisma, decision.claimId));
    if (!proposal) throw new AppError('approval-impossible');
    if (proposal.actor === decision.actor) throw new AppError('approval-own');
    const approval = { ...decision, approves: proposal.id };
    const { fields } = proposal;
    switch (proposal.form) {
      case 'publish':
        return this.publish(approval, fields as unknown as VerdictDraft);
      case 'correct':
        return this.correct(approval, fields as unknown as VerdictDraft);
      case 'link':
        return this.link(approval, fields.factCheck ?? '');
      case 'not-checkable':
        return this.notCheckable(approval);
    }
  }

  /**
   * What was proposed does not happen. `text` says why; who takes back what they proposed need not.
   * @throws `approval-impossible`, `text-empty`, `text-too-long`
   */
  async sendBack(decision: Decision, text: string): Promise<void> {
    await changeClaim(this.#parts.database, decision, async (_, { events }) => {
      checkUnchanged(events, decision);
      const proposal = pendingProposal(events);
      if (!proposal) throw new AppError('approval-impossible');
      const isOwn = proposal.actor === decision.actor;
      const why = isOwn && !text.trim() ? '' : writtenText(text, NOTE_LENGTH);
      return { type: 'sent-back', proposal: proposal.id, text: why };
    });
  }

  #row(draft: VerdictDraft, id: string) {
    const today = new Date().toISOString().slice(0, 10);
    return toFactCheck(draft, id, this.#parts.words.language, today);
  }

  async #announce(tx: Tx, claimId: number, factCheckId: string, isCorrection: boolean): Promise<number> {
    const factCheck = (await findFactChecks(tx, [factCheckId])).get(factCheckId);
    if (!factCheck) throw new AppError('not-found');
    return this.#parts.notices.announce(tx, claimId, { kind: 'fact-check', factCheck, isCorrection });
  }

  /** Decides, or with four eyes proposes; only what would be decided without trouble is proposed. */
  #decideTogether(
    decision: Decision & Approval,
    wanted: 'open' | 'decided',
    proposal: Proposal,
    act: (tx: Tx, claim: OpenedClaim) => Promise<ReviewAct>,
  ): Promise<void> {
    return decideClaim(this.#parts.database, decision, wanted, async (tx, claim) => {
      const { approves } = decision;
      if (approves === undefined) {
        if (!(await readSettings(tx)).fourEyes) return act(tx, claim);
        await this.#check(tx, decision.claimId, proposal);
        return { type: 'proposed', ...proposal };
      }
      const pending = pendingProposal(claim.events);
      if (pending?.id !== approves) throw new AppError('approval-impossible');
      await appendAct(tx, decision.claimId, decision, {
        type: 'approved',
        proposal: approves,
        by: pending.actor,
      });
      return act(tx, claim);
    });
  }

  /** @throws as the decision would */
  async #check(tx: Tx, claimId: number, { form, fields }: Proposal): Promise<void> {
    if (form === 'publish' || form === 'correct')
      this.#row(fields as unknown as VerdictDraft, `desk-${claimId}`);
    const id = fields.factCheck;
    if (form === 'link' && !(id && (await findFactChecks(tx, [id])).has(id))) throw new AppError('not-found');
  }
}
