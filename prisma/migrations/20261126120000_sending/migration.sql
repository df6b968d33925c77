-- The outbox is its own queue: what waits is found by partial indexes, which stay small however much was sent.
ALTER TABLE "outbox" ADD COLUMN "priority" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN "detail" TEXT;

-- DropIndex
DROP INDEX "outbox_channel_conversation_state_id_idx";

-- CreateIndex
CREATE INDEX "outbox_channel_conversation_id_idx" ON "outbox"("channel", "conversation", "id");

-- CreateIndex
CREATE INDEX "outbox_channel_sent_at_idx" ON "outbox"("channel", "sent_at");

-- What may be sent, in the order of sending.
CREATE INDEX "outbox_line_idx" ON "outbox"("channel", "priority", "next_attempt_at", "id") WHERE "state" = 'waiting';

-- What goes before a message in its own conversation.
CREATE INDEX "outbox_before_idx" ON "outbox"("channel", "conversation", "priority", "id") WHERE "state" = 'waiting';

-- Dead letters.
CREATE INDEX "outbox_failed_idx" ON "outbox"("id") WHERE "state" = 'failed';

-- The soft limit: tips of one sender, newest first.
ALTER TABLE "tips" ADD COLUMN "deferred" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "tips_sender_id_id_idx" ON "tips"("sender_id", "id");

-- Work that is left, which is looked for every minute.
CREATE INDEX "messages_unhandled_idx" ON "messages"("channel", "conversation") WHERE "handled_at" IS NULL;
CREATE INDEX "tips_open_idx" ON "tips"("channel", "conversation") WHERE "outcome" IS NULL;

-- The outbox needs no jobs any more; where the tip line never ran there is no table of them.
DO $$
BEGIN
  IF to_regclass('graphile_worker._private_jobs') IS NOT NULL THEN
    DELETE FROM graphile_worker._private_jobs AS j USING graphile_worker._private_tasks AS t
    WHERE t.id = j.task_id AND t.identifier = 'outbox.deliver';
  END IF;
END $$;
